import filenamify from 'filenamify'
import { fileNameParts, shownLine } from '@shared/shown-text'

/** What every file system takes: bytes of UTF-8, with the ending. */
export const MAX_NAME_BYTES = 255

/** Longer names are cut before anybody looks for patterns in them, their last part kept. */
const LOOKED_AT = 1024
const LAST_PART = 128

/** Names by which a folder itself is described, on one system or another: a file of theirs changes what the folder does. */
const NAMES_OF_SYSTEMS: ReadonlySet<string> = new Set(['desktop.ini', 'thumbs.db', 'autorun.inf', 'folder.htt', 'icon\r', 'ehthumbs.db'])

const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/**
 * A name that others gave, as a file may have it on Windows, macOS and Linux alike: one part of a path, in the form that
 * is shown (`shownLine`), NFC, of at most 255 bytes with its ending kept, hidden from nobody, and no device's or
 * system's. The same name again gives the same.
 */
export function safeFileName(name: string): string {
  const line = shownLine(bounded(name))
  const allowed = filenamify(line, { replacement: '_', maxLength: Number.MAX_SAFE_INTEGER })
  const visible = allowed.replace(/^[.\s]+/u, (dots) => '_'.repeat(dots.trim().length)).trim()
  const own = NAMES_OF_SYSTEMS.has(visible.toLowerCase()) ? `_${visible}` : visible
  return withinBytes(own === '' ? '_' : own, '')
}

/** Another name for the same, when the first is taken: `report (2).pdf`. */
export function numberedName(name: string, number: number): string {
  return number < 2 ? name : withinBytes(name, ` (${number})`)
}

function bounded(name: string): string {
  return name.length <= LOOKED_AT ? name : name.slice(0, LOOKED_AT - LAST_PART) + name.slice(-LAST_PART)
}

/** `mark` goes between stem and ending; what is too much is cut from the stem, by whole characters as they are seen. */
function withinBytes(name: string, mark: string): string {
  const { stem, ending } = fileNameParts(name)
  const room = MAX_NAME_BYTES - Buffer.byteLength(mark) - Buffer.byteLength(ending)
  return cut(stem, room) + mark + ending
}

function cut(text: string, maxBytes: number): string {
  if (Buffer.byteLength(text) <= maxBytes) return text
  let [kept, bytes] = ['', 0]
  for (const { segment } of segmenter.segment(text)) {
    bytes += Buffer.byteLength(segment)
    if (bytes > maxBytes) break
    kept += segment
  }
  // One that is seen as one and made of hundreds.
  if (kept === '') for (const character of text) if (Buffer.byteLength(kept + character) <= maxBytes) kept += character
  return kept.replace(/[.\s]+$/u, '')
}
