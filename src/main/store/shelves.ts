import type { Shelf } from '@shared/shelf'

/** As the index `messages_shelved` has them: whoever changes one makes a new index. */
export const SHELF_NUMBERS: { readonly [S in Shelf]: number } = { media: 1, files: 2, voice: 3, links: 4 }

/** Sent as a sticker (PROTOCOL 9): a sign in a talk, and nothing that anybody looks for. What SQLite cannot read is none. */
export const IS_STICKER_SQL = `type = 'image' AND CASE WHEN json_valid(content) THEN json_type(content, '$.sticker') = 'true' END`

/** As the first index had them, stickers among the pictures. */
export const SHELF_WITH_STICKERS_SQL = `(CASE type WHEN 'image' THEN 1 WHEN 'video' THEN 1 WHEN 'file' THEN 2 WHEN 'sound' THEN 3
    WHEN 'link' THEN 4 WHEN 'text' THEN CASE WHEN instr(content, '://') > 0 THEN 4 END END)`

/**
 * On which shelf a row stands, if any: by what it is, and a text where there is an address in it. The text of the
 * expression is that of the index, or SQLite would not use it.
 */
export const SHELF_SQL = `(CASE WHEN ${IS_STICKER_SQL} THEN NULL ELSE ${SHELF_WITH_STICKERS_SQL} END)`
