import { z } from 'zod'
import { MAX_RETRY_AFTER_MS, MAX_TIME_MS } from '../constants'

const ID = /^[A-Za-z0-9._@-]{1,64}$/
/** User and group ids: 1–64 of `A–Z a–z 0–9 . _ - @`, so that `:` can separate them (PROTOCOL 0). */
export const idSchema = z.string().regex(ID)

/** An id on a plain jim1 server, which takes any text for one: something that can be seen, as it was typed. */
export const foreignIdSchema = z
  .string()
  .max(128)
  .regex(/^(?! )[^\p{C}\p{Zl}\p{Zp}]+(?<! )$/u)

/** `c2c:<smaller user id>:<larger user id>` or `c2g:<group id>` (PROTOCOL 0). */
export const conversationIdSchema = z
  .string()
  .max(140)
  .regex(/^(c2c:[A-Za-z0-9._@-]{1,64}:[A-Za-z0-9._@-]{1,64}|c2g:[A-Za-z0-9._@-]{1,64})$/)

const MID = /^\d{1,20}$/
/** A message's id as the server names it: a decimal string, increasing server-wide (PROTOCOL 0). */
export const midSchema = z.string().regex(MID)

const CLI_MID = /^[\x21-\x7e]{1,64}$/
/** UUIDv7 by the protocol; any short printable key is accepted on reading, since peers may name theirs otherwise. */
export const cliMidSchema = z.string().regex(CLI_MID)

/** 1, 2, 3 … without holes in each conversation (PROTOCOL 0). */
export const seqSchema = z.number().int().positive().max(Number.MAX_SAFE_INTEGER)
/** A mark such as `up_to_seq`: 0 = nothing yet. */
export const seqMarkSchema = z.number().int().nonnegative().max(Number.MAX_SAFE_INTEGER)
/** Epoch milliseconds of the server's clock; what lies after the year 9999, as "for ever", is its end. */
export const timeSchema = z
  .number()
  .int()
  .nonnegative()
  .transform((ms) => Math.min(ms, MAX_TIME_MS))
/** When a message was sent; one of no such time has none, and is shown at the time of its arrival. */
export const sentAtSchema = z.number().int().nonnegative().max(MAX_TIME_MS)
/** Milliseconds that the server wants to be left alone: bounded, and nothing when it is no number at all (PROTOCOL 7.7). */
export const retryAfterSchema = z
  .number()
  .transform((ms) => Math.ceil(Math.min(Math.max(ms, 0), MAX_RETRY_AFTER_MS)))
  .optional()
  .catch(undefined)

/** What `idSchema`, `midSchema`, `cliMidSchema`, `seqSchema` and `sentAtSchema` accept, for what is read message by message. */
export const isId = (value: unknown): value is string => typeof value === 'string' && ID.test(value)
export const isMid = (value: unknown): value is string => typeof value === 'string' && MID.test(value)
export const isCliMid = (value: unknown): value is string => typeof value === 'string' && CLI_MID.test(value)
export const isSeq = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) > 0
export const isTime = (value: unknown): value is number =>
  Number.isInteger(value) && (value as number) >= 0 && (value as number) <= MAX_TIME_MS

/** The conversation of two users, or of a user with themselves (PROTOCOL 0). */
export function c2cConversationId(a: string, b: string): string {
  return a < b ? `c2c:${a}:${b}` : `c2c:${b}:${a}`
}

export function c2gConversationId(groupId: string): string {
  return `c2g:${groupId}`
}

export type ConversationIdParts =
  { readonly kind: 'c2c'; readonly users: readonly [string, string] } | { readonly kind: 'c2g'; readonly groupId: string }

/** Every message names its conversation, and a device has few of them: what was taken apart once is kept. */
const knownParts = new Map<string, ConversationIdParts>()
const MAX_KNOWN_PARTS = 10_000

/** A conversation id taken apart; `undefined` if it is neither kind. */
export function parseConversationId(id: string): ConversationIdParts | undefined {
  const known = knownParts.get(id)
  if (known !== undefined) return known
  if (!conversationIdSchema.safeParse(id).success) return undefined
  const [kind, first, second] = id.split(':')
  const parts: ConversationIdParts = kind === 'c2c' ? { kind, users: [first!, second!] } : { kind: 'c2g', groupId: first! }
  if (knownParts.size >= MAX_KNOWN_PARTS) knownParts.clear()
  knownParts.set(id, parts)
  return parts
}

/**
 * Whom a message of that user in it goes to (`receiver_id`): the group, or the other of two, who may be the same.
 * @throws RangeError for what is no conversation's id
 */
export function receiverIn(conversationId: string, userId: string): string {
  const parts = parseConversationId(conversationId)
  if (parts === undefined) throw new RangeError(`${conversationId} is no conversation`)
  if (parts.kind === 'c2g') return parts.groupId
  const [one, other] = parts.users
  return one === userId ? other : one
}
