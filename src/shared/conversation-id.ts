import { idKey, idOfKey, MAX_ID_KEY } from './foreign-id'
import { asConversationId, asUserId, type ConversationId, type UserId } from './ids'

/**
 * How a conversation is called on this device, and the only place that knows; ids stand in it as keys (`idKey`):
 *
 * ```
 * c2c:<key>:<key>   of two people, the smaller key first; of one with themselves, twice the same
 * c2g:<key>         of a group
 * ```
 */
export type ConversationParts =
  { readonly kind: 'c2c'; readonly users: readonly [UserId, UserId] } | { readonly kind: 'c2g'; readonly groupId: string }

/** UTF-16 code units. */
export const MAX_CONVERSATION_ID = 'c2c::'.length + 2 * MAX_ID_KEY

const PATTERN = /^(?:c2c:([\w.@%-]+):([\w.@%-]+)|c2g:([\w.@%-]+))$/

export function c2cOf(one: UserId, other: UserId): ConversationId {
  const [a, b] = [idKey(one), idKey(other)]
  return asConversationId(a < b ? `c2c:${a}:${b}` : `c2c:${b}:${a}`)
}

export function c2gOf(groupId: string): ConversationId {
  return asConversationId(`c2g:${idKey(groupId)}`)
}

/** `undefined` for a text that is no conversation's id. */
export function partsOf(conversationId: string): ConversationParts | undefined {
  const [, one, other, group] = PATTERN.exec(conversationId) ?? []
  if (group !== undefined) return { kind: 'c2g', groupId: idOfKey(group) }
  if (one === undefined || other === undefined) return undefined
  return { kind: 'c2c', users: [asUserId(idOfKey(one)), asUserId(idOfKey(other))] }
}

/** The other of two, which may be oneself; `undefined` for a group, and for two others. */
export function peerOf(conversationId: string, me: string): UserId | undefined {
  const parts = partsOf(conversationId)
  if (parts?.kind !== 'c2c') return undefined
  const [one, other] = parts.users
  if (one === me) return other
  return other === me ? one : undefined
}

export function groupOf(conversationId: string): string | undefined {
  const parts = partsOf(conversationId)
  return parts?.kind === 'c2g' ? parts.groupId : undefined
}

export function isGroup(conversationId: string): boolean {
  return conversationId.startsWith('c2g:')
}
