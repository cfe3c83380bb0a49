import type { ConversationId, LocalId, UserId } from '@shared/ids'
import type { DeliveryDetails, DeliveryStep } from '@shared/message'
import type { Database, Statement } from './database'
import { storedMessage, toMessage, type MessageRow, type StoredMessage } from './message-row'

type StepRow = { readonly step: string; readonly at: number; readonly try: number | null; readonly code: string | null }
type MarkRow = { readonly kind: 'delivered' | 'read'; readonly at: number; readonly user_id: string }
type MemberRow = {
  readonly user_id: string
  readonly name: string
  readonly read_seq: number
  readonly delivered_seq: number
}

/** Marks are kept this long: details of older messages show who, not when. */
const MARKS_KEPT_MS = 90 * 24 * 3_600_000

/** What happened to each message on this device, and when the marks of others came; for the delivery details. */
export class DeliveryLogTable {
  readonly #add: Statement<object>
  readonly #addMark: Statement<object>
  readonly #forgetMarks: Statement<object>
  readonly #message: Statement<MessageRow>
  readonly #steps: Statement<StepRow>
  readonly #marks: Statement<MarkRow>
  readonly #members: Statement<MemberRow>
  readonly #membersCount: Statement<{ members_count: number }>

  constructor(database: Database) {
    this.#add = database.prepare('INSERT INTO delivery_log (local_id, step, at, try, code) VALUES (?, ?, ?, ?, ?)')
    this.#addMark = database.prepare(
      `INSERT INTO marks_log (conversation_id, user_id, kind, up_to_seq, at) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT DO NOTHING`,
    )
    this.#forgetMarks = database.prepare('DELETE FROM marks_log WHERE at < ?')
    this.#message = database.prepare('SELECT * FROM messages WHERE local_id = ?')
    this.#steps = database.prepare('SELECT step, at, try, code FROM delivery_log WHERE local_id = ? ORDER BY at, rowid')
    this.#marks = database.prepare(
      `SELECT kind, user_id, min(at) AS at FROM marks_log
       WHERE conversation_id = ? AND up_to_seq >= ? AND user_id <> ? GROUP BY kind, user_id ORDER BY at`,
    )
    this.#members = database.prepare(
      `SELECT user_id, name, read_seq, delivered_seq FROM group_members
       WHERE conversation_id = ? AND user_id <> ? ORDER BY name, user_id`,
    )
    this.#membersCount = database.prepare('SELECT members_count FROM conversations WHERE conversation_id = ?')
  }

  /** `at`: epoch ms of this device. A row that is gone has no log. */
  add(
    localId: LocalId,
    step: DeliveryStep['step'],
    at: number,
    extra: { readonly try?: number; readonly code?: string } = {},
  ): void {
    if (this.#message.get(localId) === undefined) return
    this.#add.run(localId, step, at, extra.try ?? null, extra.code ?? null)
  }

  /** Somebody's mark rose to `upToSeq`; the first time counts. */
  addMark(conversationId: ConversationId, userId: UserId, kind: MarkRow['kind'], upToSeq: number, at: number): void {
    this.#addMark.run(conversationId, userId, kind, upToSeq, at)
  }

  /** Called once when the store opens. */
  forgetOldMarks(now: number): void {
    this.#forgetMarks.run(now - MARKS_KEPT_MS)
  }

  details(localId: LocalId): DeliveryDetails | undefined {
    const row = this.#message.get(localId)
    if (row === undefined) return undefined
    const stored = storedMessage(row)
    const own = this.#steps.all(localId).map(stepOf)
    const members = this.#members.all(stored.conversationId, stored.senderId)
    return {
      message: toMessage(stored),
      steps: [...own, ...this.#marksOn(stored)].sort((a, b) => a.at - b.at),
      readBy: reached(members, stored.seq, ({ read_seq }) => read_seq),
      deliveredTo: reached(members, stored.seq, ({ read_seq, delivered_seq }) => Math.max(read_seq, delivered_seq)),
      membersCount: this.#membersCount.get(stored.conversationId)?.members_count ?? 0,
    }
  }

  #marksOn({ conversationId, seq, senderId }: StoredMessage): readonly DeliveryStep[] {
    if (seq === undefined) return []
    return this.#marks
      .all(conversationId, seq, senderId)
      .map(({ kind, at, user_id }) => ({ step: kind, at, userId: user_id as UserId }))
  }
}

function stepOf(row: StepRow): DeliveryStep {
  return {
    step: row.step as DeliveryStep['step'],
    at: row.at,
    ...(row.try === null ? {} : { try: row.try }),
    ...(row.code === null ? {} : { code: row.code }),
  }
}

/** The members whose mark has come as far as this message. */
function reached(
  members: readonly MemberRow[],
  seq: number | undefined,
  mark: (member: MemberRow) => number,
): readonly { readonly userId: UserId; readonly name: string }[] {
  if (seq === undefined) return []
  return members
    .filter((member) => mark(member) >= seq)
    .map(({ user_id, name }) => ({ userId: user_id as UserId, name }))
}
