import { encodeJson } from '@protocol/json'
import { asCliMid } from '@shared/ids'
import type { LinkMode } from '@shared/status'
import type { Store } from '../store/store'
import { fitsBaseFrame, toBaseEnvelope } from './base-message'
import { type Draft, type DraftContent, groupOf, type Me, newOwnMessage, toEnvelope } from './wire-message'

/** Stands in for an id of its length: what is measured is what would be sent. */
const SAMPLE_CLI_MID = asCliMid('00000000-0000-7000-8000-000000000000')

type DraftContext = {
  readonly store: Store
  readonly me: Me
  readonly now: number
  readonly mode: LinkMode
  readonly maxBodyBytes: number
}

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
  const envelope = toEnvelope(newOwnMessage(draft, me, SAMPLE_CLI_MID, now))
  if (mode === 'sync') return encodeJson(envelope).length > maxBodyBytes ? 'too_large' : undefined
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
