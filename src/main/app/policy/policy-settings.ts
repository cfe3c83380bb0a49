import type { PolicyProblem } from '@shared/policy'
import type { SettingsPolicy } from '@shared/settings'
import { clipped, contentOf, type FoundPolicy, isRecord, SETTING_GROUPS } from './found-policy'
import { SETTING_SCHEMAS } from './setting-schemas'

export type PolicySettings = { readonly settings: SettingsPolicy; readonly problems: readonly PolicyProblem[] }

/**
 * What a policy says of settings, before anything else is read: the first window goes by it. `settings` are locked,
 * `recommended` ones stand until the person chooses. Each name stands for itself: a wrong one costs only itself, and is told.
 */
export function policySettings(found: FoundPolicy | undefined): PolicySettings {
  const content = contentOf(found)
  const problems: PolicyProblem[] = []
  const rules: [string, { readonly value: unknown; readonly isLocked: boolean }][] = []
  // The locked ones last: a name that stands in both groups is locked.
  for (const group of [...SETTING_GROUPS].reverse()) {
    const given = content[group]
    if (given === undefined) continue
    if (!isRecord(given)) problems.push({ key: group, code: 'invalid' })
    else {
      for (const [name, value] of Object.entries(given)) {
        const problem = problemOf(name, value)
        if (problem === undefined) rules.push([name, { value, isLocked: group === 'settings' }])
        else problems.push({ key: `${group}.${clipped(name)}`, code: problem })
      }
    }
  }
  return { settings: Object.fromEntries(rules) as SettingsPolicy, problems }
}

function problemOf(name: string, value: unknown): 'unknown' | 'invalid' | undefined {
  const schema = Object.hasOwn(SETTING_SCHEMAS, name) ? SETTING_SCHEMAS[name] : undefined
  if (schema === undefined) return 'unknown'
  return schema.safeParse(value).success ? undefined : 'invalid'
}
