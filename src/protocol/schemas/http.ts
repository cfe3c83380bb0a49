import { z } from 'zod'
import { envelopeSchema } from './chat'
import { idSchema, seqMarkSchema, timeSchema } from './ids'
import { conversationSchema, leftGroupSchema, memberSchema, ROLES, userSchema } from './roster'

/** Bodies and answers of the HTTP calls of PROTOCOL 6. */
export const loginRequestSchema = z.object({
  user: idSchema,
  password: z.string().min(1).max(1024),
  device_id: z.string().min(1).max(128),
  device_name: z.string().max(200).default(''),
})
export type LoginRequest = z.input<typeof loginRequestSchema>

export const loginResultSchema = z.object({ token: z.string().min(1), user_id: idSchema, expires_at: timeSchema })
export type LoginResult = z.infer<typeof loginResultSchema>

export const usersPageSchema = z.object({ items: z.array(userSchema) })

export const conversationsPageSchema = z.object({
  items: z.array(conversationSchema),
  /** Groups left, or lost, after `since`; not every server tells. */
  left: z.array(leftGroupSchema).catch([]),
  /** The cursor of the next page; absent or null on the last one. */
  next: z.string().nullish(),
  server_time: timeSchema,
})
export type ConversationsPage = z.infer<typeof conversationsPageSchema>

export const messagesPageSchema = z.object({ items: z.array(envelopeSchema), last_seq: seqMarkSchema })
export type MessagesPage = z.infer<typeof messagesPageSchema>

export const membersPageSchema = z.object({ items: z.array(memberSchema) })

export const createGroupSchema = z.object({
  title: z.string().trim().min(1).max(100),
  member_ids: z.array(idSchema).max(1000),
})
export const memberIdsSchema = z.object({ member_ids: z.array(idSchema).min(1).max(1000) })
export const updateGroupSchema = z.object({
  title: z.string().trim().min(1).max(100).optional(),
  avatar: z.string().max(2048).optional(),
  notice: z.string().max(2000).optional(),
})
export const setRoleSchema = z.object({ role: z.enum(ROLES) })

export const sessionItemSchema = z.object({
  session_id: z.string(),
  device_id: z.string(),
  device_name: z.string().default(''),
  app_version: z.string().default(''),
  connected_at: timeSchema,
  last_seen: timeSchema,
  current: z.boolean(),
  /** Which process of the server it is on, where there are several. */
  node: z.string().optional(),
})
export type SessionItem = z.infer<typeof sessionItemSchema>
export const sessionsPageSchema = z.object({ items: z.array(sessionItemSchema) })
