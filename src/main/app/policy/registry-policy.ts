import { type FoundPolicy, isRecord, SETTING_GROUPS } from './found-policy'
import { isEmpty, readRegistryKey, type RegistryApi, RegistryTooLarge } from './windows-registry'

/** Where group policies write, below each hive; people cannot. */
export const REGISTRY_PATH = 'SOFTWARE\\Policies\\JimDesktop'

type Found = { readonly source: string; readonly content: Readonly<Record<string, unknown>> }

/**
 * What the registry of Windows says: for the computer (HKLM), and for the person (HKCU) where the computer's part says nothing
 * of the same key, or the same setting.
 */
export async function readRegistryPolicy(api: RegistryApi): Promise<FoundPolicy | undefined> {
  const found: Found[] = []
  for (const hive of ['HKLM', 'HKCU'] as const) {
    const source = `${hive}\\${REGISTRY_PATH}`
    try {
      const key = readRegistryKey(api, hive, REGISTRY_PATH)
      if (key === undefined || isEmpty(key)) continue
      // The schema knows of every kind of server: it is read where there is a policy, and nowhere else before the first window.
      const [{ policyOfRegistry }, { recordShapeOf }, { policySchema }] = await Promise.all([
        import('./registry-values'),
        import('./policy-shape'),
        import('./policy-schema'),
      ])
      found.push({ source, content: policyOfRegistry(key, recordShapeOf(policySchema)) })
    } catch (error) {
      return { source, code: error instanceof RegistryTooLarge ? 'invalid' : 'unreadable' }
    }
  }
  const [first, second] = found
  return first === undefined || second === undefined ? first : merged(first, second)
}

/** What is of the second alone is noted with its place. */
function merged(over: Found, under: Found): FoundPolicy {
  const places: [string, string][] = []
  const join = (prefix: string, one: Found['content'], other: Found['content']): Found['content'] => {
    const added = Object.entries(other).filter(([name]) => !Object.hasOwn(one, name))
    for (const [name, value] of added) {
      const names =
        prefix === '' && isGroup(name) && isRecord(value) ? Object.keys(value).map((each) => `${name}.${each}`) : [prefix + name]
      places.push(...names.map((each): [string, string] => [each, under.source]))
    }
    return Object.fromEntries([...Object.entries(one), ...added])
  }
  const content = { ...join('', over.content, under.content) }
  for (const group of SETTING_GROUPS) {
    const [one, other] = [over.content[group], under.content[group]]
    if (isRecord(one) && isRecord(other)) content[group] = join(`${group}.`, one, other)
  }
  return { source: over.source, content, places: new Map(places) }
}

function isGroup(name: string): boolean {
  return SETTING_GROUPS.some((group) => group === name)
}
