import type { AppendOutcome, AppendRefusal, MessageDraft, StoredMessage } from '../server-store'
import { jsonLinesOf, numbersOf, textsOf } from './array-literals'
import type { Connection } from './connection'
import { type MessageRow, toMessage } from '../rows/message-row'
import { PostgresGroups } from './postgres-groups'
import { PostgresMessageFiles } from './postgres-message-files'

/** How far a conversation goes, whose row is locked. */
type Place = { lastSeq: number; readonly isOpened: boolean }

/** What was found once the conversations were locked: who is a member, and messages that are there already, by their names. */
type Seen = { readonly known: ReadonlyMap<string, StoredMessage>; readonly members: ReadonlySet<string> }

/** A line for each message: its `mid`, conversation and `seq`, a blank between them. */
type Written = { readonly lines: string }

const NONE: ReadonlyMap<string, StoredMessage> = new Map()

/** For the test of its plan. */
export const KNOWN = `
  SELECT m.* FROM unnest($1::text[], $2::text[]) AS d(sender_id, cli_mid)
  CROSS JOIN LATERAL (SELECT * FROM messages x WHERE x.sender_id = d.sender_id AND x.cli_mid = d.cli_mid LIMIT 1) m`
/** For the test of its plan. */
export const MEMBERS = `
  SELECT m.conversation_id, m.user_id FROM unnest($1::text[], $2::text[]) AS d(conversation_id, user_id)
  CROSS JOIN LATERAL (
    SELECT * FROM members x WHERE x.conversation_id = d.conversation_id AND x.user_id = d.user_id LIMIT 1) m`
const WRITE = `
  WITH told AS (
    UPDATE conversations c SET last_seq = d.last_seq, updated_at = greatest(c.updated_at, d.sent_at)
    FROM unnest($8::text[], $9::bigint[], $10::bigint[]) AS d(conversation_id, last_seq, sent_at)
    WHERE c.conversation_id = d.conversation_id),
  written AS (
    INSERT INTO messages (conversation_id, seq, sender_id, cli_mid, type, data, sent_at)
    SELECT * FROM unnest($1::text[], $2::bigint[], $3::text[], $4::text[], $5::text[], string_to_array($6, E'\\n'), $7::bigint[])
    RETURNING mid, conversation_id, seq)
  SELECT string_agg(concat_ws(' ', mid, conversation_id, seq), E'\\n') AS lines FROM written`

/**
 * Names and stores drafts, in the caller's transaction:
 *
 * ```
 *   lock the conversations, in the order of their ids ─▶ who is known, who is a member ─▶ insert, and how far each goes now
 *                                                        └── once for each run of plain drafts ──────────────────────────┘
 * ```
 * What is asked after the lock sees everything that was committed before it was had; nobody who holds the next `seq` is
 * committed before this is. Plain drafts alone, to conversations that there are, take two ways to the database: the first
 * questions go together, and the commit goes with the insert.
 */
export class Append {
  readonly #within: Connection
  readonly #groups: PostgresGroups
  readonly #files: PostgresMessageFiles
  readonly #places = new Map<string, Place>()
  readonly #takesForNew: boolean

  /**
   * @param takesForNew plain drafts are not looked for before they are inserted, which is a sixth of what PostgreSQL does for
   * one: one that is there already fails the transaction, as a conflict over its name (`isConflict`)
   */
  constructor(within: Connection, { takesForNew = false } = {}) {
    this.#within = within
    this.#takesForNew = takesForNew
    this.#groups = new PostgresGroups(within)
    this.#files = new PostgresMessageFiles(within)
  }

