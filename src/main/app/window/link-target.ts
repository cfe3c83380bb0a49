import { c2cOf, peerOf } from '@shared/conversation-id'
import { asConversationId, asMid, asUserId, type UserId } from '@shared/ids'
import type { OpenRequest } from '@shared/ipc'
import type { DeepLink } from './deep-link'
import type { AccountSession } from '../account/account-session'

/** The parts of a signed-in account that a link can lead to. */
export type LinkGround = {
  readonly store: {
    readonly conversations: Pick<AccountSession['store']['conversations'], 'get'>
    readonly messages: Pick<AccountSession['store']['messages'], 'byMid'>
    readonly roster: Pick<AccountSession['store']['roster'], 'person'>
  }
  readonly engine: Pick<AccountSession['engine'], 'startConversation'>
  readonly userId: string
}

/**
 * Where a link leads in this account; `undefined` where it leads nowhere. A group must be known: a link alone makes
 * nobody a member. A conversation with a person who is known here begins when it is opened; with another it does not.
 */
export function targetOf(link: DeepLink, ground: LinkGround): OpenRequest | undefined {
  if (link.kind === 'user') return conversationWith(link.userId, ground)
  const conversationId = asConversationId(link.conversationId)
  if (ground.store.conversations.get(conversationId) === undefined) {
    const peer = peerOf(link.conversationId, ground.userId)
    return peer === undefined ? undefined : conversationWith(peer, ground)
  }
  if (link.mid === undefined) return { conversationId }
  const message = ground.store.messages.byMid(conversationId, asMid(link.mid))
  // A message of another conversation, or one that this device does not hold, still has its conversation.
  return message === undefined ? { conversationId } : { conversationId, localId: message.localId }
}

function conversationWith(id: string, { engine, store, userId }: LinkGround): OpenRequest | undefined {
  const peer = asUserId(id)
  if (!isKnown(peer, userId, store)) return { stranger: peer }
  const started = engine.startConversation(peer)
  return started.ok ? { conversationId: started.value } : undefined
}

/** Who has a name here, or a conversation, however it came; and oneself. */
function isKnown(peer: UserId, me: string, { conversations, roster }: LinkGround['store']): boolean {
  if (peer === me || roster.person(peer) !== undefined) return true
  return conversations.get(c2cOf(asUserId(me), peer)) !== undefined
}
