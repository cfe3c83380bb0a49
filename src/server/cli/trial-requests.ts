import { z } from 'zod'
import { conversationIdSchema, idSchema } from '@protocol/schemas/ids'
import type { TrialActs } from '../bots/trial-acts'

const requestSchema = z.object({
  /** Comes back with the answer. */
  id: z.number().int(),
  act: z.enum(['make-gap', 'colleague-writes']),
  userId: idSchema,
  conversationId: conversationIdSchema.optional(),
  language: z.enum(['zh', 'en']),
})

export type TrialAnswer = {
  readonly id: number
  /** Where it happened; absent when it could not. */
  readonly conversationId?: string
}

/** Does what the app's trial panel asks for; `undefined` for messages of other kinds. Never rejects. */
export async function answerTrialRequest(acts: TrialActs, message: unknown): Promise<TrialAnswer | undefined> {
  const parsed = requestSchema.safeParse(message)
  if (!parsed.success) return undefined
  const { id, act, userId, conversationId, language } = parsed.data
  const request = { userId, conversationId, language }
  const outcome = await (act === 'make-gap' ? acts.makeGap(request) : acts.colleagueWrites(request)).catch(() => undefined)
  return { id, ...outcome }
}
