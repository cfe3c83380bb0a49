import { z } from 'zod'
import { DEFAULT_MAX_BODY_BYTES, HEARTBEAT_MS, MAX_BODY_BYTES, SYNC_PROFILE } from '../constants'
import { filesOfSessionSchema } from './files'
import { idSchema, retryAfterSchema, timeSchema } from './ids'

/** `B001` (PROTOCOL 3). A client that leaves `profile` out is a base client. */
export const authSchema = z.object({
  client_id: idSchema,
  token: z.string().min(1).max(4096),
  profile: z.string().max(64).optional(),
  device_id: z.string().min(1).max(128).optional(),
  device_name: z.string().max(200).optional(),
  app_version: z.string().max(64).optional(),
})
export type AuthBody = z.infer<typeof authSchema>

/** What a server can do beyond messages; unknown names are kept, so that a later client can use them. */
export const FEATURES = ['history', 'presence', 'typing', 'receipts', 'recall', 'files', 'groups'] as const
export type Feature = (typeof FEATURES)[number]

/** `B002` of a sync/1 server (PROTOCOL 3). One that breaks these bounds is an error, not base mode (PROTOCOL 7.7). */
export const sessionInfoSchema = z.object({
  profile: z.literal(SYNC_PROFILE),
  user_id: idSchema,
  session_id: z.string().min(1),
  server_time: timeSchema,
  heartbeat_ms: z.number().int().min(HEARTBEAT_MS.min).max(HEARTBEAT_MS.max).default(20_000),
  idle_limit_ms: z.number().int().min(1000).default(60_000),
  max_body_bytes: z.number().int().min(MAX_BODY_BYTES.min).max(MAX_BODY_BYTES.max).default(DEFAULT_MAX_BODY_BYTES),
  http_base: z.string().optional(),
  features: z.array(z.string()).default([]),
  /** With the feature `files`: its limits. One that breaks their bounds is no reason not to chat. */
  files: filesOfSessionSchema.optional().catch(undefined),
})
export type SessionInfo = z.infer<typeof sessionInfoSchema>

/** Codes of `B003` and `A999` (PROTOCOL 3). */
export const CLOSE_CODES = [
  'bad_token',
  'expired',
  'kicked',
  'forbidden',
  'overloaded',
  'shutting_down',
  'protocol_error',
  'version_unsupported',
] as const
export type CloseCode = (typeof CLOSE_CODES)[number]

/** `B003` and `A999`; a base server sends plain text instead, which is read as a reason without a code. */
export const closeSchema = z.object({
  code: z.string(),
  reason: z.string().default(''),
  retry_after_ms: retryAfterSchema,
  /** With `kicked`: the device that ended this session; an older server leaves it out. */
  device_name: z.string().max(200).optional().catch(undefined),
})
export type CloseBody = z.infer<typeof closeSchema>

/** `B203`, and the body of every HTTP error (PROTOCOL 6); `rate_limited` says when to ask again. */
export const errorSchema = z.object({ code: z.string(), reason: z.string().default(''), retry_after_ms: retryAfterSchema })
export type ErrorBody = z.infer<typeof errorSchema>
