import type { Role } from '@protocol/schemas/roster'
import type { FileStore } from './file-store'

/**
 * What the server keeps. Every method is asynchronous and each is one transaction, so that PostgreSQL can implement it
 * as SQLite does now; nothing here shows which of them it is. Times are epoch ms, given by the caller.
 */
export interface ServerStore {
  readonly users: UserStore
  readonly tokens: TokenStore
  readonly conversations: ConversationStore
  readonly messages: MessageStore
  readonly files: FileStore
  /**
   * Runs it while nobody else appends to these conversations or takes back what was said there, in this process or in
   * another: what `run` finds by the store that it is given stays true until what it does is kept. It asks and changes by
   * that store only. What must be kept together is one change: SQLite keeps each as it is made.
   */
  exclusive<T>(conversationIds: readonly string[], run: (store: ExclusiveStore) => Promise<T>): Promise<T>
  /**
   * Whose sessions may have ended by what somebody else has changed since then; what is changed by this store does not count.
   * It tells of each change once: whoever asks keeps what it is told until that is done.
   *
   * @param since the `mark` of the answer before; `undefined` asks for one to begin with
   */
  foreignChanges(since: number | undefined): Promise<ForeignChanges>
  /** Writes something and reads some of what is there. Rejects with what is wrong. */
  probe(at: number): Promise<void>
  /** Writes all of it to a file that is not there yet. */
  copyTo(file: string): Promise<void>
  close(): Promise<void>
}

export type ForeignChanges = {
  readonly mark: number
  /** User ids; `everybody` where it is not known. */
  readonly of: readonly string[] | 'everybody'
}

/** The store as it is seen while others wait. */
export type ExclusiveStore = Pick<ServerStore, 'users' | 'conversations' | 'messages' | 'files'>

export type UserRecord = {
  readonly userId: string
  readonly name: string
  readonly avatar: string
  /** The presence text that the user chose. */
  readonly status: string
  /** `scrypt:N:r:p:salt:hash`, see `passwords.ts`. */
  readonly passwordHash: string
  /** When the user's last session ended; 0 = never connected. */
  readonly lastSeen: number
}

export interface UserStore {
  /** False if there is such a user already. */
  create(user: UserRecord): Promise<boolean>
  get(userId: string): Promise<UserRecord | undefined>
  getMany(userIds: readonly string[]): Promise<readonly UserRecord[]>
  /** By part of the name, by pinyin or its initials, or by part of the id; everyone for an empty text. */
  search(text: string, limit: number): Promise<readonly UserRecord[]>
  list(): Promise<readonly UserRecord[]>
  /** Whoever knew the old password is out: the user's tokens are gone with it. False when there is no such user. */
  setPassword(userId: string, passwordHash: string): Promise<boolean>
  setProfile(userId: string, change: { readonly name?: string; readonly avatar?: string; readonly status?: string }): Promise<void>
  setLastSeen(userId: string, at: number): Promise<void>
}

export type TokenRecord = {
  /** SHA-256 of the token: who reads the database cannot sign in with it. */
  readonly tokenHash: string
  readonly userId: string
  readonly deviceId: string
  readonly deviceName: string
  readonly createdAt: number
  readonly expiresAt: number
  /** Roughly; absent or 0 = never since it was given. */
  readonly lastUsedAt?: number
}

export interface TokenStore {
  /** False when the account's password is not the one that the token was given for any more. */
  save(token: TokenRecord, condition?: { readonly ifPasswordHash: string }): Promise<boolean>
  find(tokenHash: string): Promise<TokenRecord | undefined>
  /** Those that are good at that time, the newest first. */
  ofUser(userId: string, at: number): Promise<readonly TokenRecord[]>
  touch(tokenHash: string, at: number): Promise<void>
  remove(tokenHash: string): Promise<void>
  /** The other tokens of that token's device, made until then; their hashes. */
  removeOthersOfDevice(token: Pick<TokenRecord, 'userId' | 'deviceId' | 'tokenHash'>, until: number): Promise<readonly string[]>
  /** A session that no token opened is over, for whichever process has it: that looks when there are foreign changes. */
  endSession(session: { readonly userId: string; readonly sessionId: string }, at: number): Promise<void>
  hasEnded(sessionId: string): Promise<boolean>
  /** Forgets tokens that ran out before that time, and sessions that were ended before it. */
  removeExpired(before: number): Promise<void>
  removeOfUser(userId: string): Promise<void>
}

