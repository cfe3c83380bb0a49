import type { ConversationId, FileId, LocalId, PartId, TransferId } from '@shared/ids'
import type { Database, SqlValue, Statement } from './database'

/**
 * ```
 *            ┌── retry ──────┐
 *            ▼               │
 *   paused ◀─▶ open ──▶ done, failed
 * ```
 *
 * Whether an open one runs or waits is not kept: nothing runs when the app starts.
 */
export type TransferState = 'open' | 'paused' | 'done' | 'failed'

/** What is done with a file before it goes up. */
export type FileTreatment = {
  /** What it says of where, when and by whom it was taken is left out. */
  readonly strips?: true
  /** It is drawn anew where one of its sides is longer, px. */
  readonly maxSide?: number
  /** It is drawn anew as that, or does not go: as it is few could show it. */
  readonly as?: 'image/jpeg'
}

/** A row of `transfers`; its columns are told by migrations 0011 and 0017. Sizes in bytes, times in epoch ms. */
export type TransferRow = {
  readonly id: TransferId
  readonly direction: 'up' | 'down'
  readonly conversationId: ConversationId
  /** Absent: its message is gone. */
  readonly localId?: LocalId | undefined
  readonly partId?: PartId | undefined
  readonly state: TransferState
  readonly name: string
  readonly mime: string
  /** 0: nobody said. */
  readonly size: number
  readonly sha256?: string | undefined
  readonly path?: string | undefined
  readonly mtimeMs?: number | undefined
  /** Absent: the file goes as it lies at `path`. */
  readonly treatment?: FileTreatment | undefined
  readonly fileId?: FileId | undefined
  readonly url?: string | undefined
  readonly thumbId?: FileId | undefined
  /** Safe on the other side, as far as it was known when something else was written. */
  readonly done: number
  /** Failures since the last byte of progress. */
  readonly tries: number
  /** How often it began anew because the server had lost it. */
  readonly renewals: number
  /** A person wants it, not a rule: it goes before others. */
  readonly isAsked: boolean
  /** A person has cleared it from the list: it is kept for what may still be asked of it. */
  readonly isCleared: boolean
  /** Why the last try ended, or why it failed. */
  readonly failCode?: string | undefined
  readonly failReason?: string | undefined
  readonly createdAt: number
  readonly endedAt?: number | undefined
  /** Milliseconds that it ran, all tries together. */
  readonly tookMs: number
}

export type NewTransfer = Omit<
  TransferRow,
  'id' | 'done' | 'tries' | 'renewals' | 'tookMs' | 'isCleared' | 'failCode' | 'failReason' | 'endedAt'
>

type Row = {
  readonly transfer_id: number
  readonly direction: string
  readonly conversation_id: string
  readonly local_id: number | null
  readonly part_id: string | null
  readonly state: string
  readonly name: string
  readonly mime: string
  readonly size: number
  readonly sha256: string | null
  readonly path: string | null
  readonly mtime_ms: number | null
  readonly treatment: string | null
  readonly file_id: string | null
  readonly url: string | null
  readonly thumb_id: string | null
  readonly bytes_done: number
  readonly tries: number
  readonly renewals: number
  readonly is_asked: number
  readonly is_cleared: number
  readonly fail_code: string | null
  readonly fail_reason: string | null
  readonly created_at: number
  readonly ended_at: number | null
  readonly took_ms: number
}

/** Of each kind of end, those that are kept for the panel. */
const KEPT = 200

/** Files on their way up and down. */
export class TransfersTable {
  readonly #insert: Statement<object>
  readonly #save: Statement<object>
  readonly #get: Statement<Row>
  readonly #ofMessage: Statement<Row>
  readonly #inState: Statement<Row>
  readonly #orphans: Statement<Row>
  readonly #delete: Statement<object>
  readonly #forget: Statement<object>

