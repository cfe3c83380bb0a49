import type { StoredMessage } from './message-row'

/** What the index needs of a message. */
export type IndexedMessage = Pick<StoredMessage, 'localId' | 'conversationId' | 'senderId' | 'type' | 'content' | 'sentAt' | 'localAt'>