export type ConversationRecord = {
  readonly conversationId: string
  readonly kind: 'c2c' | 'c2g'
  /** Empty for c2c, whose title depends on who looks. */
  readonly title: string
  readonly avatar: string
  readonly notice: string
  readonly lastSeq: number
  readonly membersCount: number
  readonly updatedAt: number
}

export type MemberRecord = {
  readonly conversationId: string
  readonly userId: string
  readonly name: string
  readonly avatar: string
  readonly role: Role
  readonly readSeq: number
  readonly deliveredSeq: number
  readonly mutedUntil: number
}

/** A conversation as one of its members sees it. */
export type MemberView = {
  readonly conversation: ConversationRecord
  readonly me: MemberRecord
  /** c2c only; a conversation with oneself has oneself as peer. */
  readonly peer: MemberRecord | undefined
  readonly lastMessage: StoredMessage | undefined
}

export interface ConversationStore {
  get(conversationId: string): Promise<ConversationRecord | undefined>
  /** A group in which nothing has been said yet. Everything after that happens to it by messages, see `GroupEffect`. */
  createGroup(conversationId: string, group: NewGroup, at: number): Promise<void>
  members(conversationId: string): Promise<readonly MemberRecord[]>
  member(conversationId: string, userId: string): Promise<MemberRecord | undefined>
  memberIds(conversationId: string): Promise<readonly string[]>
  view(conversationId: string, userId: string): Promise<MemberView | undefined>
  /** Newest change first. `before` is the last item of the page before; `since` keeps those changed after it. */
  views(
    userId: string,
    page: {
      readonly since: number
      readonly before?: { readonly updatedAt: number; readonly conversationId: string }
      readonly limit: number
    },
  ): Promise<readonly MemberView[]>
  /** The groups that the user is no member of any more, left or lost after `since`. */
  formerGroups(userId: string, since: number): Promise<readonly FormerGroup[]>
  /** Marks only grow, and `read` takes `delivered` with it; the new value, or `undefined` when it was there already. */
  raiseMark(conversationId: string, userId: string, kind: MarkKind, seq: number, at: number): Promise<number | undefined>
  /** As `raiseMark`, many at once, each member once; those that grew, in any order. */
  raiseMarks(marks: readonly Marks[], at: number): Promise<readonly RaisedMarks[]>
  /** The user's name or avatar is new: so is the title of their c2c conversations, whose ids this returns. */
  touchC2cOf(userId: string, at: number): Promise<readonly string[]>
  setMutedUntil(conversationId: string, userId: string, until: number, at: number): Promise<void>
  /** Of each conversation that the user is a member of, up to which `seq` it goes. */
  heads(userId: string): Promise<readonly ConversationHead[]>
}

export type ConversationHead = { readonly conversationId: string; readonly lastSeq: number }

export type MarkKind = 'read' | 'delivered'

/** How far a member has got in a conversation; 0: nothing of that kind. What was read counts as delivered, whatever stands there. */
export type Marks = {
  readonly conversationId: string
  readonly userId: string
  readonly readSeq: number
  readonly deliveredSeq: number
}

/** As they are now; `undefined`: was there already. */
export type RaisedMarks = {
  readonly conversationId: string
  readonly userId: string
  readonly readSeq: number | undefined
  readonly deliveredSeq: number | undefined
}

export type NewMember = { readonly userId: string; readonly role: Role }

