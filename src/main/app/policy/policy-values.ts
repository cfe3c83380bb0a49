import { NO_POLICY, type PolicyInForce, type PolicyProblem } from '@shared/policy'
import { clipped, contentOf, type FoundPolicy, isRecord, SETTING_GROUPS } from './found-policy'
import { accountLimits } from './limits'
import { entriesOf } from './policy-entries'
import { POLICY_KEYS, type PolicyValues } from './policy-schema'
import { policySettings } from './policy-settings'

type Key = keyof typeof POLICY_KEYS

/** What a policy says beside settings, and everything of it that cannot be used. A wrong key costs only itself. */
export type Policy = { readonly values: PolicyValues; readonly inForce: PolicyInForce }

export function readPolicyValues(found: FoundPolicy | undefined): Policy {
  if (found === undefined) return { values: {}, inForce: NO_POLICY }
  const problems: PolicyProblem[] = [...wholeProblem(found), ...policySettings(found).problems]
  const values: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(contentOf(found))) {
    if (SETTING_GROUPS.some((group) => group === key)) continue
    if (!isKey(key)) problems.push({ key: clipped(key), code: 'unknown' })
    else {
      const parsed = POLICY_KEYS[key].safeParse(value)
      if (parsed.success) values[key] = parsed.data
      else problems.push({ key, code: 'invalid' })
    }
  }
  return { values, inForce: inForce(found, values, problems) }
}

function wholeProblem(found: FoundPolicy): readonly PolicyProblem[] {
  if ('code' in found) return [{ key: '', code: found.code }]
  return isRecord(found.content) ? [] : [{ key: '', code: 'invalid' }]
}

function isKey(key: string): key is Key {
  return Object.hasOwn(POLICY_KEYS, key)
}

/** Of a policy what the window needs to know. */
function inForce(found: FoundPolicy, values: PolicyValues, problems: readonly PolicyProblem[]): PolicyInForce {
  const { recallMs } = accountLimits(values)
  return {
    source: found.source,
    problems,
    servers: values.servers ?? [],
    isListOnly: values.onlyTheseServers ?? false,
    needsTls: values.requireTls ?? false,
    offersTrial: values.trial ?? true,
    hasProxy: values.proxy !== undefined,
    ...(values.signInKinds === undefined ? {} : { signInKinds: values.signInKinds }),
    forgetsToken: values.staySignedIn === false,
    ...(recallMs === undefined ? {} : { recallMs }),
    entries: entriesOf(found, problems),
  }
}
