import type { LibraryKind } from '@shared/library'
import { IS_STICKER_SQL } from './shelves'

/** As the indexes `messages_filed` and `messages_by_size` have them: whoever changes one makes new indexes. */
export const LIBRARY_NUMBERS: { readonly [K in LibraryKind]: number } = {
  pictures: 1,
  videos: 2,
  documents: 3,
  voice: 4,
  links: 5,
  others: 6,
}

/** Endings of what people write and read: texts, tables, slides (`transfers/file-types` knows many more). */
export const DOCUMENT_ENDINGS: readonly string[] = `pdf
  doc docx docm dot dotx dotm odt ott rtf txt text log md markdown pages wps wpd tex epub mobi azw3 msg eml one
  xls xlsx xlsm xlsb xlt xltx xltm csv tsv ods ots numbers et dbf
  ppt pptx pptm pps ppsx ppsm pot potx potm odp otp key dps`
  .trim()
  .split(/\s+/)

/** A JSON value of the content; what is nested deeper than SQLite reads has none, instead of an error. */
const field = (key: string): string => `CASE WHEN json_valid(content) THEN json_extract(content, '$.${key}') END`

/** The end of its name: others choose how long that is. */
const TAIL = `lower(substr(${field('name')}, -12))`
/** What follows the last dot. */
const ENDING = `substr(${TAIL}, length(rtrim(${TAIL}, replace(${TAIL}, '.', ''))) + 1)`

/*
 * The text of these expressions is that of the indexes, or SQLite would not use them.
 */

/** As the first indexes had it, stickers among the pictures. */
export const FILED_WITH_STICKERS_SQL = `(CASE type WHEN 'image' THEN 1 WHEN 'video' THEN 2 WHEN 'sound' THEN 4 WHEN 'link' THEN 5
  WHEN 'text' THEN CASE WHEN instr(content, '://') > 0 THEN 5 END
  WHEN 'file' THEN CASE WHEN ${ENDING} IN (${DOCUMENT_ENDINGS.map((ending) => `'${ending}'`).join(', ')}) THEN 3 ELSE 6 END END)`

/** What a row is in the library, if anything: a text where there is an address in it, a sticker nothing. */
export const FILED_SQL = `(CASE WHEN ${IS_STICKER_SQL} THEN NULL ELSE ${FILED_WITH_STICKERS_SQL} END)`

/** Bytes, as its sender said them; 0 where they did not, or no number that could be. */
export const BYTES_SQL = `(CASE WHEN type IN ('image', 'video', 'sound', 'file') AND json_valid(content)
  THEN CASE WHEN json_type(content, '$.size') = 'integer' THEN max(0, CAST(json_extract(content, '$.size') AS INTEGER)) ELSE 0 END
  ELSE 0 END)`

/** When it was said, epoch ms. */
export const AT_SQL = 'coalesce(sent_at, local_at)'