export type NewGroup = {
  readonly title: string
  readonly avatar: string
  readonly notice: string
  readonly members: readonly NewMember[]
}

export type FormerGroup = {
  readonly conversationId: string
  /** Of the message that says so: the last one that was theirs. */
  readonly leftSeq: number
}

/**
 * What a message does to its group. The change and the message that tells of it are stored together, so that whatever
 * happens to the server, a group is what its history says.
 */
export type GroupEffect = {
  /** The group is new, and this is its first message. */
  readonly opening?: NewGroup
  readonly facts?: { readonly title?: string; readonly avatar?: string; readonly notice?: string }
  /** Those that are members already stay what they are. What was said before they came counts as read. */
  readonly joining?: readonly NewMember[]
  /** No members any more from this message on, which they still get. */
  readonly leaving?: readonly string[]
  readonly roles?: readonly NewMember[]
}

export type MessageDraft = {
  readonly conversationId: string
  readonly senderId: string
  readonly cliMid: string
  readonly type: string
  /** `data` as it will be sent, without the keys that naming adds. */
  readonly data: Readonly<Record<string, unknown>>
  readonly sentAt: number
  /** Refused unless its sender is a member of the conversation in the moment that it is stored. */
  readonly ifMember?: boolean
  /** c2c only: the two users, whose conversation is made with its first message. */
  readonly between?: readonly [string, string]
  /** c2g only. */
  readonly effect?: GroupEffect
  /** The files that it names. */
  readonly files?: readonly string[]
}

export type StoredMessage = {
  readonly mid: string
  readonly seq: number
  readonly conversationId: string
  readonly senderId: string
  readonly cliMid: string
  readonly type: string
  readonly data: Readonly<Record<string, unknown>>
  readonly sentAt: number
}

export type Appended = {
  readonly message: StoredMessage
  /** False for one that was there already. */
  readonly isNew: boolean
  /** True for the first message of two users. */
  readonly isFirst: boolean
}

/** Nothing was stored: the sender is no member, or may not read a file that the message names. */
export type AppendRefusal = { readonly refused: 'not_member' | 'no_file' }

export type AppendOutcome = Appended | AppendRefusal

export type MessageRange = {
  readonly from: number
  readonly to: number
  readonly limit: number
  readonly newest?: boolean
  readonly maxBytes?: number
}

/** Where a message stands in the store. `mid` as a number: it is one, below 2⁵³. */
export type TailRow = { readonly mid: number; readonly conversationId: string; readonly seq: number }

export interface MessageStore {
  /**
   * Names and stores messages: each gets the next `seq` of its conversation and the next `mid` of the server, in the given
   * order. One that is there already by `(senderId, cliMid)` is returned as it was stored, whatever would be said to it
   * today; one that is refused hurts no other. All of that is one transaction: when it fails, nothing was stored.
   */
  append(drafts: readonly MessageDraft[]): Promise<readonly AppendOutcome[]>
  byMid(mid: string): Promise<StoredMessage | undefined>
  /** By the sender's own name for it. */
  byCliMid(senderId: string, cliMid: string): Promise<StoredMessage | undefined>
  /**
   * Ascending by seq, both ends included: the first `limit` of the range, or the last with `newest`. Fewer when their
   * `data` has more than `maxBytes`, but never none for that.
   */
  range(conversationId: string, range: MessageRange): Promise<readonly StoredMessage[]>
  /** Wipes the target's content, and what files it names, but for who wrote to whom; and appends the notice; in one transaction. */
  recall(targetMid: string, notice: MessageDraft): Promise<StoredMessage>
  count(): Promise<number>
  /** Ascending by `mid`, above that one, of all conversations. Ids need not be committed in their order. */
  tail(afterMid: number, limit: number): Promise<readonly TailRow[]>
  /** The greatest `mid`; 0: there is none. */
  lastMid(): Promise<number>
}
