import { isAbsolute } from 'node:path'
import { z } from 'zod'
import { NO_POLICY, type PolicyInForce, type PolicyProblem } from '@shared/policy'
import { proxyAddressSchema, serverAddressSchema } from '../../ipc/address-schemas'
import { LOG_LEVELS } from '../../lib/logger'
import { FORMS, USUAL_FORM } from '../account/kinds'
import { clipped, contentOf, type FoundPolicy, isRecord, SETTING_GROUPS } from './found-policy'
import { policySettings } from './policy-settings'

/** More servers than anybody would look through, and still no burden. */
const MAX_SERVERS = 100
/** UTF-16 code units. */
const MAX_PATH = 4096

const serverSchema = z
  .strictObject({
    name: z.string().trim().min(1).max(64),
    host: serverAddressSchema.shape.host,
    port: serverAddressSchema.shape.port.default(USUAL_FORM.defaultPort),
    tls: z.boolean().default(true),
    httpBase: serverAddressSchema.shape.httpBase.default(''),
    kind: z.enum(FORMS.map(({ id }) => id)).default(USUAL_FORM.id),
  })
  .transform(({ name, ...address }) => ({ name, address: { ...address, caFile: '' } }))

const proxySchema = z
  .strictObject({
    kind: proxyAddressSchema.shape.kind,
    host: proxyAddressSchema.shape.host.default(''),
    port: proxyAddressSchema.shape.port.default(0),
  })
  .refine(({ kind, host, port }) => kind === 'none' || kind === 'system' || (host !== '' && port > 0))

/** What a policy can say beside settings, the same on every system. */
export const POLICY_KEYS = {
  /** Offered at the sign-in, in this order. */
  servers: z.array(serverSchema).max(MAX_SERVERS),
  /** No other server is signed in to. */
  onlyTheseServers: z.boolean(),
  /** Nothing is sent to a server that does not encrypt. */
  requireTls: z.boolean(),
  /** A certificate authority that is trusted beside the system's: the path of a PEM file. */
  caFile: z.string().max(MAX_PATH).refine(isAbsolute),
  /** The way to every server; people cannot choose another. */
  proxy: proxySchema,
  /** "Try it on this computer" is offered. */
  trial: z.boolean(),
  /** What the log file keeps. */
  logLevel: z.enum(LOG_LEVELS),
} as const

export type PolicyValues = { readonly [K in keyof typeof POLICY_KEYS]?: z.infer<(typeof POLICY_KEYS)[K]> }

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
  return { values, inForce: inForce(found.source, values, problems) }
}

function wholeProblem(found: FoundPolicy): readonly PolicyProblem[] {
  if ('code' in found) return [{ key: '', code: found.code }]
  return isRecord(found.content) ? [] : [{ key: '', code: 'invalid' }]
}

function isKey(key: string): key is Key {
  return Object.hasOwn(POLICY_KEYS, key)
}

/** Of a policy what the window needs to know. */
function inForce(source: string, values: PolicyValues, problems: readonly PolicyProblem[]): PolicyInForce {
  return {
    source,
    problems,
    servers: values.servers ?? [],
    isListOnly: values.onlyTheseServers ?? false,
    needsTls: values.requireTls ?? false,
    offersTrial: values.trial ?? true,
    hasProxy: values.proxy !== undefined,
  }
}
