import { z } from 'zod'
import { PRESENCE_STATES } from '@protocol/schemas/sync'
import type { Published } from './node-bus'

/** Of any content, which is not copied: there are many of them, and who made them has checked it. */
const data = z.custom<Record<string, unknown>>((value) => typeof value === 'object' && value !== null && !Array.isArray(value))

const message = z.object({
  mid: z.string(),
  seq: z.int().positive(),
  conversationId: z.string(),
  senderId: z.string(),
  cliMid: z.string(),
  type: z.string(),
  data,
  sentAt: z.number(),
})

const sessionEvent = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('push'), type: z.string(), data: z.unknown() }),
  z
    .object({
      kind: z.literal('close'),
      code: z.string(),
      reason: z.string(),
      deviceName: z.string().optional(),
      sessionId: z.string().optional(),
      tokenHash: z.string().optional(),
    })
    // Whatever names neither would end all that somebody has.
    .refine(({ sessionId, tokenHash }) => sessionId !== undefined || tokenHash !== undefined),
])

const session = z.object({
  sessionId: z.string(),
  userId: z.string(),
  deviceId: z.string(),
  deviceName: z.string(),
  appVersion: z.string(),
  tokenHash: z.string().optional(),
  connectedAt: z.number(),
  lastSeen: z.number(),
  state: z.enum(PRESENCE_STATES),
  choice: z.object({ state: z.enum(PRESENCE_STATES), at: z.number() }).optional(),
  changes: z.int().nonnegative(),
})

const mark = z.object({
  conversationId: z.string(),
  userId: z.string(),
  kind: z.enum(['read', 'delivered']),
  seq: z.int().positive(),
  except: z.string().optional(),
})

const news = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('messages'), conversationId: z.string(), last: z.int().positive(), items: z.array(message) }),
  z.object({
    kind: z.literal('event'),
    event: z.object({ to: z.array(z.string()), except: z.string().optional(), event: sessionEvent }),
  }),
  z.object({ kind: z.literal('marks'), marks: z.array(mark) }),
  z.object({ kind: z.literal('session'), session }),
  z.object({ kind: z.literal('session_ended'), userId: z.string(), sessionId: z.string() }),
  z.object({ kind: z.literal('sessions'), part: z.int().nonnegative(), isLast: z.boolean(), sessions: z.array(session) }),
  z.object({ kind: z.literal('who'), of: z.string() }),
  z.object({ kind: z.literal('alive') }),
  z.object({ kind: z.literal('leaving') }),
])

/** What came over a network: of another node, or of whoever else may publish there, such as one of another version. */
export const publishedSchema: z.ZodType<Published> = z.object({ node: z.string(), count: z.int().positive(), news })
