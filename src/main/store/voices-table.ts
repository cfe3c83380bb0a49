import type { ConversationId, LocalId } from '@shared/ids'
import type { Database, Statement } from './database'
import { type MessageRow, storedMessage, type StoredMessage } from './message-row'
import { SHELF_NUMBERS, SHELF_SQL } from './shelves'

/** Voices of a conversation that are looked through for one that was not heard. */
const MOST_LOOKED_AT = 200

/** A recording that is not sent yet. */
export type StoredVoiceDraft = {
  readonly conversationId: ConversationId
  /** In the account's folder for such files (`transfers/outgoing-folder`). */
  readonly place: string
  /** Fractions too. */
  readonly seconds: number
  readonly wave: string
}

type DraftRow = { readonly conversation_id: string; readonly place: string; readonly seconds: number; readonly wave: string }

/** The statements whose plans the tests look at. */
export const VOICE_SQL = {
  after: `SELECT * FROM messages WHERE conversation_id = +? AND ${SHELF_SQL} = +? AND (position, local_id) > (+?, +?)
    ORDER BY position, local_id LIMIT +?`,
} as const

/** Which voices were heard on this device, and recordings that wait to be sent (migration 0021). */
export class VoicesTable {
  readonly #isHeard: Statement<{ n: number }>
  readonly #note: Statement<object>
  readonly #from: Statement<{ value: string }>
  readonly #after: Statement<MessageRow>
  readonly #draft: Statement<DraftRow>
  readonly #drafts: Statement<DraftRow>
  readonly #setDraft: Statement<object>
  readonly #dropDraft: Statement<object>

  constructor(database: Database) {
    this.#isHeard = database.prepare('SELECT 1 AS n FROM message_files WHERE local_id = ? AND heard_at IS NOT NULL')
    this.#note = database.prepare(
      `INSERT INTO message_files (local_id, heard_at) VALUES (@localId, @at)
       ON CONFLICT (local_id) DO UPDATE SET heard_at = coalesce(heard_at, excluded.heard_at)`,
    )
    this.#from = database.prepare(`SELECT value FROM settings WHERE key = 'voice.unheard_from'`)
    this.#after = database.prepare(VOICE_SQL.after)
    this.#draft = database.prepare('SELECT * FROM voice_drafts WHERE conversation_id = ?')
    this.#drafts = database.prepare('SELECT * FROM voice_drafts ORDER BY conversation_id')
    this.#setDraft = database.prepare(
      `INSERT INTO voice_drafts (conversation_id, place, seconds, wave) VALUES (@conversationId, @place, @seconds, @wave)
       ON CONFLICT (conversation_id) DO UPDATE SET place = excluded.place, seconds = excluded.seconds, wave = excluded.wave`,
    )
    this.#dropDraft = database.prepare('DELETE FROM voice_drafts WHERE conversation_id = ?')
  }

  /** A voice of somebody else that was never played here, and is not so old that it counts as heard. */
  isUnheard({
    localId,
    type,
    isMine,
    sentAt,
    localAt,
  }: Pick<StoredMessage, 'localId' | 'type' | 'isMine' | 'sentAt' | 'localAt'>): boolean {
    if (type !== 'sound' || isMine || (sentAt ?? localAt) < this.#unheardFrom()) return false
    return this.#isHeard.get(localId) === undefined
  }

  /** The first time counts. The message has to be there. @param at epoch ms */
  noteHeard(localId: LocalId, at: number): void {
    this.#note.run({ localId, at })
  }

  /** The unheard voices that come after a message in its conversation, in their order, of the next 200. */
  unheardAfter({
    conversationId,
    position,
    localId,
  }: Pick<StoredMessage, 'conversationId' | 'position' | 'localId'>): readonly StoredMessage[] {
    const rows = this.#after.all(conversationId, SHELF_NUMBERS.voice, position, localId, MOST_LOOKED_AT)
    return rows.map(storedMessage).filter((row) => this.isUnheard(row))
  }

  draft(conversationId: ConversationId): StoredVoiceDraft | undefined {
    const row = this.#draft.get(conversationId)
    return row && storedDraft(row)
  }

  drafts(): readonly StoredVoiceDraft[] {
    return this.#drafts.all().map(storedDraft)
  }

  /** In the place of the one before. */
  setDraft(draft: StoredVoiceDraft): void {
    this.#setDraft.run(draft)
  }

  dropDraft(conversationId: ConversationId): void {
    this.#dropDraft.run(conversationId)
  }

  #unheardFrom(): number {
    return Number(this.#from.get()?.value ?? 0)
  }
}

function storedDraft({ conversation_id: id, place, seconds, wave }: DraftRow): StoredVoiceDraft {
  return { conversationId: id as ConversationId, place, seconds, wave }
}
