import type { AccountState, SignInFailure, SignInProgress, SignInRequest } from './account'
import type { Conversation, WrittenDraft } from './conversation'
import type { Measured } from './decoding'
import type { Choice, ChosenId, Dragged, FilePart } from './file'
import type { ConversationId, LocalId, Mid, TransferId, UserId } from './ids'
import type { SyncComparison, SyncReport } from './inspection'
import type { JsonText } from './json-text'
import type { DeletedHere, LibraryCounts, LibraryFilters, LibraryPage, LibraryQuery } from './library'
import type { BundleOrigin, ContentPlace, DeliveryDetails, Gap, Message, MessageContent, TimelinePage } from './message'
import type { PictureEdits } from './picture-edits'
import type { CaFile, LinkTest, LinkTestRequest, ProxyChange, ProxySettings, ServerChange } from './network'
import type { Failure, Result } from './result'
import type { DeviceSession, GroupMember, OwnPresence, Person, Presence, PresenceState, Role, TypingPerson } from './roster'
import type { Screenshot, ScreenshotState, ScreenshotTarget } from './screenshot'
import type { FoundMessages, MessageQuery } from './search'
import type { AppInfo, NotificationLimits, PictureSize, Settings, SettingsInForce } from './settings'
import type { ShelfPage, ShelfQuery, ShelfSpans } from './shelf'
import type { ConnectionStatus, SyncStatus } from './status'
import type { Square } from './square'
import type { Sticker, StickerId } from './sticker'
import type { StorageUsage } from './storage'
import type { Transfer } from './transfer'
import type { TrialState } from './trial'
import type { Updates } from './updates'
import type { Recorded, VoiceDraft } from './voice'

/** Where a timeline page starts. Cursors are messages' `(position, localId)`. */
export type TimelineAnchor =
  /** The newest messages. */
  | { readonly at: 'end' }
  /** Around the first unread message; if there is none the end, with half of `limit`, as nothing comes behind it. */
  | { readonly at: 'unread' }
  | { readonly at: 'message'; readonly localId: LocalId }
  | { readonly at: 'mid'; readonly mid: Mid }
  /** The first message of that moment or after it, epoch ms; the end if there is none. */
  | { readonly at: 'date'; readonly time: number }
  | { readonly at: 'before' | 'after'; readonly position: number; readonly localId: LocalId }

/** How long a text may be: `bytes` of it in JSON (`jsonBytes`), 0 where none may be sent. */
export type TextRoom = { readonly bytes: number }

/** A conversation to show, and a message in it. */
export type OpenTarget = { readonly conversationId: ConversationId; readonly localId?: LocalId }

/**
 * Or somebody whom this device does not know: a page on the web can invent people, so the user is asked first. Or a dialog
 * that the system's menu has too. Or files that another program gave: to whom they go the person is asked.
 */
export type OpenRequest = OpenTarget | { readonly stranger: UserId } | { readonly dialog: 'settings' } | { readonly given: Choice }

/** A square of a picture that was chosen. */
export type ChosenPart = { readonly id: ChosenId; readonly square: Square }

/** What the composer may send. */
export type SendableContent =
  | { readonly kind: 'text'; readonly text: string }
  | Extract<MessageContent, { kind: 'face' | 'contact' }>
  /** In degrees: in the system of the map that is linked to, whose link has the same ones, else WGS-84. */
  | {
      readonly kind: 'location'
      readonly place: { readonly lat: number; readonly lng: number }
      readonly name: string
      readonly mapUrl?: string
    }

/**
 * Every call of the renderer: channel → (argument) => value. Each crosses as `Result<value, error>`; main checks the
 * sender's frame and the argument's schema before a handler sees it (`invalid_argument`, `forbidden`).
 */
