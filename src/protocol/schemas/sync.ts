import { z } from 'zod'
import { MAX_PRESENCE_SUBSCRIPTION, MAX_STATUS_TEXT } from '../constants'
import { cliMidSchema, conversationIdSchema, idSchema, midSchema, retryAfterSchema, seqMarkSchema, seqSchema, timeSchema } from './ids'
import { conversationSchema } from './roster'

/** `ack` of sync/1 (PROTOCOL 5): the message is stored, and this is its name. */
export const ackSchema = z.object({
  receiver_id: z.string().optional(),
  request_id: z.number().int().nonnegative(),
  message_id: z.string(),
  cli_mid: cliMidSchema,
  conversation_id: conversationIdSchema,
  mid: midSchema,
  seq: seqSchema,
  sent_at: timeSchema,
})
export type Ack = z.infer<typeof ackSchema>

/** `ack` of a base server, bare or wrapped (PROTOCOL 8). `message_id` may exceed 2⁵³: it is read as text. */
export const baseAckSchema = z.object({
  receiver_id: z.string().optional(),
  request_id: z.number().int().nonnegative(),
  message_id: z.union([z.string(), z.number()]).transform(String),
})
export type BaseAck = z.infer<typeof baseAckSchema>

export const NACK_CODES = ['too_large', 'not_member', 'muted', 'bad_message', 'no_file', 'rate_limited'] as const
export type NackCode = (typeof NACK_CODES)[number]

/** `nack`: this message will never be accepted, except `rate_limited`, which says when to try again (PROTOCOL 5). */
export const nackSchema = z.object({
  request_id: z.number().int().nonnegative(),
  cli_mid: cliMidSchema.optional(),
  code: z.string(),
  reason: z.string().default(''),
  retry_after_ms: retryAfterSchema,
})
export type Nack = z.infer<typeof nackSchema>

/** `delivered` and `read` (PROTOCOL 5); the server adds whose mark it is. */
export const markSchema = z.object({
  conversation_id: conversationIdSchema,
  up_to_seq: seqMarkSchema,
  user_id: idSchema.optional(),
})
export type Mark = z.infer<typeof markSchema>

export const typingSchema = z.object({ conversation_id: conversationIdSchema, user_id: idSchema.optional() })
export type Typing = z.infer<typeof typingSchema>

export const PRESENCE_STATES = ['online', 'away', 'busy', 'unavailable'] as const
export type PresenceState = (typeof PRESENCE_STATES)[number]

export const presenceSchema = z.object({
  user_id: idSchema.optional(),
  state: z.enum(PRESENCE_STATES),
  status: z.string().max(MAX_STATUS_TEXT).optional(),
  last_seen: timeSchema.optional(),
})
export type Presence = z.infer<typeof presenceSchema>

export const noticeSchema = z.object({
  title: z.string(),
  text: z.string(),
  level: z.enum(['info', 'warning']).catch('info'),
  url: z.string().optional(),
})
export type Notice = z.infer<typeof noticeSchema>

/** What `B103` carries in sync/1 beside messages, by type. */
export const pushSchemas = {
  ack: ackSchema,
  nack: nackSchema,
  delivered: markSchema.required({ user_id: true }),
  read: markSchema.required({ user_id: true }),
  typing: typingSchema.required({ user_id: true }),
  presence: presenceSchema.required({ user_id: true }),
  conversation: conversationSchema,
  notice: noticeSchema,
} as const
export type PushType = keyof typeof pushSchemas
export type PushOf<T extends PushType> = z.infer<(typeof pushSchemas)[T]>
export type Push = { [T in PushType]: { readonly type: T; readonly data: PushOf<T> } }[PushType]

/** What `B104` carries, by type (client to server). */
export const signalSchemas = {
  delivered: markSchema,
  read: markSchema,
  typing: typingSchema,
  presence: presenceSchema,
} as const
export type SignalType = keyof typeof signalSchemas
export type SignalOf<T extends SignalType> = z.input<(typeof signalSchemas)[T]>
export type Signal = { [T in SignalType]: { readonly type: T; readonly data: z.infer<(typeof signalSchemas)[T]> } }[SignalType]

/** `B201` (PROTOCOL 5): the methods, their parameters and their results. */
export const queryParamsSchemas = {
  'presence.subscribe': z.object({ user_ids: z.array(idSchema).max(MAX_PRESENCE_SUBSCRIPTION) }),
  'message.recall': z.object({ mid: midSchema }),
  /** `until`: epoch ms; 0 = not muted. */
  'conversation.mute': z.object({ conversation_id: conversationIdSchema, until: timeSchema }),
  'profile.set': z.object({
    name: z.string().trim().min(1).max(64).optional(),
    avatar: z.string().max(2048).optional(),
    status: z.string().max(MAX_STATUS_TEXT).optional(),
  }),
} as const
export type QueryMethod = keyof typeof queryParamsSchemas
export type QueryParams<M extends QueryMethod> = z.input<(typeof queryParamsSchemas)[M]>

export const queryResultSchemas = {
  'presence.subscribe': z.object({ items: z.array(presenceSchema.required({ user_id: true })) }),
  'message.recall': z.object({ mid: midSchema, seq: seqSchema }),
  'conversation.mute': z.object({ conversation_id: conversationIdSchema, muted_until: timeSchema }),
  'profile.set': z.object({ user_id: idSchema, name: z.string(), avatar: z.string(), status: z.string() }),
} as const
export type QueryResult<M extends QueryMethod> = z.infer<(typeof queryResultSchemas)[M]>

export const querySchema = z.object({ method: z.string().max(64), params: z.record(z.string(), z.unknown()).default({}) })
export const resultSchema = z.object({ result: z.unknown() })

export function isPushType(type: string): type is PushType {
  return Object.hasOwn(pushSchemas, type)
}

export function isSignalType(type: string): type is SignalType {
  return Object.hasOwn(signalSchemas, type)
}

export function isQueryMethod(method: string): method is QueryMethod {
  return Object.hasOwn(queryParamsSchemas, method)
}
