import type * as NativeReg from 'native-reg'
import type { RegistryKey, RegistryValue } from './registry-values'

/** What of `native-reg` reads. */
export type RegistryApi = Pick<
  typeof NativeReg,
  'HKLM' | 'HKCU' | 'openKey' | 'closeKey' | 'enumKeyNames' | 'enumValueNames' | 'queryValueRaw'
>

/** QUERY_VALUE, ENUMERATE_SUB_KEYS, and the 64-bit view, whichever of the two this program is. */
const READ = 0x1 | 0x8 | 0x100
/** Types of values, as winnt.h numbers them. */
const REG = { sz: 1, expandSz: 2, dword: 4, multiSz: 7, qword: 11 } as const

/** A policy is three keys deep; a hundred servers are a tenth of the rest. */
const MOST = { depth: 4, entries: 4096, bytes: 256 * 1024 } as const

/** Of a place that is larger than a policy. */
export class RegistryTooLarge extends Error {}

/**
 * All of a key but keys within it that are empty, or `undefined` where there is none.
 *
 * @param env what REG_EXPAND_SZ names: `%ProgramData%`
 * @throws RegistryTooLarge
 * @throws Error when the system refuses
 */
export function readRegistryKey(
  api: RegistryApi,
  hive: 'HKLM' | 'HKCU',
  path: string,
  env: NodeJS.ProcessEnv = process.env,
): RegistryKey | undefined {
  const room = { entries: MOST.entries, bytes: MOST.bytes }
  const spend = (bytes: number, depth: number): void => {
    room.entries -= 1
    room.bytes -= bytes
    if (room.entries < 0 || room.bytes < 0 || depth > MOST.depth) throw new RegistryTooLarge(`${hive}\\${path}`)
  }
  const read = (parent: ReturnType<RegistryApi['openKey']>, name: string, depth: number): RegistryKey | undefined => {
    const key = parent === null ? null : api.openKey(parent, name, READ)
    if (key === null) return undefined
    try {
      const values = new Map<string, RegistryValue>()
      for (const valueName of api.enumValueNames(key)) {
        const value = api.queryValueRaw(key, valueName)
        spend(value?.length ?? 0, depth)
        if (value !== null) values.set(valueName, decodeRegistryValue(value.type, value, env))
      }
      const keys = new Map<string, RegistryKey>()
      for (const keyName of api.enumKeyNames(key)) {
        spend(0, depth)
        const child = read(key, keyName, depth + 1)
        // What a policy that was taken back leaves behind.
        if (child !== undefined && !isEmpty(child)) keys.set(keyName, child)
      }
      return { values, keys }
    } finally {
      api.closeKey(key)
    }
  }
  return read(hive === 'HKLM' ? api.HKLM : api.HKCU, path, 1)
}

export function isEmpty({ values, keys }: RegistryKey): boolean {
  return values.size === 0 && keys.size === 0
}

/** Whatever the bytes are: who writes to the registry need not keep to the types. */
export function decodeRegistryValue(type: number, bytes: Buffer, env: NodeJS.ProcessEnv = {}): RegistryValue {
  switch (type) {
    case REG.sz:
      return textOf(bytes)
    case REG.expandSz:
      return expanded(textOf(bytes), env)
    case REG.dword:
      return bytes.length === 4 ? bytes.readUInt32LE(0) : null
    case REG.qword: {
      const value = bytes.length === 8 ? Number(bytes.readBigUInt64LE(0)) : Number.NaN
      return Number.isSafeInteger(value) ? value : null
    }
    case REG.multiSz:
      return bytes
        .toString('utf16le')
        .split('\0')
        .filter((text) => text !== '')
    default:
      return null
  }
}

/** Up to its first NUL, which need not be there. */
function textOf(bytes: Buffer): string {
  return bytes.toString('utf16le').split('\0', 1)[0] ?? ''
}

/** What the environment does not name stays as it is written. Windows does not tell names apart by their case. */
function expanded(text: string, env: NodeJS.ProcessEnv): string {
  const named = new Map(Object.entries(env).map(([name, value]) => [name.toLowerCase(), value]))
  return text.replace(/%([^%]+)%/g, (whole, name: string) => named.get(name.toLowerCase()) ?? whole)
}
