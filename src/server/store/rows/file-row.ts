import type { FileRecord } from '../file-store'

/** A row of `files`, the same in both engines. */
export type FileRow = {
  file_id: string
  uploader_id: string
  name: string
  mime: string
  size: number
  promised: string | null
  sha256: string | null
  completed_at: number | null
  expired_at: number | null
  touched_at: number
}

export const toFile = (row: FileRow): FileRecord => ({
  fileId: row.file_id,
  uploaderId: row.uploader_id,
  name: row.name,
  mime: row.mime,
  size: row.size,
  promised: row.promised ?? undefined,
  sha256: row.sha256 ?? undefined,
  completedAt: row.completed_at ?? undefined,
  expiredAt: row.expired_at ?? undefined,
  touchedAt: row.touched_at,
})
