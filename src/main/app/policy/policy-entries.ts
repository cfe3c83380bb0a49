import type { PolicyEntry, PolicyProblem } from '@shared/policy'
import { clipped, contentOf, type FoundPolicy, isRecord, SETTING_GROUPS } from './found-policy'

/** UTF-16 code units of a value as it is told. */
const MAX_VALUE = 300

/** What a policy says, line by line, but for what of it cannot be used. */
export function entriesOf(found: FoundPolicy, problems: readonly PolicyProblem[]): readonly PolicyEntry[] {
  const wrong = new Set(problems.map(({ key }) => key))
  const places = 'content' in found ? found.places : undefined
  const lines = Object.entries(contentOf(found)).flatMap(([key, value]): [string, unknown][] => {
    const isGroup = SETTING_GROUPS.some((group) => group === key)
    if (!isGroup || !isRecord(value)) return [[clipped(key), value]]
    return Object.entries(value).map(([name, each]) => [`${key}.${clipped(name)}`, each])
  })
  return lines
    .filter(([key]) => !wrong.has(key))
    .flatMap(([key, value]) => {
      const source = places?.get(key)
      return [{ key, value: shown(value), ...(source === undefined ? {} : { source }) }]
    })
}

function shown(value: unknown): string {
  const text = JSON.stringify(value)
  return text.length > MAX_VALUE ? `${text.slice(0, MAX_VALUE)}…` : text
}
