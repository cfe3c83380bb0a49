import { z } from 'zod'
import { asConversationId } from '@shared/ids'
import { type Cancel, type Clock, systemClock } from '../../lib/clock'
import type { AccountSession } from '../account/account-session'

/** Milliseconds after which a link that waits for its next try is told to try at once, as a person would. */
const RECONNECT_MS = 200

const specSchema = z.object({
  conversationId: z.string(),
  /** Part of every text: the number of this start of the app. */
  run: z.number().int(),
  /** Milliseconds between two messages; 0 = write nothing, only catch up. */
  periodMs: z.number().int().nonnegative(),
})

/** What `npm run torture` tells the app by `JIM_TORTURE`. */
export type TortureSpec = z.infer<typeof specSchema>

export function parseTortureSpec(text: string): TortureSpec | undefined {
  const parsed = specSchema.safeParse(JSON.parse(text))
  return parsed.success ? parsed.data : undefined
}

/**
 * Writes numbered messages through the engine, as the composer does, and prints what a person would have seen of them:
 * `queued <text>` when the composer was empty again, `sent <text>` when the tick was there, and the link's states.
 * Returns the function that stops it.
 */
export function torture(
  { engine, loop, store, userId }: AccountSession,
  { conversationId, run, periodMs }: TortureSpec,
  print: (line: string) => void,
  clock: Clock = systemClock,
): () => void {
  const conversation = asConversationId(conversationId)
  let count = 0
  let cancelReconnect: Cancel = () => undefined
  const write = (): void => {
    const text = `${userId} ${run} ${count + 1}`
    if (!engine.send({ conversationId: conversation, content: { kind: 'text', text } }).ok) return
    count++
    print(`queued ${text}`)
  }
  print(`link ${loop.status.state}`)
  const stops = [
    engine.on('messages', ({ upserted }) => {
      for (const localId of upserted) {
        const row = store.messages.get(localId)
        if (row?.isMine === true && row.status === 'sent') print(`sent ${String(row.content['content'])}`)
      }
    }),
    loop.on('status', ({ state }) => {
      print(`link ${state}`)
      if (state === 'waiting') cancelReconnect = clock.after(RECONNECT_MS, () => loop.reconnectNow())
    }),
    ...(periodMs === 0 ? [] : [clock.every(periodMs, write)]),
  ]
  return () => {
    cancelReconnect()
    for (const stop of stops) stop()
  }
}