  async run(drafts: readonly MessageDraft[]): Promise<readonly AppendOutcome[]> {
    if (runOfPlain(drafts, 0).length === drafts.length) return this.#runPlain(drafts)
    await this.#lock(drafts)
    const outcomes: AppendOutcome[] = []
    for (let i = 0; i < drafts.length;) {
      const plain = runOfPlain(drafts, i)
      const next = plain.length > 0 ? plain : [drafts[i]!]
      outcomes.push(...(await this.#store(next, await this.#look(next))))
      i += next.length
    }
    await this.#closeUnused()
    return outcomes
  }

  async #runPlain(drafts: readonly MessageDraft[]): Promise<readonly AppendOutcome[]> {
    const ids = idsOf(drafts)
    const [, seen] = await Promise.all([this.#lockRows(ids), this.#look(drafts)])
    if (ids.every((id) => this.#places.has(id))) return this.#store(drafts, seen, 'last')
    await this.#openMissing(ids, drafts)
    const outcomes = await this.#store(drafts, await this.#look(drafts))
    await this.#closeUnused()
    return outcomes
  }

  /** The conversation's next `seq`, for the notice of a recall. */
  async one(draft: MessageDraft): Promise<StoredMessage> {
    await this.#lock([draft])
    return (await this.#write([draft]))[0]!
  }

  /** The rows of existing conversations, always in the same order; those of two users are made with their first message. */
  async #lock(drafts: readonly MessageDraft[]): Promise<void> {
    const ids = idsOf(drafts)
    await this.#lockRows(ids)
    await this.#openMissing(ids, drafts)
  }

  async #openMissing(ids: readonly string[], drafts: readonly MessageDraft[]): Promise<void> {
    const openings = new Map(drafts.flatMap((draft) => (draft.between === undefined ? [] : [[draft.conversationId, draft] as const])))
    const missing = ids.filter((id) => !this.#places.has(id) && openings.has(id))
    for (const id of missing) await this.#open(openings.get(id)!)
    // Somebody else has made them meanwhile.
    await this.#lockRows(missing.filter((id) => !this.#places.has(id)))
  }

  async #lockRows(ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return
    const { rows } = await this.#within.query<{ conversation_id: string; last_seq: number }>(
      `SELECT conversation_id, last_seq FROM conversations WHERE conversation_id = ANY($1) ORDER BY conversation_id FOR UPDATE`,
      [ids],
    )
    for (const { conversation_id, last_seq } of rows) this.#places.set(conversation_id, { lastSeq: last_seq, isOpened: false })
  }

  async #open({ conversationId, between = ['', ''], sentAt }: MessageDraft): Promise<void> {
    const { count } = await this.#within.query(
      `INSERT INTO conversations (conversation_id, kind, title, avatar, notice, last_seq, updated_at)
       VALUES ($1, 'c2c', '', '', '', 0, $2) ON CONFLICT DO NOTHING`,
      [conversationId, sentAt],
    )
    if (count === 0) return
    await this.#within.query(
      `INSERT INTO members (conversation_id, user_id, role, read_seq, delivered_seq, muted_until)
       SELECT $1, user_id, 'member', 0, 0, 0 FROM unnest($2::text[]) AS d(user_id)`,
      [conversationId, [...new Set(between)]],
    )
    this.#places.set(conversationId, { lastSeq: 0, isOpened: true })
  }

  /** What was opened for drafts of which none was stored. */
  async #closeUnused(): Promise<void> {
    const unused = [...this.#places].flatMap(([id, { isOpened, lastSeq }]) => (isOpened && lastSeq === 0 ? [id] : []))
    if (unused.length > 0) await this.#within.query('DELETE FROM conversations WHERE conversation_id = ANY($1)', [unused])
  }

  async #look(drafts: readonly MessageDraft[]): Promise<Seen> {
    const [known, members] = await Promise.all([this.#areNew(drafts) ? NONE : this.#known(drafts), this.#members(drafts)])
    return { known, members }
  }

  /** What comes with a change to a group, or with files, is looked for before anything of that is done. */
  #areNew(drafts: readonly MessageDraft[]): boolean {
    return this.#takesForNew && drafts.every(isPlain)
  }

  /** @param place `last`: nothing is asked after it in this transaction */
  async #store(drafts: readonly MessageDraft[], seen: Seen, place?: 'last'): Promise<readonly AppendOutcome[]> {
    const names = drafts.map(nameOf)
    const fresh = new Map<string, MessageDraft>()
    const refusals = new Map<string, AppendRefusal>()
    for (const [i, draft] of drafts.entries()) {
      const name = names[i]!
      if (seen.known.has(name) || fresh.has(name) || refusals.has(name)) continue
      const isOut = draft.ifMember === true && !seen.members.has(memberOf(draft))
      if (isOut) refusals.set(name, { refused: 'not_member' })
      else if (isPlain(draft) || (await this.#files.mayName(draft.senderId, draft.files ?? []))) fresh.set(name, draft)
      else refusals.set(name, { refused: 'no_file' })
    }
    // Who is out now may have said it while within.
    const isUnsure = this.#areNew(drafts) && refusals.size > 0
    const known = isUnsure ? await this.#known(drafts.filter((_, i) => refusals.has(names[i]!))) : seen.known
    const opened = new Set([...this.#places].flatMap(([id, { isOpened, lastSeq }]) => (isOpened && lastSeq === 0 ? [id] : [])))
    const stored = await this.#write([...fresh.values()], place)
    const byName = new Map(stored.map((message) => [nameOf(message), message]))
    return names.map((name) => {
      const message = byName.get(name)
      if (message === undefined) {
        const earlier = known.get(name)
        return earlier === undefined ? refusals.get(name)! : { message: earlier, isNew: false, isFirst: false }
      }
      const isNew = fresh.delete(name)
      return { message, isNew, isFirst: isNew && opened.delete(message.conversationId) }
    })
  }

  async #known(drafts: readonly MessageDraft[]): Promise<ReadonlyMap<string, StoredMessage>> {
    const { rows } = await this.#within.query<MessageRow>(KNOWN, [
      textsOf(drafts.map((d) => d.senderId)),
      textsOf(drafts.map((d) => d.cliMid)),
    ])
    return new Map(rows.map(toMessage).map((message) => [nameOf(message), message]))
  }

