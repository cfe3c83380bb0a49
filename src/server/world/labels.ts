import { fileIdIn } from '@protocol/file-links'
import { RefusedError } from './session'

/** Characters of a name at most. */
const MAX_NAME = 64

/** Control characters, line and paragraph breaks, lone halves of a character. */
const BREAKING = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}]/u
/** What turns the direction of the text around it: marks, embeddings, overrides, isolates. */
const TURNING = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u
/** What has no ink and no width, so that two names can look alike: not the joiners, which scripts and emoji need. */
const INVISIBLE =
  /[\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b\u2060-\u2065\u206a-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb\u{e0001}]/u
/** Anything that can be seen; the blank pattern of Braille is the one symbol that cannot. */
const INK = /[^\p{Z}\p{C}\p{M}\u2800]/u

/**
 * A name of a person or title of a group, as others will have to tell it from others.
 *
 * @throws RefusedError `bad_name`
 */
export function checkLabel(text: string): string {
  if (BREAKING.test(text)) throw bad('has line breaks or control characters')
  if (TURNING.test(text)) throw bad('has characters that turn the direction of text')
  if (INVISIBLE.test(text)) throw bad('has characters that cannot be seen')
  if (!INK.test(text)) throw bad('shows nothing')
  return text
}

/**
 * A person's name, from wherever it comes.
 *
 * @throws RefusedError `bad_name`
 */
export function readName(text: string): string {
  const name = text.trim()
  if (name.length > MAX_NAME) throw bad(`has more than ${MAX_NAME} characters`)
  return checkLabel(name)
}

/** A text of one line that may be empty. @throws RefusedError `bad_name` */
export function checkLine(text: string): string {
  return text.trim() === '' ? '' : checkLabel(text)
}

/** A text of several lines. @throws RefusedError `bad_text` */
export function checkLines(text: string): string {
  if (BREAKING.test(text.replaceAll(/[\n\r\t]/g, ''))) throw new RefusedError('bad_text', 'it has control characters', 400)
  return text
}

/** A device's own name for itself: a log-in is not refused for it. */
export function cleanLine(text: string): string {
  const all = (pattern: RegExp): RegExp => new RegExp(pattern, 'gu')
  return text.replace(all(BREAKING), ' ').replace(all(TURNING), '').replace(all(INVISIBLE), '').trim()
}

/** A picture's address (PROTOCOL 9): none, a file of this server, or an https address. @throws RefusedError `bad_avatar` */
export function checkAvatarAddress(avatar: string): string {
  if (avatar === '' || fileIdIn(avatar) !== undefined) return avatar
  if (/^https:\/\/[^\s/]/i.test(avatar) && URL.canParse(avatar) && !BREAKING.test(avatar)) return avatar
  throw new RefusedError('bad_avatar', 'a picture has an https address', 400)
}

function bad(reason: string): RefusedError {
  return new RefusedError('bad_name', `a name ${reason}`, 400)
}