export type IpcCalls = {
  'app:info': () => AppInfo
  'app:open-link': (url: string) => void
  /** The page comes to rest: whoever worked for it may too. */
  'app:rest': () => void
  /** Large pictures were looked at, and are not any more: what is kept of them is given back. */
  'app:pictures-closed': () => void
  'settings:get': () => SettingsInForce
  /** All of it or nothing; `setting_locked` when a policy has the last word. */
  'settings:set': (change: Partial<Settings>) => SettingsInForce
  /**
   * Lets the person choose the folder that files are saved in from now on; as it was when they change their mind. Code:
   * `setting_locked`.
   */
  'settings:choose-save-folder': () => SettingsInForce

  'updates:state': () => Updates
  /** Each begins what it says and tells how it goes by events; what does not fit the state does nothing. */
  'updates:check': () => Updates
  'updates:download': () => Updates
  'updates:cancel': () => Updates
  'updates:install': () => Updates
  /** The state once the package was looked at again: still `ready`, or why not. */
  'updates:verify': () => Updates
  /** Lets the person choose a folder as the source; as it was when they change their mind. Code: `setting_locked`. */
  'updates:choose-folder': () => SettingsInForce

  'account:state': () => AccountState
  'account:sign-in': (request: SignInRequest) => AccountState
  /** Starts the bundled server on this computer and signs in as one of its sample people. */
  'account:try-local': () => AccountState
  /** After `store_newer`: sets the newer database aside and begins a fresh one. */
  'account:start-fresh': () => AccountState
  'account:cancel-sign-in': () => void
  'account:sign-out': (options: { readonly removeData: boolean }) => void

  'network:proxy': () => ProxySettings
  /** Links that are open leave for the new way at once. */
  'network:set-proxy': (change: ProxyChange) => ProxySettings
  /** The account that is signed in, at another address or with another certificate authority. */
  'network:set-server': (change: ServerChange) => AccountState
  /** Lets the person choose a file; nothing when they change their mind. */
  'network:choose-ca': () => CaFile | undefined
  'network:describe-ca': (target: { readonly path: string }) => CaFile
  /** Goes the way to a server step by step, with settings that need not be in force. */
  'network:test': (request: LinkTestRequest) => LinkTest

  'storage:usage': () => StorageUsage
  /** Never a message, nor a file that waits to be sent. */
  'storage:clear-cache': () => { readonly freedBytes: number }
  'storage:open-folder': () => void

  /** The trial office only, else `no_trial`. */
  'trial:state': () => TrialState
  'trial:set-cable': (change: { readonly isPulled: boolean }) => TrialState
  /** Messages get lost on their way; the result is where. `no_colleague` when nobody can write any. */
  'trial:make-gap': (target: { readonly conversationId?: ConversationId }) => { readonly conversationId: ConversationId }
  'trial:colleague-writes': (target: { readonly conversationId?: ConversationId }) => { readonly conversationId: ConversationId }

  'connection:status': () => ConnectionStatus
  'connection:reconnect-now': () => void
  'sync:status': () => SyncStatus
  'sync:inspect': () => SyncReport
  /** Asks the server for its numbers. */
  'sync:compare': () => SyncComparison
  'sync:repair-now': (target: { readonly conversationId?: ConversationId }) => void

  'conversations:list': () => readonly Conversation[]
  /** What a window shows of it first: the newest that are not archived, in the list's order. */
  'conversations:first': () => readonly Conversation[]
  /** What the user looks at now: its gaps are repaired first, its people's presence is subscribed. */
  'conversations:focus': (target: { readonly conversationId?: ConversationId }) => void
  /** The conversation with a person, made if there is none yet. */
  'conversations:start': (target: { readonly userId: UserId }) => Conversation
  'conversations:set-draft': (change: { readonly conversationId: ConversationId } & WrittenDraft) => void
  'conversations:set-flags': (change: {
    readonly conversationId: ConversationId
    readonly isPinned?: boolean
    readonly isArchived?: boolean
    readonly isMarkedUnread?: boolean
  }) => void
  /** `until`: epoch ms; 0 = sound again. */
  'conversations:mute': (change: { readonly conversationId: ConversationId; readonly until: number }) => void
  'conversations:mark-read': (mark: { readonly conversationId: ConversationId; readonly upToSeq: number }) => void
  'conversations:members': (target: { readonly conversationId: ConversationId }) => readonly GroupMember[]
  'conversations:typing': (target: { readonly conversationId: ConversationId }) => void

  'timeline:page': (query: {
    readonly conversationId: ConversationId
    readonly anchor: TimelineAnchor
    /** 1–200. */
    readonly limit: number
  }) => TimelinePage

  /** What a conversation has of one shelf, with or without its timeline at hand; 1–100 of it. */
  'shelf:page': (query: ShelfQuery) => ShelfPage
  /** How many were said between two moments each, `from` included, epoch ms; at most 24 pairs. */
  'shelf:counts': (query: ShelfSpans) => readonly number[]

  /** What was sent in all conversations, of what this device holds. */
  'library:page': (query: LibraryQuery) => LibraryPage
  'library:counts': (filters: LibraryFilters) => LibraryCounts
  /** Messages as they are now, without those that are not there any more; at most 200. */
  'library:messages': (of: { readonly localIds: readonly LocalId[] }) => readonly Message[]

  /** Stored; the row comes as an event, as every row does. */
  'messages:send': (message: {
    readonly conversationId: ConversationId
    readonly content: SendableContent
    readonly replyTo?: Mid
    readonly mentions?: readonly string[]
  }) => void
  /** How long a text may be in one message, beside all that goes with it. */
  'messages:room': (message: {
    readonly conversationId: ConversationId
    readonly replyTo?: Mid
    readonly mentions?: readonly string[]
  }) => TextRoom
  'messages:retry': (target: { readonly localId: LocalId }) => void
  /** Removes a failed message that the server never took. */
  'messages:delete': (target: { readonly localId: LocalId }) => void
  /**
   * Takes back a message that waits, before its first byte leaves; `draft` is what then stands in its composer, in one
   * step. Codes: `already_sent`, `not_found`.
   */
  'messages:withdraw': (target: { readonly localId: LocalId; readonly draft?: WrittenDraft }) => void
  /** A message that this device holds, by the server's name for it. */
  'messages:by-mid': (target: { readonly conversationId: ConversationId; readonly mid: Mid }) => Message
  /** What stands there; of a bundle all its messages. Long texts end early, as in `Message`. Code: `not_found`. */
  'messages:content': (place: ContentPlace) => MessageContent
  /**
   * A text that a `Message` has only the beginning of: its part from `from` on, at most `length` UTF-16 code units and
   * no half of a character; without `length` to its end. Code: `not_found`.
   */
  'messages:text': (part: ContentPlace & { readonly from: number; readonly length?: number }) => string
  'messages:recall': (target: { readonly localId: LocalId }) => void
  /** One copy each, or all in one bundle with a title, to each of the conversations. */
  'messages:forward': (forward: {
    readonly localIds: readonly LocalId[]
    readonly to: readonly ConversationId[]
    readonly as: 'each' | 'bundle'
    /** Of the bundle, in words and as data. */
    readonly title: string
    readonly of?: BundleOrigin
  }) => void
  'search:messages': (query: MessageQuery) => FoundMessages
  'messages:details': (target: { readonly localId: LocalId }) => DeliveryDetails

  /** By the system's dialog, several at once; none when the person changes their mind. */
  'files:choose': () => Choice
  /** Image data of the clipboard, at most 64 MiB. */
  'files:paste': (image: { readonly bytes: Uint8Array; readonly mime: string }) => Choice
  /** A film of those that were chosen: how long and how large it is. Codes: `not_found`, `not_drawable` where it cannot be played here. */
  'files:measure': (target: { readonly id: ChosenId }) => Measured
  /** A picture of those that were chosen, as it was edited: a file of its own. Codes: `not_found`, `not_drawable`. */
  'files:edit': (target: { readonly id: ChosenId; readonly edits: PictureEdits }) => Choice
  /** They are not to be sent after all. */
  'files:discard': (target: { readonly ids: readonly ChosenId[] }) => void
  /**
   * With the system's program. Codes: `not_here`; `dangerous`, with its `Danger` as the message: asked again with `isSure`
   * it is opened; `never_opened` for what runs; `no_application`.
   */
  'files:open': (target: { readonly localId: LocalId; readonly isSure?: boolean }) => void
  /** As the setting says: asks where, or saves at once; never in the place of another file. Code: `not_here`. */
  'files:save-as': (target: { readonly localId: LocalId }) => { readonly saved: boolean }
  /** In its folder, where it was saved. Code: `not_here`. */
  'files:show': (target: { readonly localId: LocalId }) => void
  /** Onto the clipboard, as a file. Code: `not_here`. */
  'files:copy': (target: { readonly localId: LocalId }) => void
  /**
   * From this computer: the messages and what the person saved stay, and each file can be fetched again. Codes: those of
   * the disk.
   */
  'files:delete-here': (target: { readonly localIds: readonly LocalId[] }) => DeletedHere
  /** Bytes of it from a place on, at most 1 MiB, for what shows it as a document. Codes: `not_here`, those of the disk. */
  'files:part': (part: { readonly localId: LocalId; readonly from: number; readonly length: number }) => FilePart
  /**
   * Out of the window with the pointer that is held down now. Codes: `not_here`; `never_opened` where all of them would run.
   */
  'files:drag': (target: { readonly localIds: readonly LocalId[] }) => Dragged
  /** How long a picture that moves takes to show each of its frames once, ms, at most 20 s; 0: it does not move. Code: `not_here`. */
  'files:gif-round': (target: { readonly localId: LocalId }) => number
  /** The picture that the page shows at a place, in px of the page, onto the clipboard, as it is. */
  'files:copy-drawn': (at: { readonly x: number; readonly y: number }) => void
  /**
   * Files that were chosen, each as a message of its own, all or none; they stand in the timeline at once and go when they
   * are up. The caption and its mentions are the last one's, the answer is the first one's. Pictures and videos are one
   * album, from two on, unless `isAlbum` says no. Codes: `unsupported`, `not_found` for what was not chosen, `too_large`.
   */
  'files:send': (message: {
    readonly conversationId: ConversationId
    readonly files: readonly { readonly id: ChosenId; readonly as: 'picture' | 'file' }[]
    readonly isAlbum?: boolean
    readonly caption?: string
    readonly mentions?: readonly string[]
    readonly replyTo?: Mid
    /** Whether pictures go with what they say of where they were taken; absent, or locked: as the setting says. */
    readonly keepsLocation?: boolean
    /** How large pictures go; absent, or locked: as the setting says. */
    readonly pictureSize?: PictureSize
  }) => void
  /** By a tap: before all others, whatever the rules say. Codes: `not_found`, `no_file`. */
  'files:download': (target: { readonly localId: LocalId }) => void
  /** What is on screen now: it goes first, and what the rules let come by itself comes. */
  'files:in-view': (target: { readonly localIds: readonly LocalId[] }) => void
  /**
   * Has the person choose of what the screens show; a page never sees more than that. Codes: `screenshots_off` by the setting,
   * `screen_permission` where the system must allow it, `no_screen` or `no_portal` where it gives none, `window_gone`; those
   * of `files:paste`.
   */
  'screenshots:take': (how: { readonly to: ScreenshotTarget }) => Screenshot
  /** The keys are tried again meanwhile. */
  'screenshots:state': () => ScreenshotState
  /**
   * The page is about to record: until it says `voice:end`, is gone, or no recording lasts so long, it may have the microphone.
   * Code: `microphone_denied`, by the system.
   */
  'voice:begin': () => void
  'voice:end': () => void
  /** What was recorded waits in its composer, on disk, in the place of what waited there. Code: `bad_request`. */
  'voice:keep': (recording: { readonly conversationId: ConversationId; readonly recorded: Recorded }) => VoiceDraft
  'voice:drafts': () => readonly VoiceDraft[]
  'voice:discard': (target: { readonly conversationId: ConversationId }) => void
  /** The recording that waits there becomes a message; codes of `files:send`. */
  'voice:send': (message: { readonly conversationId: ConversationId; readonly replyTo?: Mid }) => void
  /** A voice of somebody else begins to play. */
  'voice:heard': (target: { readonly localId: LocalId }) => void
  /** The first of the next 200 voices of its conversation that was not heard yet. */
  'voice:next': (target: { readonly localId: LocalId }) => Message | undefined
  /** As it is now, whatever conversation is on screen. Code: `not_found`. */
  'voice:message': (target: { readonly localId: LocalId }) => Message
  /** Stickers of one's own, the last used first; each of these calls answers with all of them. */
  'stickers:list': () => readonly Sticker[]
  /** The picture of a message. Codes: `not_here`, `not_drawable`, `sticker_too_large`, `stickers_full`. */
  'stickers:keep': (target: { readonly localId: LocalId }) => readonly Sticker[]
  /** A picture of those that were chosen, which is let go of; codes of `stickers:keep`, and `not_found`. */
  'stickers:add': (target: { readonly id: ChosenId }) => readonly Sticker[]
  'stickers:remove': (target: { readonly id: StickerId }) => readonly Sticker[]
  /** One that was removed since the app began, where it stood. Codes: `not_found`, `stickers_full`. */
  'stickers:restore': (target: { readonly id: StickerId }) => readonly Sticker[]
  /** A message of its own; codes of `files:send`. */
  'stickers:send': (message: {
    readonly conversationId: ConversationId
    readonly id: StickerId
    readonly replyTo?: Mid
  }) => readonly Sticker[]
  'transfers:list': () => { readonly transfers: readonly Transfer[]; readonly isPaused: boolean }
  'transfers:pause': (target: { readonly id: TransferId }) => void
  'transfers:resume': (target: { readonly id: TransferId }) => void
  'transfers:retry': (target: { readonly id: TransferId }) => void
  'transfers:first': (target: { readonly id: TransferId }) => void
  /** Takes the message of an upload back (as `messages:withdraw`); what came of a download goes. */
  'transfers:cancel': (target: { readonly id: TransferId }) => void
  /** Kept over restarts. */
  'transfers:pause-all': (change: { readonly isPaused: boolean }) => void
  /** What is done and what failed leaves the list. */
  'transfers:clear': () => void

  'groups:create': (group: { readonly title: string; readonly memberIds: readonly UserId[] }) => Conversation
  'groups:update': (change: { readonly conversationId: ConversationId; readonly title?: string; readonly notice?: string }) => void
  /** As `profile:set-picture`, of a group; also `forbidden`. */
  'groups:set-picture': (change: { readonly conversationId: ConversationId; readonly picture?: ChosenPart }) => void
  'groups:add-members': (change: { readonly conversationId: ConversationId; readonly userIds: readonly UserId[] }) => void
  'groups:remove-members': (change: { readonly conversationId: ConversationId; readonly userIds: readonly UserId[] }) => void
  'groups:set-role': (change: { readonly conversationId: ConversationId; readonly userId: UserId; readonly role: Role }) => void
  'groups:leave': (target: { readonly conversationId: ConversationId }) => void

  /** My sessions on all devices. */
  'devices:list': () => readonly DeviceSession[]
  'devices:end': (target: { readonly sessionId: string }) => void
  'profile:set': (change: { readonly name?: string }) => void
  /** A part of a picture that was chosen, or none any more. Codes: `not_found`, `not_drawable`, those of uploads. */
  'profile:set-picture': (change: { readonly picture?: ChosenPart }) => void

  'people:search': (query: { readonly text: string }) => readonly Person[]
  /** Everybody who is in view now; what is known of them comes as events. At most 1,000. */
  'people:in-view': (people: { readonly userIds: readonly UserId[] }) => void
  'presence:own': () => OwnPresence
  /** What is left out stays. Without a link it is kept, and said once it is back. */
  'presence:set': (change: { readonly state?: PresenceState; readonly status?: string }) => OwnPresence
}

