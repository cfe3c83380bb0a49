import type { ConversationId, UserId } from '@shared/ids'
import type { Result } from '@shared/result'
import type { DeviceSession, Person, Role } from '@shared/roster'
import type { ChatConversation, ChatMember, ChatMessage, LeftFact } from './facts'

/** Messages of one history page at most, whatever was asked for. */
export const MAX_HISTORY_PAGE = 500
/** People whose presence is followed at a time. */
export const MAX_PRESENCE_SUBSCRIPTION = 1000

/** What is to be fetched of a conversation: `ranges` by number, both ends included; `cursor` page by page, back. */
export type HistoryPlan =
  | { readonly by: 'ranges'; readonly conversationId: ConversationId; readonly from: number; readonly to: number }
  /** Before the cursor, or without one the newest messages. */
  | { readonly by: 'cursor'; readonly conversationId: ConversationId; readonly before?: string | undefined; readonly limit: number }

export type HistoryPage = {
  /** Those that could be read, oldest first. */
  readonly messages: readonly ChatMessage[]
  /** Messages that were served, those that could not be read included. */
  readonly served: number
  /** By number: the newest number of the conversation, and the newest that was served, 0 = none. */
  readonly lastSeq: number
  readonly servedUpTo: number
  /** By cursor: where the next older page begins; `undefined` at the beginning of the conversation. */
  readonly older?: string
}

/** `since`: epoch ms of the server's clock, 0 = all; `after`: the `next` of the page before. */
export type ListPlan = { readonly since: number; readonly after?: string | undefined; readonly limit: number }

export type ConversationsPage = {
  readonly items: readonly ChatConversation[]
  /** Groups that are not mine any more. */
  readonly left: readonly Omit<LeftFact, 'fact'>[]
  readonly next?: string | undefined
  /** Epoch ms of the server's clock: what changed before is in this list or in an earlier one. */
  readonly serverTime: number
}

export type GroupChange = { readonly title?: string; readonly notice?: string; readonly avatar?: string }

/**
 * What is asked of a server beside its session, by whatever road its kind has for it. Failures are values: the server's
 * own code (`not_member`, `expired` …), the link's (`timeout`, `reset` …), `bad_answer`, or `unsupported` for what this
 * server cannot do (`Features`); then nothing was asked.
 */
export interface ChatRequests {
  history(plan: HistoryPlan): Promise<Result<HistoryPage>>
  conversations(plan: ListPlan): Promise<Result<ConversationsPage>>
  members(conversationId: ConversationId): Promise<Result<readonly ChatMember[]>>
  /** My own profile. */
  me(): Promise<Result<Person>>
  /** People of the directory. */
  people(text: string, limit: number): Promise<Result<readonly Person[]>>
  createGroup(title: string, memberIds: readonly UserId[]): Promise<Result<ChatConversation>>
  addMembers(groupId: string, userIds: readonly UserId[]): Promise<Result<ChatConversation>>
  removeMembers(groupId: string, userIds: readonly UserId[]): Promise<Result<ChatConversation>>
  changeGroup(groupId: string, change: GroupChange): Promise<Result<ChatConversation>>
  setRole(groupId: string, userId: UserId, role: Role): Promise<Result<ChatConversation>>
  /** Takes oneself out; the number of the message that says so, if the server tells. */
  leaveGroup(groupId: string): Promise<Result<number | undefined>>
  devices(): Promise<Result<readonly DeviceSession[]>>
  endDevice(sessionId: string): Promise<Result<void>>
  /** Ends what is under way; nothing is asked any more. Twice is harmless. */
  close(): void
}

/** Answers after which asking again gives the same: the conversation is not mine to read. */
export function isGoneCode(code: string): boolean {
  return code === 'not_member' || code === 'forbidden' || code === 'not_found'
}