  async #members(drafts: readonly MessageDraft[]): Promise<ReadonlySet<string>> {
    // In a flood many are of the same senders.
    const asked = [...new Map(drafts.flatMap((draft) => (draft.ifMember === true ? [[memberOf(draft), draft] as const] : []))).values()]
    if (asked.length === 0) return new Set()
    const { rows } = await this.#within.query<{ conversation_id: string; user_id: string }>(MEMBERS, [
      textsOf(asked.map((d) => d.conversationId)),
      textsOf(asked.map((d) => d.senderId)),
    ])
    return new Set(rows.map(({ conversation_id, user_id }) => memberOf({ conversationId: conversation_id, senderId: user_id })))
  }

  async #write(drafts: readonly MessageDraft[], place?: 'last'): Promise<readonly StoredMessage[]> {
    if (drafts.length === 0) return []
    for (const { conversationId, effect, sentAt } of drafts) {
      if (effect === undefined) continue
      await this.#groups.apply(conversationId, effect, sentAt)
      if (effect.opening !== undefined) this.#places.set(conversationId, { lastSeq: 0, isOpened: false })
    }
    const seqs = drafts.map(({ conversationId }) => {
      const place = this.#places.get(conversationId)
      if (place === undefined) throw new Error(`there is no conversation ${conversationId}`)
      return (place.lastSeq += 1)
    })
    const touched = new Map<string, { lastSeq: number; sentAt: number }>()
    drafts.forEach(({ conversationId, sentAt }, i) => {
      touched.set(conversationId, { lastSeq: seqs[i]!, sentAt: Math.max(sentAt, touched.get(conversationId)?.sentAt ?? 0) })
    })
    const values = [
      textsOf(drafts.map((d) => d.conversationId)),
      numbersOf(seqs),
      textsOf(drafts.map((d) => d.senderId)),
      textsOf(drafts.map((d) => d.cliMid)),
      textsOf(drafts.map((d) => d.type)),
      jsonLinesOf(drafts.map((d) => d.data)),
      numbersOf(drafts.map((d) => d.sentAt)),
      textsOf([...touched.keys()]),
      numbersOf([...touched.values()].map((t) => t.lastSeq)),
      numbersOf([...touched.values()].map((t) => t.sentAt)),
    ]
    const { rows } =
      place === 'last' ? await this.#within.queryLast<Written>(WRITE, values) : await this.#within.query<Written>(WRITE, values)
    const mids = midsIn(rows[0]?.lines ?? '')
    const stored: StoredMessage[] = []
    for (const [i, { conversationId, senderId, cliMid, type, data, sentAt, files = [] }] of drafts.entries()) {
      const seq = seqs[i]!
      const mid = mids.get(`${conversationId} ${seq}`)!
      if (files.length > 0) await this.#files.name(Number(mid), conversationId, files)
      stored.push({ mid, seq, conversationId, senderId, cliMid, type, data, sentAt })
    }
    return stored
  }
}

/** Always in the same order. */
const idsOf = (drafts: readonly MessageDraft[]): readonly string[] =>
  [...new Set(drafts.map(({ conversationId }) => conversationId))].sort()

/** By conversation and `seq`, a blank between them. One row for all of them is read much sooner than one for each. */
function midsIn(lines: string): ReadonlyMap<string, string> {
  return new Map(
    lines.split('\n').map((line) => {
      const end = line.indexOf(' ')
      return [line.slice(end + 1), line.slice(0, end)]
    }),
  )
}

/** Who is to be a member of what; no id has a blank. */
function memberOf({ conversationId, senderId }: Pick<MessageDraft, 'conversationId' | 'senderId'>): string {
  return `${conversationId} ${senderId}`
}

/** The sender's own name for it; no id has a blank. */
function nameOf({ senderId, cliMid }: Pick<MessageDraft, 'senderId' | 'cliMid'>): string {
  return `${senderId} ${cliMid}`
}

/** Drafts that nothing between them can make another case of; another one is stored by itself. */
function runOfPlain(drafts: readonly MessageDraft[], from: number): readonly MessageDraft[] {
  let to = from
  while (to < drafts.length && isPlain(drafts[to]!)) to += 1
  return drafts.slice(from, to)
}

function isPlain({ effect, files = [] }: MessageDraft): boolean {
  return effect === undefined && files.length === 0
}
