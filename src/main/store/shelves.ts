import type { Shelf } from '@shared/shelf'

/** As the index `messages_shelved` has them: whoever changes one makes a new index. */
export const SHELF_NUMBERS: { readonly [S in Shelf]: number } = { media: 1, files: 2, voice: 3, links: 4 }

/**
 * On which shelf a row stands, if any: by what it is, and a text where there is an address in it. The text of the
 * expression is that of the index, or SQLite would not use it.
 */
export const SHELF_SQL = `(CASE type WHEN 'image' THEN 1 WHEN 'video' THEN 1 WHEN 'file' THEN 2 WHEN 'sound' THEN 3
    WHEN 'link' THEN 4 WHEN 'text' THEN CASE WHEN instr(content, '://') > 0 THEN 4 END END)`
