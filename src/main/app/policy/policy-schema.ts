import { isAbsolute } from 'node:path'
import { z } from 'zod'
import { proxyAddressSchema, serverAddressSchema } from '../../ipc/address-schemas'
import { LOG_LEVELS } from '../../lib/logger'
import { FORMS, USUAL_FORM } from '../account/kinds'
import { SETTING_SCHEMAS } from './setting-schemas'

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

const settingGroup = z.strictObject(SETTING_SCHEMAS).partial()

/**
 * A whole policy, whichever of its forms it comes in: a file, the registry, a configuration profile. All that is made of it (templates,
 * the table in docs/admin.md) comes from here. It is read key by key (`policy-values`), so that a wrong one costs only itself.
 */
export const policySchema = z.strictObject(POLICY_KEYS).partial().extend({
  /** These values hold, and are locked. */
  settings: settingGroup.optional(),
  /** These hold until the person chooses. */
  recommended: settingGroup.optional(),
})

export type PolicyValues = Omit<z.infer<typeof policySchema>, 'settings' | 'recommended'>
