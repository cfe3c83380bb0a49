import { encodeJson } from '@protocol/json'
import type { Envelope } from '@protocol/schemas/chat'
import { asCliMid } from '@shared/ids'
import type { LinkMode } from '@shared/status'
import type { StoredMessage } from '../store/message-row'
import type { Store } from '../store/store'
import { fitsBaseFrame, toBaseEnvelope } from './base-message'
import { type Draft, type DraftContent, groupOf, type Me, newOwnMessage, toEnvelope } from './wire-message'

/** Stands in for an id of its length: what is measured is what would be sent. */
const SAMPLE_CLI_MID = asCliMid('00000000-0000-7000-8000-000000000000')

type ServerLimits = { readonly mode: LinkMode; readonly maxBodyBytes: number }
type DraftContext = ServerLimits & { readonly store: Store; readonly me: Me; readonly now: number }

/**
 * Why a draft could never be sent, as the composer is told before anything is stored: `empty`, `not_found`,
 * `not_member`, `too_large`, and for the original gateway `base_group`, `base_too_large`. `undefined` when it can.
 */
export function refusalOfDraft(draft: Draft, { store, me, now, mode, maxBodyBytes }: DraftContext): string | undefined {
  const { content, conversationId } = draft
  if (isEmpty(content)) return 'empty'
  const isGroup = groupOf(conversationId) !== undefined
  if (isGroup && !store.conversations.has(conversationId)) return 'not_found'
  if (store.conversations.hasLeft(conversationId)) return 'not_member'
  return refusalOfEnvelope(toEnvelope(newOwnMessage(draft, me, SAMPLE_CLI_MID, now)), isGroup, { mode, maxBodyBytes })
}

/** Why this server could never take a message that waits, or `undefined`. */
export function refusalOfMessage(row: StoredMessage, { mode, maxBodyBytes }: ServerLimits): string | undefined {
  return refusalOfEnvelope(toEnvelope(row), groupOf(row.conversationId) !== undefined, { mode, maxBodyBytes })
}

function refusalOfEnvelope(envelope: Envelope, isGroup: boolean, { mode, maxBodyBytes }: ServerLimits): string | undefined {
  if (mode === 'sync') return encodeJson(envelope).length > maxBodyBytes ? 'too_large' : undefined
  // The original gateway does not fan a group's messages out (PROTOCOL 8).
  if (isGroup) return 'base_group'
  return fitsBaseFrame(toBaseEnvelope(envelope)) ? undefined : 'base_too_large'
}

function isEmpty(content: DraftContent): boolean {
  switch (content.kind) {
    case 'text':
      return content.text.trim() === ''
    case 'face':
      return content.symbol.trim() === ''
    case 'wire':
      return false
  }
}
