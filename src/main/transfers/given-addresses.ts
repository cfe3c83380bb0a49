import type { LocalId } from '@shared/ids'
import type { MessagePlace } from '../store/changes'

type Given = MessagePlace & { readonly hashes: readonly string[] }

/** The window holds far fewer messages at once: a part of a timeline, and a shelf. */
const KEPT = 2000

/**
 * Which messages the window has the addresses of cached bytes for, by what it was given last: when the bytes go, these are
 * told to it again. Of the least recently given it has forgotten the rows, and reads them anew.
 */
export class GivenAddresses {
  readonly #given = new Map<LocalId, Given>()

  /** What a message was given now, instead of what it was given before. */
  note({ localId, conversationId }: MessagePlace, hashes: readonly string[]): void {
    this.#given.delete(localId)
    if (hashes.length === 0) return
    this.#given.set(localId, { localId, conversationId, hashes })
    if (this.#given.size <= KEPT) return
    for (const oldest of this.#given.keys()) return void this.#given.delete(oldest)
  }

  /** Those that were given one of these. */
  of(hashes: ReadonlySet<string>): readonly MessagePlace[] {
    return [...this.#given.values()].filter((given) => given.hashes.some((hash) => hashes.has(hash)))
  }
}
