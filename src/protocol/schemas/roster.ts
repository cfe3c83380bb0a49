import { z } from 'zod'
import { envelopeSchema } from './chat'
import { conversationIdSchema, idSchema, seqMarkSchema, timeSchema } from './ids'

export const ROLES = ['owner', 'admin', 'member'] as const
export type Role = (typeof ROLES)[number]

/** The conversation object of PROTOCOL 6. The two peer marks are there for C2C only. */
export const conversationSchema = z.object({
  conversation_id: conversationIdSchema,
  kind: z.enum(['c2c', 'c2g']),
  title: z.string(),
  avatar: z.string().default(''),
  notice: z.string().default(''),
  members_count: z.number().int().nonnegative(),
  last_seq: seqMarkSchema,
  read_seq: seqMarkSchema,
  peer_read_seq: seqMarkSchema.optional(),
  peer_delivered_seq: seqMarkSchema.optional(),
  updated_at: timeSchema,
  muted_until: timeSchema.default(0),
  last_message: envelopeSchema.nullish(),
})
export type ConversationObject = z.infer<typeof conversationSchema>

/** A group that is not one's own any more; `last_seq` is of the message that took one out. */
export const leftGroupSchema = z.object({ conversation_id: conversationIdSchema, last_seq: seqMarkSchema })
export type LeftGroup = z.infer<typeof leftGroupSchema>

export const memberSchema = z.object({
  user_id: idSchema,
  name: z.string(),
  avatar: z.string().default(''),
  role: z.enum(ROLES),
  read_seq: seqMarkSchema,
  delivered_seq: seqMarkSchema,
})
export type Member = z.infer<typeof memberSchema>

/** A person as `/v1/me` and `/v1/users` show them. */
export const userSchema = z.object({
  user_id: idSchema,
  name: z.string(),
  avatar: z.string().default(''),
  status: z.string().default(''),
})
export type User = z.infer<typeof userSchema>
