import type { ServerClock } from '../clock'
import type { SeededRandom } from '../seed/random'
import type { Language } from '../seed/words'
import { answerTo } from './answer'
import type { Colleague } from './colleague'
import type { Heard } from './heard'
import { languageOf } from './language'

/** Somebody who writes three lines in a row gets one answer. */
const LISTEN_MS = [1100, 2400] as const
/** Who was away needs a moment to come back to the desk. */
const RETURN_MS = [2000, 7000] as const
/** However many are mentioned. */
const MAX_ANSWERS = 2
const DEFAULT_LANGUAGE: Language = 'en'

/** What waits for an answer in one conversation. */
type Open = { readonly last: Heard; readonly mentioned: ReadonlySet<string>; readonly cancel: () => void }

/**
 * Who answers what a person wrote, when, and in which language: the one it was written in.
 *
 * ```
 *   message ─▶ listen (anew with each message) ─▶ one or two colleagues come, type, answer
 * ```
 */
export class Conversationalist {
  readonly #clock: ServerClock
  readonly #random: SeededRandom
  readonly #onFailure: (error: unknown) => void
  readonly #open = new Map<string, Open>()
  readonly #talking = new Set<string>()
  readonly #languages = new Map<string, Language>()

  constructor(options: { readonly clock: ServerClock; readonly random: SeededRandom; readonly onFailure: (error: unknown) => void }) {
    this.#clock = options.clock
    this.#random = options.random
    this.#onFailure = options.onFailure
  }

  /** The language that was last spoken there by a person. */
  languageIn(conversationId: string): Language {
    return this.#languages.get(conversationId) ?? this.#languages.get('') ?? DEFAULT_LANGUAGE
  }

  /** A person wrote; `listeners` are the colleagues who heard it. */
  hear(heard: Heard, listeners: readonly Colleague[]): void {
    if (listeners.length === 0) return
    const { conversationId } = heard.room
    if (heard.text !== '') {
      const language = languageOf(heard.text)
      this.#languages.set(conversationId, language).set('', language)
    }
    const before = this.#open.get(conversationId)
    before?.cancel()
    const mentioned = new Set([...(before?.mentioned ?? []), ...heard.mentions])
    this.#listen({ last: heard, mentioned }, listeners)
  }

  close(): void {
    for (const { cancel } of this.#open.values()) cancel()
    this.#open.clear()
  }

  #listen(open: Omit<Open, 'cancel'>, listeners: readonly Colleague[]): void {
    const { conversationId } = open.last.room
    const cancel = this.#clock.after(this.#random.between(...LISTEN_MS), () => {
      // Nobody speaks while somebody else is still typing there.
      if (this.#talking.has(conversationId)) return this.#listen(open, listeners)
      this.#open.delete(conversationId)
      this.#talking.add(conversationId)
      void this.#answer(open, listeners)
        .catch(this.#onFailure)
        .finally(() => this.#talking.delete(conversationId))
    })
    this.#open.set(conversationId, { ...open, cancel })
  }

  async #answer({ last, mentioned }: Omit<Open, 'cancel'>, listeners: readonly Colleague[]): Promise<void> {
    for (const colleague of this.#speakers(mentioned, listeners)) {
      if (colleague.state !== 'online') await colleague.pause(this.#random.between(...RETURN_MS))
      await colleague.be('online')
      await this.#speak(colleague, last, mentioned.size > 0)
    }
  }

  /** Those who are meant, else anyone, rather somebody who is there. */
  #speakers(mentioned: ReadonlySet<string>, listeners: readonly Colleague[]): readonly Colleague[] {
    const able = listeners.filter(({ state }) => state !== 'retired')
    const meant = mentioned.has('*') ? able : able.filter(({ userId }) => mentioned.has(userId))
    if (mentioned.size > 0 && meant.length === 0) return []
    const here = able.filter(({ state }) => state === 'online')
    const pool = meant.length > 0 ? meant : here.length > 0 ? here : able
    const from = pool.length === 0 ? 0 : this.#random.between(0, pool.length - 1)
    return [...pool.slice(from), ...pool.slice(0, from)].slice(0, mentioned.size > 0 ? MAX_ANSWERS : 1)
  }

  async #speak(colleague: Colleague, to: Heard, isCalled: boolean): Promise<void> {
    const { room, text, type, senderName, senderId, mid } = to
    const lines = answerTo({ type, text, name: senderName }, this.languageIn(room.conversationId), this.#random)
    const isToOne = isCalled && room.kind === 'c2g'
    for (const [i, line] of lines.entries()) {
      const isAddressed = isToOne && i === 0 && line.type === 'text'
      const addressed = isAddressed ? { type: 'text', content: { content: `@${senderName} ${String(line.content['content'])}` } } : line
      await colleague.say(room, addressed, isAddressed ? { replyTo: mid, mentions: [senderId] } : {})
    }
  }
}
