import { randomBytes, randomInt } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { asConversationId, type ConversationId, type LocalId } from '@shared/ids'
import type { TimelineAnchor } from '@shared/ipc'
import { type Cancel, type Clock, systemClock } from '../../lib/clock'
import type { StoredMessage } from '../../store/message-row'
import type { Store } from '../../store/store'
import type { AccountSession } from '../account/account-session'

/** Milliseconds after which a link that waits for its next try is told to try at once, as a person would. */
const RECONNECT_MS = 200
/** Messages of one look at the timeline. */
const PAGE = 200

const specSchema = z.object({
  conversationId: z.string(),
  /** Part of every text: the number of this start of the app. */
  run: z.number().int(),
  /** Milliseconds between two messages; 0 = write nothing, only catch up. */
  periodMs: z.number().int().nonnegative(),
  /** Files are sent among the messages, from this folder, and those of others are fetched. */
  files: z
    .object({
      dir: z.string(),
      periodMs: z.number().int().nonnegative(),
      leastBytes: z.number().int().positive().default(1),
      mostBytes: z.number().int().positive(),
    })
    .optional(),
})

/** What `npm run torture` tells the app by `JIM_TORTURE`. */
export type TortureSpec = z.input<typeof specSchema>

export function parseTortureSpec(text: string): z.output<typeof specSchema> | undefined {
  const parsed = specSchema.safeParse(JSON.parse(text))
  return parsed.success ? parsed.data : undefined
}

/**
 * Writes numbered messages through the engine, as the composer does, and prints what a person would have seen of them:
 * `queued <text>` when the composer was empty again, `sent <text>` when the tick was there, and the link's states.
 * Files are sent and fetched beside them where that is asked for. Returns the function that stops it.
 */
export function torture(
  { engine, loop, store, userId, transfers, files: { sendable } }: AccountSession,
  { conversationId, run, periodMs, files }: z.output<typeof specSchema>,
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
  let sentFiles = 0
  const sendFile = async ({ dir, leastBytes, mostBytes }: NonNullable<typeof files>): Promise<void> => {
    const name = `${userId}-file ${run} ${++sentFiles}`
    const path = join(dir, name)
    writeFileSync(path, randomBytes(randomInt(leastBytes, mostBytes)))
    const { files: given } = await sendable.choose([path])
    const sent = transfers.send({ conversationId: conversation, files: given.map(({ id }) => ({ id, as: 'file' })) })
    if (sent.ok) print(`queued ${name}`)
  }
  const fetchFile = (localId: LocalId): void => {
    const known = transfers.queue.rowOf(localId, 'down')
    if (known !== undefined) return
    const wanted = transfers.wanted.download(localId)
    if (!wanted.ok) print(`not wanted ${wanted.error.code}`)
  }
  // What came in the moment of a kill was never told of.
  if (files !== undefined) for (const { localId } of filesOfOthers(store, conversation)) fetchFile(localId)
  print(`link ${loop.status.state}`)
  const stops = [
    engine.on('messages', ({ upserted }) => {
      for (const localId of upserted) {
        const row = store.messages.get(localId)
        if (row?.isMine === true && row.status === 'sent') print(`sent ${String(row.content['content'] ?? row.content['name'])}`)
        if (files !== undefined && row?.type === 'file' && !row.isMine) fetchFile(row.localId)
      }
    }),
    loop.on('status', ({ state }) => {
      print(`link ${state}`)
      if (state === 'waiting') cancelReconnect = clock.after(RECONNECT_MS, () => loop.reconnectNow())
    }),
    ...(periodMs === 0 ? [] : [clock.every(periodMs, write)]),
    ...(files === undefined || files.periodMs === 0 ? [] : [clock.every(files.periodMs, () => void sendFile(files))]),
  ]
  return () => {
    cancelReconnect()
    for (const stop of stops) stop()
  }
}

/** Newest first. */
function filesOfOthers(store: Store, conversationId: ConversationId): readonly StoredMessage[] {
  const found: StoredMessage[] = []
  let anchor: TimelineAnchor = { at: 'end' }
  for (;;) {
    const { rows, hasOlder } = store.messages.page({ conversationId, anchor, limit: PAGE })
    found.push(...rows.filter(({ type, isMine }) => type === 'file' && !isMine))
    const [oldest] = rows
    if (!hasOlder || oldest === undefined) return found
    anchor = { at: 'before', position: oldest.position, localId: oldest.localId }
  }
}
