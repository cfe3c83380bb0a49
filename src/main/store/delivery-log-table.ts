import { isGroup } from '@shared/conversation-id'
import type { ConversationId, LocalId, UserId } from '@shared/ids'
import type { DeliveryDetails, DeliveryPerson, DeliveryStep } from '@shared/message'
import { shownName } from '@shared/shown-text'
import type { Database, Statement } from './database'
import { storedMessage, toMessage, type MessageRow, type StoredMessage } from './message-row'

type StepRow = { readonly step: string; readonly at: number; readonly try: number | null; readonly code: string | null }
type MarkRow = { readonly kind: 'delivered' | 'read'; readonly at: number; readonly user_id: string }
type MemberRow = {
  readonly user_id: string
  readonly name: string
  readonly avatar: string
  readonly read_seq: number
  readonly delivered_seq: number
}

/** The code of a refusal of one try only: the server asked to wait, and may hold the message of another try. */
export const PUT_OFF = 'rate_limited'

/** Marks are kept this long: details of older messages show who, not when. */
const MARKS_KEPT_MS = 90 * 24 * 3_600_000

/** What happened to each message on this device, and when the marks of others came; for the delivery details. */
export class DeliveryLogTable {
  readonly #add: Statement<object>
  readonly #addMark: Statement<object>
  readonly #forgetMarks: Statement<object>
  readonly #isWritten: Statement<{ found: number }>
  readonly #message: Statement<MessageRow>
  readonly #steps: Statement<StepRow>
  readonly #marks: Statement<MarkRow>
  readonly #members: Statement<MemberRow>

  constructor(database: Database) {
    this.#add = database.prepare(
      `INSERT INTO delivery_log (local_id, step, at, try, code) SELECT local_id, ?, ?, ?, ? FROM messages WHERE local_id = ?`,
    )
    this.#addMark = database.prepare(
      `INSERT INTO marks_log (conversation_id, user_id, kind, up_to_seq, at) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT DO NOTHING`,
    )
    this.#forgetMarks = database.prepare('DELETE FROM marks_log WHERE at < ?')
    this.#isWritten = database.prepare(
      `SELECT coalesce(sum(step = 'written') > sum(step = 'refused'), 0) AS found FROM delivery_log
       WHERE local_id = @localId AND rowid > coalesce((SELECT max(rowid) FROM delivery_log
         WHERE local_id = @localId AND step = 'refused' AND code IS NOT '${PUT_OFF}'), 0)`,
    )
    this.#message = database.prepare('SELECT * FROM messages WHERE local_id = ?')
    this.#steps = database.prepare('SELECT step, at, try, code FROM delivery_log WHERE local_id = ? ORDER BY at, rowid')
    this.#marks = database.prepare(
      `SELECT kind, user_id, min(at) AS at FROM marks_log
       WHERE conversation_id = ? AND up_to_seq >= ? AND user_id <> ? GROUP BY kind, user_id ORDER BY at`,
    )
    this.#members = database.prepare(
      `SELECT user_id, name, avatar, read_seq, delivered_seq FROM group_members
       WHERE conversation_id = ? AND user_id <> ? ORDER BY name, user_id`,
    )
  }

  /** `at`: epoch ms of this device. A row that is gone has no log. */
  add(localId: LocalId, step: DeliveryStep['step'], at: number, extra: { readonly try?: number; readonly code?: string } = {}): void {
    this.#add.run(step, at, extra.try ?? null, extra.code ?? null, localId)
  }

  /** Its bytes have gone to a connection, and the server has not refused it since, or not each try: it may be there. */
  isWritten(localId: LocalId): boolean {
    return this.#isWritten.get({ localId })?.found === 1
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
    const marks = stored.seq === undefined ? [] : this.#marks.all(stored.conversationId, stored.seq, stored.senderId)
    const isOfGroup = isGroup(stored.conversationId)
    const steps = isOfGroup ? own : [...own, ...receiptsOf(stored), ...marks.map(({ kind, at }) => ({ step: kind, at }))]
    return {
      message: toMessage(stored),
      steps: steps.sort((a, b) => a.at - b.at),
      people: isOfGroup ? this.#people(stored, marks) : [],
    }
  }

  #people({ conversationId, senderId, seq }: StoredMessage, marks: readonly MarkRow[]): readonly DeliveryPerson[] {
    return this.#members.all(conversationId, senderId).map((member) => {
      const reached = reachedBy(member, seq)
      const at = marks.find(({ kind, user_id }) => kind === reached && user_id === member.user_id)?.at
      const { user_id, name, avatar } = member
      return { userId: user_id as UserId, name: shownName(name, user_id), avatar, reached, ...(at === undefined ? {} : { at }) }
    })
  }
}

/** Where each message is told of, the row itself keeps when. */
function receiptsOf({ deliveredAt, readAt }: StoredMessage): readonly DeliveryStep[] {
  return [
    ...(deliveredAt === undefined ? [] : [{ step: 'delivered' as const, at: deliveredAt }]),
    ...(readAt === undefined ? [] : [{ step: 'read' as const, at: readAt }]),
  ]
}

function stepOf(row: StepRow): DeliveryStep {
  return {
    step: row.step as DeliveryStep['step'],
    at: row.at,
    ...(row.try === null ? {} : { try: row.try }),
    ...(row.code === null ? {} : { code: row.code }),
  }
}

function reachedBy(member: MemberRow, seq: number | undefined): DeliveryPerson['reached'] {
  if (seq === undefined) return 'sent'
  if (member.read_seq >= seq) return 'read'
  return member.delivered_seq >= seq ? 'delivered' : 'sent'
}
