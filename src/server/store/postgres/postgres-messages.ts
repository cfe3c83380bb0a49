import type { AppendOutcome, MessageDraft, MessageRange, MessageStore, StoredMessage, TailRow } from '../server-store'
import { Append } from './append'
import type { Connection } from './connection'
import { type MessageRow, toMessage } from '../rows/message-row'
import { PostgresMessageFiles } from './postgres-message-files'

/** What is left of a recalled message: who wrote to whom. */
const KEPT_KEYS = ['sender_name', 'sender_avatar', 'receiver_id'] as const

/**
 * A page of history; `maxBytes` is looked at in the database, so that no page is read that is not sent. For the test of its
 * plan.
 */
export function rangeSql(order: 'ASC' | 'DESC'): string {
  return `
    SELECT mid, conversation_id, seq, sender_id, cli_mid, type, data, sent_at FROM (
      SELECT page.*, sum(octet_length(data)) OVER (ORDER BY seq ${order}) AS bytes, row_number() OVER (ORDER BY seq ${order}) AS n
      FROM (
        SELECT * FROM messages WHERE conversation_id = $1 AND seq BETWEEN $2 AND $3 ORDER BY seq ${order} LIMIT $4
      ) page
    ) weighed WHERE bytes <= $5 OR n = 1 ORDER BY seq ASC`
}

/** For the test of its plan. */
export const TAIL = 'SELECT mid, conversation_id, seq FROM messages WHERE mid > $1 ORDER BY mid LIMIT $2'

/** Messages that are sent again come in crowds, when a process has died: the batches after one are looked through, so many. */
const WARY_BATCHES = 20

export class PostgresMessages implements MessageStore {
  readonly #database: Connection
  readonly #mayFail: boolean
  /** Batches still to be looked through for messages that are there already. */
  #wary = 0

  /** @param place `within`: in a transaction of others, which must not fail for a message that is there already */
  constructor(database: Connection, place?: 'within') {
    this.#database = database
    this.#mayFail = place === undefined
  }

  append(drafts: readonly MessageDraft[]): Promise<readonly AppendOutcome[]> {
    const isTrusting = this.#mayFail && this.#wary === 0
    if (this.#wary > 0) this.#wary -= 1
    let tries = 0
    return this.#database.transaction((within) => {
      tries += 1
      if (isTrusting && tries === 2) this.#wary = WARY_BATCHES
      return new Append(within, { takesForNew: isTrusting && tries === 1 }).run(drafts)
    })
  }

  async byMid(mid: string): Promise<StoredMessage | undefined> {
    if (!Number.isSafeInteger(Number(mid))) return undefined
    const { rows } = await this.#database.query<MessageRow>('SELECT * FROM messages WHERE mid = $1', [Number(mid)])
    return rows[0] && toMessage(rows[0])
  }

  async byCliMid(senderId: string, cliMid: string): Promise<StoredMessage | undefined> {
    const { rows } = await this.#database.query<MessageRow>('SELECT * FROM messages WHERE sender_id = $1 AND cli_mid = $2', [
      senderId,
      cliMid,
    ])
    return rows[0] && toMessage(rows[0])
  }

  async range(conversationId: string, range: MessageRange): Promise<readonly StoredMessage[]> {
    const { from, to, limit, newest = false, maxBytes = Infinity } = range
    const { rows } = await this.#database.query<MessageRow>(rangeSql(newest ? 'DESC' : 'ASC'), [
      conversationId,
      ...[from, to, limit, maxBytes].map((value) => Math.min(value, Number.MAX_SAFE_INTEGER)),
    ])
    return rows.map(toMessage)
  }

  recall(targetMid: string, notice: MessageDraft): Promise<StoredMessage> {
    return this.#database.transaction(async (within) => {
      const mid = Number(targetMid)
      const stored = await new Append(within).one(notice)
      const { rows } = await within.query<{ data: string }>('SELECT data FROM messages WHERE mid = $1', [mid])
      const data = JSON.parse(rows[0]?.data ?? '{}') as Record<string, unknown>
      const kept = Object.fromEntries(KEPT_KEYS.flatMap((key) => (Object.hasOwn(data, key) ? [[key, data[key]]] : [])))
      await within.query(`UPDATE messages SET type = 'recalled', data = $1 WHERE mid = $2`, [JSON.stringify(kept), mid])
      await new PostgresMessageFiles(within).forget(mid)
      return stored
    })
  }

  async count(): Promise<number> {
    return (await this.#database.query<{ n: number }>('SELECT count(*) AS n FROM messages')).rows[0]!.n
  }

  async tail(afterMid: number, limit: number): Promise<readonly TailRow[]> {
    const { rows } = await this.#database.query<{ mid: number; conversation_id: string; seq: number }>(TAIL, [afterMid, limit])
    return rows.map(({ mid, conversation_id, seq }) => ({ mid, conversationId: conversation_id, seq }))
  }

  async lastMid(): Promise<number> {
    return (await this.#database.query<{ mid: number | null }>('SELECT max(mid) AS mid FROM messages')).rows[0]?.mid ?? 0
  }
}
