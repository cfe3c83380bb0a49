import { asConversationId, asMid, asUserId, type ConversationId, type LocalId } from '@shared/ids'
import type { DeepLink } from '../lib/deep-link'
import type { AccountSession } from './account-session'

/** What the page is told to show. */
export type OpenTarget = { readonly conversationId: ConversationId; readonly localId?: LocalId }

/** The parts of a signed-in account that a link can lead to. */
export type LinkGround = {
  readonly store: {
    readonly conversations: Pick<AccountSession['store']['conversations'], 'get'>
    readonly messages: Pick<AccountSession['store']['messages'], 'byMid'>
  }
  readonly engine: Pick<AccountSession['engine'], 'startConversation'>
  readonly userId: string
}

/**
 * Where a link leads in this account; `undefined` where it leads nowhere. A group must be known: a link alone makes
 * nobody a member. A conversation with a person begins when it is opened.
 */
export function targetOf(link: DeepLink, ground: LinkGround): OpenTarget | undefined {
  if (link.kind === 'user') return conversationWith(link.userId, ground)
  const conversationId = asConversationId(link.conversationId)
  if (ground.store.conversations.get(conversationId) === undefined) {
    const peer = peerIn(link.conversationId, ground.userId)
    return peer === undefined ? undefined : conversationWith(peer, ground)
  }
  if (link.mid === undefined) return { conversationId }
  const message = ground.store.messages.byMid(asMid(link.mid))
  // A message of another conversation, or one that this device does not hold, still has its conversation.
  return message?.conversationId === conversationId ? { conversationId, localId: message.localId } : { conversationId }
}

function conversationWith(userId: string, { engine }: LinkGround): OpenTarget | undefined {
  const started = engine.startConversation(asUserId(userId))
  return started.ok ? { conversationId: started.value } : undefined
}

/** The other person of `c2c:<user>:<user>`; `undefined` if I am neither. */
function peerIn(conversationId: string, me: string): string | undefined {
  const [kind, first, second] = conversationId.split(':')
  if (kind !== 'c2c') return undefined
  if (first === me) return second
  return second === me ? first : undefined
}
