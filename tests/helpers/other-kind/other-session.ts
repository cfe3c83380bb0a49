import type { Features } from '@shared/features'
import { failed, type Result } from '@shared/result'
import type { ChatSession, MessageWatch, OutgoingMessage, PackedMessage, Signal } from '../../../src/main/kinds/kind/chat-session'
import type { OtherLink } from './other-link'

/** What `OtherLink.pack` hid. */
const messageOf = (packed: PackedMessage): OutgoingMessage => packed as unknown as OutgoingMessage

export class OtherSession implements ChatSession {
  readonly features: Features
  readonly watchesAcks = false
  readonly #link: OtherLink

  constructor(link: OtherLink) {
    this.#link = link
    this.features = link.features
  }

  send(packed: PackedMessage, watch: MessageWatch = {}): void {
    if (!this.#isCurrent || this.#link.isHeldBack) return
    const { conversationId, cliMid, content } = messageOf(packed)
    watch.onWritten?.()
    queueMicrotask(() => {
      if (!this.#isCurrent || this.#link.isSilent || cliMid === undefined) return
      this.#link.server.accept(this.#link, conversationId, cliMid, String(content['content']))
    })
  }

  signal(signal: Signal): void {
    if (signal.signal !== 'received' || !this.#isCurrent || this.#link.isSilent) return
    this.#link.server.received(this.#link.userId, signal.conversationId, Number(signal.mid))
  }

  readonly watchPresence = unsupported
  readonly recall = unsupported
  readonly mute = unsupported
  readonly setProfile = unsupported

  get #isCurrent(): boolean {
    return this.#link.session === this
  }
}

async function unsupported(): Promise<Result<never>> {
  return failed('unsupported')
}
