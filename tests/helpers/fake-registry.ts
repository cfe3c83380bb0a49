import type { Value } from 'native-reg'
import type { RegistryApi } from '../../src/main/app/policy/windows-registry'

/** A value as Windows keeps it: its type by number (winnt.h), and its bytes. */
export type FakeValue = { readonly type: number; readonly bytes: Buffer }
/** A key: what is a `FakeValue` is a value of it, everything else a key within it. */
export type FakeKey = { readonly [name: string]: FakeValue | FakeKey }

export const sz = (text: string): FakeValue => ({ type: 1, bytes: Buffer.from(`${text}\0`, 'utf16le') })
export const expandSz = (text: string): FakeValue => ({ type: 2, bytes: Buffer.from(`${text}\0`, 'utf16le') })
export const dword = (value: number): FakeValue => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return { type: 4, bytes }
}
export const multiSz = (...texts: readonly string[]): FakeValue => ({ type: 7, bytes: Buffer.from(`${texts.join('\0')}\0\0`, 'utf16le') })

const isValue = (found: FakeValue | FakeKey): found is FakeValue => Buffer.isBuffer(found['bytes'])

/** A registry with the calls of `native-reg` that we use; `opened` counts keys that nobody has closed yet. */
export function fakeRegistry(hives: { readonly HKLM?: FakeKey; readonly HKCU?: FakeKey }): RegistryApi & { opened: number } {
  const roots = { HKLM: 0x80000002, HKCU: 0x80000001 }
  const handles = new Map<number, FakeKey>([
    [roots.HKLM, hives.HKLM ?? {}],
    [roots.HKCU, hives.HKCU ?? {}],
  ])
  let next = 1
  const of = (handle: number): [string, FakeValue | FakeKey][] => {
    const key = handles.get(handle)
    if (key === undefined) throw new Error('ERROR_INVALID_HANDLE')
    return Object.entries(key)
  }
  const step = (key: FakeKey | undefined, name: string): FakeKey | undefined => {
    const found = Object.entries(key ?? {}).find(([each]) => each.toLowerCase() === name.toLowerCase())?.[1]
    return found === undefined || isValue(found) ? undefined : found
  }
  return {
    ...roots,
    opened: 0,
    openKey(parent, path) {
      const key = path.split('\\').reduce(step, handles.get(parent))
      if (key === undefined) return null
      this.opened += 1
      handles.set(next, key)
      return next++
    },
    closeKey(handle) {
      if (typeof handle !== 'number' || !handles.delete(handle)) throw new Error('ERROR_INVALID_HANDLE')
      this.opened -= 1
    },
    // As a registry would: by name, 10 before 2.
    enumKeyNames: (handle) => of(handle).flatMap(([name, each]) => (isValue(each) ? [] : [name])),
    enumValueNames: (handle) =>
      of(handle)
        .flatMap(([name, each]) => (isValue(each) ? [name] : []))
        .sort(),
    queryValueRaw(handle, name) {
      const key = handles.get(handle) ?? {}
      const found = name !== null && Object.hasOwn(key, name) ? key[name] : undefined
      if (found === undefined || !isValue(found)) return null
      return Object.assign(Buffer.from(found.bytes), { type: found.type }) as Value
    },
  }
}

/** What stands below the place of our policies. */
export function underPolicies(key: FakeKey): FakeKey {
  return { Software: { Policies: { JimDesktop: key } } }
}