  constructor(database: Database) {
    this.#insert = database.prepare(
      `INSERT INTO transfers (direction, conversation_id, local_id, part_id, state, name, mime, size, sha256, path, mtime_ms,
         file_id, url, thumb_id, is_asked, created_at, treatment)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    this.#save = database.prepare(
      `UPDATE transfers SET state = ?, name = ?, mime = ?, size = ?, sha256 = ?, path = ?, mtime_ms = ?, treatment = ?, file_id = ?, thumb_id = ?, bytes_done = ?, tries = ?,
         renewals = ?, is_asked = ?, is_cleared = ?, fail_code = ?, fail_reason = ?, ended_at = ?, took_ms = ?
       WHERE transfer_id = ?`,
    )
    this.#get = database.prepare('SELECT * FROM transfers WHERE transfer_id = ?')
    this.#ofMessage = database.prepare('SELECT * FROM transfers WHERE local_id = ? AND direction = ?')
    this.#inState = database.prepare('SELECT * FROM transfers WHERE state = ? ORDER BY transfer_id DESC LIMIT ?')
    this.#orphans = database.prepare('SELECT * FROM transfers WHERE local_id IS NULL LIMIT ?')
    this.#delete = database.prepare('DELETE FROM transfers WHERE transfer_id = ?')
    this.#forget = database.prepare(
      `DELETE FROM transfers WHERE state = @state AND (direction = 'down' OR state = 'done') AND transfer_id <= coalesce(
         (SELECT transfer_id FROM transfers WHERE state = @state ORDER BY transfer_id DESC LIMIT 1 OFFSET @kept), 0)`,
    )
  }

  add(transfer: NewTransfer): TransferRow {
    const { rowId } = this.#insert.run(
      transfer.direction,
      transfer.conversationId,
      transfer.localId ?? null,
      transfer.partId ?? null,
      transfer.state,
      transfer.name,
      transfer.mime,
      transfer.size,
      transfer.sha256 ?? null,
      transfer.path ?? null,
      transfer.mtimeMs === undefined ? null : Math.floor(transfer.mtimeMs),
      transfer.fileId ?? null,
      transfer.url ?? null,
      transfer.thumbId ?? null,
      Number(transfer.isAsked),
      transfer.createdAt,
      textOf(transfer.treatment),
    )
    return { ...transfer, id: rowId as TransferId, done: 0, tries: 0, renewals: 0, tookMs: 0, isCleared: false }
  }

  /** Writes everything of a row that may change. One that is gone stays gone. */
  save(row: TransferRow): void {
    const values: SqlValue[] = [
      row.state,
      row.name,
      row.mime,
      row.size,
      row.sha256 ?? null,
      row.path ?? null,
      row.mtimeMs === undefined ? null : Math.floor(row.mtimeMs),
      textOf(row.treatment),
      row.fileId ?? null,
      row.thumbId ?? null,
      row.done,
      row.tries,
      row.renewals,
      Number(row.isAsked),
      Number(row.isCleared),
      row.failCode ?? null,
      row.failReason ?? null,
      row.endedAt ?? null,
      Math.round(row.tookMs),
    ]
    this.#save.run(...values, row.id)
  }

  get(id: TransferId): TransferRow | undefined {
    const row = this.#get.get(id)
    return row && transferOf(row)
  }

  /** A message has one of each direction at most. */
  ofMessage(localId: LocalId, direction: TransferRow['direction']): TransferRow | undefined {
    const row = this.#ofMessage.get(localId, direction)
    return row && transferOf(row)
  }

  /** Newest first. */
  inState(state: TransferState, limit = KEPT): readonly TransferRow[] {
    return this.#inState.all(state, limit).map(transferOf)
  }

  /** What is still to be done, in the order in which it was wanted. */
  unfinished(): readonly TransferRow[] {
    const rows = (['open', 'paused'] as const).flatMap((state) => this.inState(state, -1))
    return rows.sort((a, b) => a.id - b.id)
  }

  /** Those whose message is gone. */
  orphans(limit = KEPT): readonly TransferRow[] {
    return this.#orphans.all(limit).map(transferOf)
  }

  remove(id: TransferId): void {
    this.#delete.run(id)
  }

  /** Called at the start: of those that ended only the newest are kept, and uploads whose message may be tried again. */
  forgetOld(kept = KEPT): void {
    for (const state of ['done', 'failed']) this.#forget.run({ state, kept })
  }
}

/** A row as a value. */
export function transferOf(row: Row): TransferRow {
  return {
    id: row.transfer_id as TransferId,
    direction: row.direction as TransferRow['direction'],
    conversationId: row.conversation_id as ConversationId,
    localId: (row.local_id ?? undefined) as LocalId | undefined,
    partId: (row.part_id ?? undefined) as PartId | undefined,
    state: row.state as TransferState,
    name: row.name,
    mime: row.mime,
    size: row.size,
    sha256: row.sha256 ?? undefined,
    path: row.path ?? undefined,
    mtimeMs: row.mtime_ms ?? undefined,
    treatment: treatmentOf(row.treatment),
    fileId: (row.file_id ?? undefined) as FileId | undefined,
    url: row.url ?? undefined,
    thumbId: (row.thumb_id ?? undefined) as FileId | undefined,
    done: row.bytes_done,
    tries: row.tries,
    renewals: row.renewals,
    isAsked: row.is_asked === 1,
    isCleared: row.is_cleared === 1,
    failCode: row.fail_code ?? undefined,
    failReason: row.fail_reason ?? undefined,
    createdAt: row.created_at,
    endedAt: row.ended_at ?? undefined,
    tookMs: row.took_ms,
  }
}

function textOf(treatment: FileTreatment | undefined): string | null {
  return treatment === undefined ? null : JSON.stringify(treatment)
}

/** What cannot be read was to be left out, whatever it was. */
function treatmentOf(text: string | null): FileTreatment | undefined {
  if (text === null) return undefined
  const found = fieldsOf(text)
  const { strips, maxSide, as } = found ?? { strips: true }
  return {
    ...(strips === true ? { strips } : {}),
    ...(typeof maxSide === 'number' && Number.isSafeInteger(maxSide) && maxSide > 0 ? { maxSide } : {}),
    ...(as === 'image/jpeg' ? { as } : {}),
  }
}

function fieldsOf(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const found: unknown = JSON.parse(text)
    return typeof found === 'object' && found !== null ? (found as Readonly<Record<string, unknown>>) : undefined
  } catch {
    return undefined
  }
}
