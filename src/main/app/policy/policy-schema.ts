import { isAbsolute } from 'node:path'
import { z } from 'zod'
import { parsePlaces } from '@shared/server-places'
import { MAX_AUTO_MIB } from '@shared/settings'
import { proxyAddressSchema, serverAddressSchema } from '../../ipc/address-schemas'
import { LOG_LEVELS } from '../../lib/logger'
import { DOWNLOAD_KINDS } from '../../transfers/download-limits'
import { FORMS, USUAL_FORM } from '../account/kinds'
import { SETTING_SCHEMAS } from './setting-schemas'

/** More servers than anybody would look through, and still no burden. */
const MAX_SERVERS = 100
/** Of names of files. */
const MAX_ENDINGS = 200
/** A year. */
const MAX_MINUTES = 366 * 24 * 60
/** UTF-16 code units. */
const MAX_PATH = 4096

const serverSchema = z
  .strictObject({
    name: z.string().trim().min(1).max(64),
    /** One address, or several with commas between them, each with a port of its own if need be. */
    host: z.string().max(4096),
    port: serverAddressSchema.shape.port.default(USUAL_FORM.defaultPort),
    tls: z.boolean().default(true),
    httpBase: serverAddressSchema.shape.httpBase.default(''),
    kind: z.enum(FORMS.map(({ id }) => id)).default(USUAL_FORM.id),
  })
  .transform(({ name, host, port, ...rest }, context) => {
    const places = parsePlaces(host, port)
    if (!places.ok) {
      context.addIssue(places.error.code)
      return z.NEVER
    }
    const [first, ...others] = places.value
    return { name, address: { ...rest, ...first, ...(others.length === 0 ? {} : { others }), caFile: '' } }
  })

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
  /** The token is kept between starts; without it every start asks for the password. */
  staySignedIn: z.boolean(),
  /** The ways of signing in that may be used, beside those of `servers`. */
  signInKinds: z
    .array(z.enum(FORMS.map(({ id }) => id)))
    .min(1)
    .max(FORMS.length),
  /** MiB of a file that is fetched, at most. */
  downloadMaxMiB: z.int().min(1).max(MAX_AUTO_MIB),
  /** Kinds of files that are fetched; none of them when empty. */
  downloadKinds: z.array(z.enum(DOWNLOAD_KINDS)).max(DOWNLOAD_KINDS.length),
  /** Files whose names end so are not fetched. */
  downloadBlockedEndings: z
    .array(
      z
        .string()
        .max(16)
        .regex(/^[A-Za-z0-9_-]+$/),
    )
    .max(MAX_ENDINGS),
  /** Minutes after which a message is not taken back from here any more; 0: never at all. */
  recallMinutes: z.int().min(0).max(MAX_MINUTES),
  /** Whether there are updates, and what is done without being asked: nothing, fetched, installed. */
  updates: z.enum(['off', 'ask', 'download', 'install']),
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