export type IpcChannel = keyof IpcCalls
export type IpcArgument<C extends IpcChannel> = Parameters<IpcCalls[C]>[0]
export type IpcValue<C extends IpcChannel> = ReturnType<IpcCalls[C]>
/** Signing in fails with a step; everything else with a code. */
export type IpcError<C extends IpcChannel> = C extends 'account:sign-in' | 'account:try-local' | 'account:start-fresh'
  ? SignInFailure
  : Failure
export type IpcResult<C extends IpcChannel> = Result<IpcValue<C>, IpcError<C>>

/**
 * Every event to the renderer: whole new values (upserts), never patches, so that the renderer may drop a store and
 * load it anew at any time. They are coalesced for at most 30 ms.
 */
export type IpcEvents = {
  account: AccountState
  'sign-in-progress': SignInProgress
  connection: ConnectionStatus
  sync: SyncStatus
  settings: SettingsInForce
  'notification-limits': NotificationLimits
  /** The system ends the session, and us with it: what would be kept in a moment is kept now. */
  'session-ends': undefined
  conversations: readonly Conversation[]
  messages: {
    readonly upserted: readonly Message[]
    readonly removed: readonly { readonly conversationId: ConversationId; readonly localId: LocalId }[]
  }
  /** All open gaps of one conversation; an empty list = none left. */
  gaps: { readonly conversationId: ConversationId; readonly gaps: readonly Gap[] }
  members: { readonly conversationId: ConversationId; readonly members: readonly GroupMember[] }
  presence: readonly Presence[]
  'own-presence': OwnPresence
  /** Who types now, in all conversations; somebody stays in it for 6 s (PROTOCOL 5). */
  typing: readonly TypingPerson[]
  trial: TrialState
  /** What moves only is told four times a second at most. */
  transfers: { readonly upserted: readonly Transfer[]; readonly removed: readonly TransferId[]; readonly isPaused: boolean }
  notice: { readonly title: string; readonly text: string; readonly level: 'info' | 'warning'; readonly url?: string }
  /** From outside the window: a notification, a link. */
  open: OpenRequest
  updates: Updates
  /** Somebody pressed its keys, or chose it in the tray: the page knows where to. */
  'screenshot-wanted': undefined
}

export type IpcEvent = keyof IpcEvents

/** A file as the page holds it, the browser's `File`: what lies behind it only the preload can tell. */
export type PageFile = { readonly name: string; readonly size: number }

/** What the window's code calls, by the name of `bridge`. */
export interface JimApi {
  call<C extends IpcChannel>(channel: C, ...argument: Parameters<IpcCalls[C]>): Promise<IpcResult<C>>
  /** Returns the function that stops listening. */
  on<E extends IpcEvent>(event: E, listener: (value: IpcEvents[E]) => void): () => void
  /** Of files that were dropped or pasted; those that have no path are none. */
  filesFrom(files: readonly PageFile[]): Promise<Result<Choice>>
}

/** What the preload puts on `window.jim`: the same, with answers as text. */
export interface JimDoor extends Pick<JimApi, 'on'> {
  call<C extends IpcChannel>(channel: C, ...argument: Parameters<IpcCalls[C]>): Promise<JsonText<IpcResult<C>>>
  filesFrom(files: readonly PageFile[]): Promise<JsonText<Result<Choice>>>
}
