/**
 * How messages and people name files (PROTOCOL 9), as the indexes and triggers of migration 0019 have it: whoever changes
 * one makes new ones, since SQLite uses an index for its own text alone.
 */

export const NAMES_A_FILE = `type IN ('image', 'file', 'video', 'sound')`

/** An avatar that is a file of the server's. */
export const IS_FILE_AVATAR = `substr(avatar, 1, 10) = '/v1/files/'`

/**
 * What a content says under a key, as text. Strangers write it: what is longer than any id is cut, and what SQLite does not
 * take for JSON, as something a thousand levels deep, names nothing.
 */
export function namedUnder(key: 'sha256' | 'file_id' | 'thumb_id', content = 'content'): string {
  return `iif(json_valid(${content}), substr(json_extract(${content}, '$.${key}'), 1, 129), NULL)`
}
