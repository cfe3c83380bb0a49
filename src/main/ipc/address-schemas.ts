import { z } from 'zod'
import { PROXY_KINDS } from '@shared/network'
import { MAX_PLACES, placeKeys } from '@shared/server-places'

const host = z
  .string()
  .trim()
  .min(1)
  .max(253)
  .regex(/^[^\s/@,]+$/)
const port = z.number().int().min(1).max(65535)

/** Where a server is (`ServerAddress`): as the window says it, as it is kept on disk, as a script says it. */
export const serverAddressSchema = z
  .object({
    /** The id of a sign-in form; which there are is for `main/app` to know. */
    kind: z.string().regex(/^[a-z0-9-]{1,32}$/),
    host,
    port,
    others: z
      .array(z.object({ host, port }))
      .min(1)
      .max(MAX_PLACES - 1)
      .readonly()
      .optional(),
    tls: z.boolean(),
    httpBase: z
      .string()
      .max(2048)
      .regex(/^(https?:\/\/\S+)?$/),
    caFile: z.string().max(4096),
  })
  .refine((server) => new Set(placeKeys(server)).size === placeKeys(server).length, { error: 'an address twice' })

/** The way to it, without the password, which the window says and the disk has sealed. Its host may be empty. */
export const proxyAddressSchema = z.object({
  kind: z.enum(PROXY_KINDS),
  host: z
    .string()
    .trim()
    .max(253)
    .regex(/^[^\s/@]*$/),
  port: z.number().int().min(0).max(65535),
  // RFC 1929 has one byte for each length.
  user: z.string().max(255),
})
