import { isRecord } from './found-policy'
import type { PolicyShape, RecordShape } from './policy-shape'

/** A value as the registry has it: REG_SZ or REG_EXPAND_SZ, REG_DWORD or REG_QWORD, REG_MULTI_SZ; `null`: of any other type, or broken. */
export type RegistryValue = string | number | readonly string[] | null

/** A key with what is in it, by their names as they are written there. */
export type RegistryKey = {
  readonly values: ReadonlyMap<string, RegistryValue>
  readonly keys: ReadonlyMap<string, RegistryKey>
}

/**
 * What a key of the registry says, as the file of a policy would say it. ADMX writes of a shape:
 *
 * ```
 * flag      REG_DWORD 0 or 1                 one_of, text   REG_SZ
 * whole     REG_DWORD                        list           a key of the same name with values 1, 2, 3 …
 * record    a key of the same name with a value for each part; within a list a REG_SZ of JSON
 * ```
 *
 * A list or a record may be a REG_SZ of JSON anywhere, a list of texts a REG_MULTI_SZ, and the items of a list may be keys.
 * What is of another type stays as it is: the schema says that it is wrong, under its name. Names differ by more than their case.
 */
export function policyOfRegistry(key: RegistryKey, shape: RecordShape): Readonly<Record<string, unknown>> {
  const spelling = new Map([...shape.parts.keys()].map((name) => [name.toLowerCase(), name]))
  // Where a name is a key and a value both, the value comes later, and counts.
  const found = [...key.keys, ...key.values].map(([written, each]) => {
    const name = spelling.get(written.toLowerCase()) ?? written
    const part = shape.parts.get(name)
    return [name, part === undefined ? null : valueOf(each, part)] as const
  })
  // The value without a name is nothing that a policy says.
  return Object.fromEntries(found.filter(([name]) => name !== ''))
}

function valueOf(found: RegistryKey | RegistryValue, shape: PolicyShape): unknown {
  switch (shape.kind) {
    case 'flag':
      return found === 0 || found === 1 ? found === 1 : raw(found)
    case 'one_of':
    case 'text':
    case 'whole':
      return raw(found)
    case 'list':
      if (isKey(found)) return itemsOf(found).map((item) => valueOf(item, shape.item))
      return Array.isArray(found) ? found.map((item: string) => valueOf(item, shape.item)) : ofJson(found)
    case 'record':
      return isKey(found) ? policyOfRegistry(found, shape) : ofJson(found)
  }
}

/** By their numbers; those whose names are none come last, as they stand. */
function itemsOf({ keys, values }: RegistryKey): readonly (RegistryKey | RegistryValue)[] {
  const numberOf = (name: string): number => (/^\d{1,9}$/.test(name) ? Number(name) : Number.MAX_SAFE_INTEGER)
  return [...keys, ...values]
    .filter(([name]) => name !== '')
    .sort(([one], [other]) => numberOf(one) - numberOf(other))
    .map(([, each]) => each)
}

/** Nothing that any schema takes for something else: a key is no value. */
function raw(found: RegistryKey | RegistryValue): unknown {
  return isKey(found) ? null : found
}

function ofJson(found: RegistryValue | RegistryKey): unknown {
  if (typeof found !== 'string') return raw(found)
  try {
    const value: unknown = JSON.parse(found)
    return isRecord(value) || Array.isArray(value) ? value : found
  } catch {
    return found
  }
}

function isKey(found: RegistryKey | RegistryValue): found is RegistryKey {
  return isRecord(found)
}
