import { isBlankText } from '@shared/blank-text'
import { groupOf } from '@shared/conversation-id'
import { asCliMid } from '@shared/ids'
import type { TextRoom } from '@shared/ipc'
import type { ChatLink } from '../../kinds/kind/chat-link'
import type { Clock } from '../../lib/clock'
import { RECALLED_TYPE } from '../../store/message-row'
import type { Store } from '../../store/store'
import { type Draft, type DraftContent, type Me, newOwnMessage } from './own-message'

/** Stands in for an id of its length: what is measured is what would be sent. */
const SAMPLE_CLI_MID = asCliMid('00000000-0000-7000-8000-000000000000')

type DraftCheckDeps = {
  readonly store: Store
  readonly clock: Clock
  readonly me: () => Me
  readonly link: Pick<ChatLink, 'roomForText'>
}

/** What the composer is told before anything is stored. */
export class DraftCheck {
  readonly #deps: DraftCheckDeps

  constructor(deps: DraftCheckDeps) {
    this.#deps = deps
  }

  /**
   * Why a draft could never be sent, whatever the server: `empty`, `not_found`, `not_member`. `undefined` when it can.
   * What this server does not take is told by `ChatLink.pack`.
   */
  refusalOf({ content, conversationId }: Draft): string | undefined {
    const { conversations } = this.#deps.store
    if (isEmpty(content)) return 'empty'
    if (groupOf(conversationId) !== undefined && !conversations.has(conversationId)) return 'not_found'
    return conversations.hasLeft(conversationId) ? 'not_member' : undefined
  }

  /** A draft as it may be sent: what it answers may have been taken back since, and is then quoted no more. */
  withoutGoneQuote(draft: Draft): Draft {
    const { conversationId, replyTo } = draft
    const quoted = replyTo === undefined ? undefined : this.#deps.store.messages.byMid(conversationId, replyTo)
    return quoted?.type === RECALLED_TYPE ? { ...draft, replyTo: undefined } : draft
  }

  /** What names, ids, quote and mentions leave to a text of a message that this server takes. */
  roomForText(draft: Omit<Draft, 'content'>): TextRoom {
    const { me, clock, link } = this.#deps
    const message = newOwnMessage({ ...draft, content: { kind: 'text', text: '' } }, me(), SAMPLE_CLI_MID, clock.now())
    return { bytes: link.roomForText(message) }
  }
}

function isEmpty(content: DraftContent): boolean {
  switch (content.kind) {
    case 'text':
      return isBlankText(content.text)
    case 'face':
      return content.symbol.trim() === ''
    case 'contact':
      return content.userId.trim() === ''
    case 'location':
    case 'stored':
      return false
  }
}
