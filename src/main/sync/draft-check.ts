import { encodeJson } from '@protocol/json'
import type { Envelope } from '@protocol/schemas/chat'
import type { Features } from '@shared/features'
import { asCliMid } from '@shared/ids'
import { isBlankText } from '@shared/blank-text'
import type { TextRoom } from '@shared/ipc'
import type { LinkMode } from '@shared/status'
import type { Clock } from '../lib/clock'
import type { StoredMessage } from '../store/message-row'
import type { Store } from '../store/store'
import { isRelayed, toBaseEnvelope } from '../kinds/jim1/base-message'
import { type Draft, type DraftContent, groupOf, type Me, newOwnMessage, toEnvelope } from '../kinds/jim1/wire-message'

/** Stands in for an id of its length: what is measured is what would be sent. */
const SAMPLE_CLI_MID = asCliMid('00000000-0000-7000-8000-000000000000')

/** What a server adds to a message when it names it must fit into its receivers' frames too, in bytes. */
const NAMING_BYTES = 4096

type ServerLimits = { readonly features: Features; readonly maxBodyBytes: number }

type DraftCheckDeps = {
  readonly store: Store
  readonly clock: Clock
  readonly me: () => Me
  readonly server: ServerLimits & { readonly mode: LinkMode }
}

/** What the composer is told before anything is stored. */
export class DraftCheck {
  readonly #deps: DraftCheckDeps

  constructor(deps: DraftCheckDeps) {
    this.#deps = deps
  }

  /**
   * Why a draft could never be sent: `empty`, `not_found`, `not_member`, `too_large`, and for the original gateway
   * `base_group`, `base_bundle`, `base_type`, `base_too_large`. `undefined` when it can.
   */
  refusalOf(draft: Draft): string | undefined {
    const { store, server } = this.#deps
    const { content, conversationId } = draft
    if (isEmpty(content)) return 'empty'
    const isGroup = groupOf(conversationId) !== undefined
    if (isGroup && !store.conversations.has(conversationId)) return 'not_found'
    if (store.conversations.hasLeft(conversationId)) return 'not_member'
    return refusalOfEnvelope(this.#envelopeOf(draft), isGroup, server)
  }

  /** What names, ids, quote and mentions leave to a text of a message that this server takes. */
  roomForText(draft: Omit<Draft, 'content'>): TextRoom {
    const { server } = this.#deps
    const envelope = this.#envelopeOf({ ...draft, content: { kind: 'text', text: '' } })
    const rest = encodeJson(server.features.history ? envelope : toBaseEnvelope(envelope)).length
    return { mode: server.mode, bytes: Math.max(0, mostBytes(server) - rest) }
  }

  #envelopeOf(draft: Draft): Envelope {
    const { me, clock } = this.#deps
    return toEnvelope(newOwnMessage(draft, me(), SAMPLE_CLI_MID, clock.now()))
  }
}

/** Why this server could never take a message that waits, or `undefined`. */
export function refusalOfMessage(row: StoredMessage, limits: ServerLimits): string | undefined {
  return refusalOfEnvelope(toEnvelope(row), groupOf(row.conversationId) !== undefined, limits)
}

function refusalOfEnvelope(envelope: Envelope, isGroup: boolean, limits: ServerLimits): string | undefined {
  if (limits.features.history) return encodeJson(envelope).length > mostBytes(limits) ? 'too_large' : undefined
  // The original gateway fans no group's messages out, and drops what it does not know in silence (PROTOCOL 8).
  if (isGroup) return 'base_group'
  if (!isRelayed(envelope.type)) return envelope.type === 'bundle' ? 'base_bundle' : 'base_type'
  return encodeJson(toBaseEnvelope(envelope)).length > mostBytes(limits) ? 'base_too_large' : undefined
}

/** Bytes of a body that carries a message, at most. The original gateway names nothing. */
function mostBytes({ features, maxBodyBytes }: ServerLimits): number {
  return features.history ? maxBodyBytes - Math.min(NAMING_BYTES, maxBodyBytes / 2) : maxBodyBytes
}

function isEmpty(content: DraftContent): boolean {
  switch (content.kind) {
    case 'text':
      return isBlankText(content.text)
    case 'face':
      return content.symbol.trim() === ''
    case 'wire':
      return false
  }
}
