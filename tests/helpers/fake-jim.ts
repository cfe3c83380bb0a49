import type { AccountState, SignInFailure } from '@shared/account'
import type { Conversation, WrittenDraft } from '@shared/conversation'
import { asMid, asSeq, type ConversationId, type LocalId } from '@shared/ids'
import type { IpcArgument, IpcChannel, IpcEvent, IpcEvents, IpcResult, IpcValue, JimApi } from '@shared/ipc'
import type { Choice, LocalFile } from '@shared/file'
import type { ContentPlace, GroupEvent, Message, MessageContent } from '@shared/message'
import type { Result } from '@shared/result'
import type { DeviceSession, GroupMember, OwnPresence } from '@shared/roster'
import { type Settings, settingsInForce, type SettingsInForce, type SettingsPolicy } from '@shared/settings'
import type { ConnectionStatus, SyncStatus } from '@shared/status'
import type { TrialState } from '@shared/trial'
import { openedContent, wholeText } from '../../src/main/store/shown-content'
import { FakeFiles } from './fake-jim-files'
import { FAKE_PICTURE, groupHandlers } from './fake-jim-groups'
import { queuedMessage, receivedMessage } from './fake-jim-messages'
import { findMessages } from './fake-jim-search'
import { libraryCounts, libraryOf } from './fake-jim-library'
import { shelfCounts, shelfOf } from './fake-jim-shelf'
import { FakeStickers } from './fake-jim-stickers'
import { FakeScreenshots } from './fake-jim-screenshots'
import { FakeUpdates } from './fake-jim-updates'
import { FakeVoices } from './fake-jim-voices'
import { detailsOf, emptyConversation, pageOf, presentMessage } from './fake-jim-timeline'
import { comparisonOf, deviceSessions, FAKE_APP, FAKE_SERVER, inspections, outboxOf } from './fake-jim-facts'
import { networkHandlers } from './fake-jim-network'
import { type FakeWorld, makeFakeWorld } from './fake-jim-world'
import { FORMS, FULL, PASSWORD_FORM } from './spoken'

export type FakeJimOptions = {
  readonly now?: number
  readonly isSignedIn?: boolean
  readonly settings?: Partial<Settings>
  /** How many rows the window gets of the list at first. */
  readonly firstRows?: number
  readonly policy?: SettingsPolicy
  readonly signInFailure?: SignInFailure
  /** Signing in stays at this step. */
  readonly hangsAt?: 'connect'
  readonly isEmpty?: boolean
}

type Handlers = { readonly [C in IpcChannel]: (argument: IpcArgument<C>) => IpcValue<C> }

/** The main process as the renderer sees it, in memory: state changes are told by the same events. */
export class FakeJim implements JimApi {
  readonly calls: { readonly channel: IpcChannel; readonly argument: unknown }[] = []
  /** Codes that calls fail with until they are removed. */
  readonly failures = new Map<IpcChannel, string>()
  /** What the person chooses in the system's dialog; `undefined`: nothing. */
  chosenFolder: string | undefined
  /** Bytes of JSON that a text may have. */
  roomForText = 1_000_000
  readonly files = new FakeFiles({
    send: (message) => this.#send(message),
    setFile: (localId, file) => this.advance(localId, { file }),
    remove: (localId) => this.#remove(localId),
    tell: (upserted, removed, isPaused) => this.emit('transfers', { upserted, removed, isPaused }),
  })
  readonly stickers = new FakeStickers()
  readonly screenshots = new FakeScreenshots()
  readonly updates = new FakeUpdates({
    tell: (state) => this.emit('updates', state),
    setSource: (updateSource) => this.#setSettings({ updateSource }),
  })
  readonly voices = new FakeVoices({
    send: (message) => this.#send(message),
    get: (localId) => this.#messages.find((message) => message.localId === localId),
    setFile: (localId, file) => this.advance(localId, { file }),
    all: () => this.#messages.map((message) => this.#present(message)),
  })
  readonly #listeners = new Map<IpcEvent, Set<(value: never) => void>>()
  readonly #options: FakeJimOptions
  readonly #now: number
  readonly #world: FakeWorld
  readonly #conversations = new Map<ConversationId, Conversation>()
  #messages: Message[]
  #members: readonly GroupMember[]
  #devices: readonly DeviceSession[]
  #settings: Partial<Settings>
  #account: AccountState
  #connection: ConnectionStatus
  #sync: SyncStatus = { state: 'idle' }
  #ownPresence: OwnPresence = { chosen: 'online', shown: 'online', status: '' }
  #trial: TrialState = {}
  #nextId = 1_000_000

  constructor(options: FakeJimOptions = {}) {
    this.#options = options
    this.#now = options.now ?? 1_790_000_000_000
    this.#world = makeFakeWorld(this.#now)
    this.#messages = options.isEmpty === true ? [] : [...this.#world.messages]
    this.#members = this.#world.members
    this.#devices = deviceSessions(this.#now)
    if (options.isEmpty !== true) for (const row of this.#world.conversations) this.#conversations.set(row.conversationId, row)
    this.#settings = { ...options.settings }
    this.#account = options.isSignedIn === false ? { state: 'signed_out', forms: FORMS } : this.#signedIn(false)
    this.#connection = { state: 'online', ...FULL, rttMs: 24, since: this.#now - 754_000 }
  }

  call<C extends IpcChannel>(channel: C, ...argument: [IpcArgument<C>?]): Promise<IpcResult<C>> {
    this.calls.push({ channel, argument: structuredClone(argument[0]) })
    const code = this.failures.get(channel)
    if (code !== undefined) return Promise.resolve({ ok: false, error: { code, message: code } } as IpcResult<C>)
    if (channel === 'account:sign-in' && this.#options.hangsAt !== undefined) {
      this.emit('sign-in-progress', { step: this.#options.hangsAt })
      return new Promise<never>(() => undefined)
    }
    if (channel === 'account:sign-in' && this.#options.signInFailure !== undefined) {
      return Promise.resolve({ ok: false, error: this.#options.signInFailure } as IpcResult<C>)
    }
    const handler = this.#handlers[channel] as (argument: unknown) => IpcValue<C>
    return Promise.resolve({ ok: true, value: handler(argument[0]) } as IpcResult<C>)
  }

  on<E extends IpcEvent>(event: E, listener: (value: IpcEvents[E]) => void): () => void {
    const listeners = this.#listeners.get(event) ?? new Set()
    this.#listeners.set(event, listeners.add(listener as (value: never) => void))
    return () => void listeners.delete(listener as (value: never) => void)
  }

  filesFrom(files: readonly File[]): Promise<Result<Choice>> {
    return Promise.resolve({ ok: true, value: this.files.filesFrom(files) })
  }

  emit<E extends IpcEvent>(event: E, value: IpcEvents[E]): void {
    for (const listener of this.#listeners.get(event) ?? []) (listener as (value: IpcEvents[E]) => void)(value)
  }

  get conversations(): readonly Conversation[] {
    return [...this.#conversations.values()]
  }

  conversation(title: string): Conversation {
    const found = this.conversations.find((row) => row.title === title)
    if (found === undefined) throw new Error(`no conversation ${title}`)
    return found
  }

  setConnection(next: ConnectionStatus): void {
    this.#connection = next
    this.emit('connection', next)
  }

  setSync(next: SyncStatus): void {
    this.#sync = next
    this.emit('sync', next)
  }

  update(conversationId: ConversationId, change: Partial<Conversation>): Conversation {
    const row = this.#conversations.get(conversationId)
    if (row === undefined) throw new Error(`no conversation ${conversationId}`)
    const next = { ...row, ...change }
    this.#conversations.set(conversationId, next)
    this.emit('conversations', [next])
    return next
  }

  /** A message of somebody else arrives, saying a text or anything else. */
  receive(conversationId: ConversationId, senderName: string, what: string | MessageContent): Message {
    const row = this.#conversations.get(conversationId)
    const sender = this.#world.people.find((person) => person.name === senderName)
    if (row === undefined || sender === undefined) throw new Error('no such conversation or person')
    const seq = row.lastSeq + 1
    const content: MessageContent = typeof what === 'string' ? { kind: 'text', text: what } : what
    const message = receivedMessage(this.#nextId++, sender, this.#now, { conversationId, seq, content })
    this.#messages.push(message)
    const shown = this.#present(message)
    this.emit('messages', { upserted: [shown], removed: [] })
    this.update(conversationId, { lastSeq: seq, unread: row.unread + 1, lastMessage: shown, activeAt: this.#now })
    return shown
  }

  /** Moves a message of mine on its way. */
  advance(localId: LocalId, change: Partial<Message>): void {
    const index = this.#messages.findIndex((message) => message.localId === localId)
    const message = this.#messages[index]
    if (message === undefined) throw new Error(`no message ${localId}`)
    const next = { ...message, ...change }
    this.#messages[index] = next
    this.emit('messages', { upserted: [this.#present(next)], removed: [] })
    if (this.#conversations.get(next.conversationId)?.lastMessage?.localId === localId)
      this.update(next.conversationId, { lastMessage: next })
  }

  #signedIn(isLocalTrial: boolean): AccountState {
    const { userId, name, avatar } = makeFakeWorld(0).me
    return {
      state: 'signed_in',
      userId,
      name,
      avatar,
      server: FAKE_SERVER,
      form: PASSWORD_FORM,
      features: FULL.features,
      isTokenKept: true,
      isLocalTrial,
    }
  }

  #setAccount(next: AccountState): AccountState {
    this.#account = next
    this.emit('account', next)
    return next
  }

  /** The newest message of a conversation. */
  newest(conversationId: ConversationId): Message {
    const newest = this.#messages.filter((message) => message.conversationId === conversationId).at(-1)
    if (newest === undefined) throw new Error(`nothing in ${conversationId}`)
    return newest
  }

  #send(sent: Omit<IpcArgument<'messages:send'>, 'content'> & { readonly content: MessageContent; readonly file?: LocalFile }): Message {
    const { conversationId } = sent
    const row = this.#conversations.get(conversationId)
    if (row === undefined) throw new Error(`no conversation ${conversationId}`)
    const localId = this.#nextId++
    const file = sent.file === undefined ? {} : { file: sent.file }
    const message = { ...queuedMessage(localId, this.#world.me, this.#now, sent), ...file }
    this.#messages.push(message)
    this.emit('messages', { upserted: [this.#present(message)], removed: [] })
    this.update(conversationId, { lastMessage: message, activeAt: this.#now, draft: '' })
    // A message with a file waits for it.
    if (this.#connection.state === 'online' && sent.file === undefined) {
      const seq = row.lastSeq + 1
      this.advance(message.localId, { status: 'sent', seq: asSeq(seq), position: seq, mid: asMid(String(localId)) })
      this.update(conversationId, { lastSeq: seq })
    }
    return message
  }

  #remove(localId: LocalId): void {
    const { conversationId } = this.#message(localId)
    this.#messages = this.#messages.filter((message) => message.localId !== localId)
    this.emit('messages', { upserted: [], removed: [{ conversationId, localId }] })
  }

  #setDraft(conversationId: ConversationId, { draft, draftMentions, draftReplyTo }: WrittenDraft): void {
    this.update(conversationId, { draft, draftMentions, draftReplyTo })
  }

  #message(localId: LocalId | undefined): Message {
    const message = this.#messages.find((candidate) => candidate.localId === localId)
    if (message === undefined) throw new Error(`no message ${localId}`)
    return message
  }

  #contentAt({ localId, within }: ContentPlace): MessageContent {
    return within.reduce((content, index) => {
      const item = content.kind === 'bundle' ? content.items[index] : undefined
      if (item === undefined) throw new Error('nothing is there')
      return item.content
    }, this.#message(localId).content)
  }

  #setTrial(state: TrialState): TrialState {
    this.#trial = state
    this.emit('trial', state)
    return state
  }

  #present(message: Message): Message {
    return presentMessage(message, this.#messages, this.#membersOf(message.conversationId))
  }

  #membersOf(conversationId: ConversationId): readonly GroupMember[] {
    return this.#members.filter((member) => member.conversationId === conversationId)
  }

  #setMembers(conversationId: ConversationId, members: readonly GroupMember[]): void {
    this.#members = [...this.#members.filter((member) => member.conversationId !== conversationId), ...members]
    this.emit('members', { conversationId, members })
    this.update(conversationId, { membersCount: members.length })
  }

  #forward({ localIds, to, as, title }: IpcArgument<'messages:forward'>): void {
    const messages = localIds.map((localId) => this.#message(localId))
    const items = messages.map(({ senderName, at, content }) => ({ senderName, sentAt: at, content }))
    const contents: readonly MessageContent[] = as === 'each' ? items.map((item) => item.content) : [{ kind: 'bundle', title, items }]
    for (const conversationId of to) for (const content of contents) this.#send({ conversationId, content })
  }

  #post(conversationId: ConversationId, event: GroupEvent): void {
    this.#send({ conversationId, content: { kind: 'group_event', event } })
  }

  /** The target loses its content, and a notice of its own follows (PROTOCOL 5). */
  #recall(localId: LocalId): void {
    const { conversationId, mid, seq } = this.#message(localId)
    if (mid === undefined || seq === undefined) throw new Error('only what the server took can be recalled')
    this.advance(localId, { content: { kind: 'recalled' } })
    this.#send({ conversationId, content: { kind: 'recall', targetMid: mid, targetSeq: seq, by: this.#world.me.userId } })
  }

  #setSettings(change: Partial<Settings>): SettingsInForce {
    this.#settings = { ...this.#settings, ...change }
    const inForce = settingsInForce(this.#settings, this.#options.policy)
    this.emit('settings', inForce)
    return inForce
  }

  readonly #handlers: Handlers = {
    'app:info': () => FAKE_APP,
    'app:open-link': () => undefined,
    'app:rest': () => undefined,
    'app:pictures-closed': () => undefined,
    'settings:get': () => settingsInForce(this.#settings, this.#options.policy),
    'settings:set': (change) => this.#setSettings(change),
    'settings:choose-save-folder': () =>
      this.#setSettings(this.chosenFolder === undefined ? {} : { saveFiles: 'folder', saveFolder: this.chosenFolder }),
    'account:state': () => this.#account,
    'account:sign-in': () => this.#setAccount(this.#signedIn(false)),
    'account:try-local': () => this.#setAccount(this.#signedIn(true)),
    'account:start-fresh': () => this.#setAccount(this.#signedIn(false)),
    'account:cancel-sign-in': () => void this.#setAccount({ state: 'signed_out', forms: FORMS }),
    'account:sign-out': () =>
      void this.#setAccount({ state: 'signed_out', forms: FORMS, last: { server: FAKE_SERVER, user: this.#world.me.userId } }),
    'connection:status': () => this.#connection,
    'connection:reconnect-now': () => this.setConnection({ state: 'online', ...FULL, rttMs: 20, since: this.#now }),
    'sync:status': () => this.#sync,
    'sync:inspect': () => ({
      conversations: inspections(this.conversations, this.#now),
      outbox: outboxOf(this.#messages, this.conversations),
    }),
    'sync:compare': () => comparisonOf(this.conversations, this.#now),
    'sync:repair-now': () => undefined,
    'conversations:list': () => this.conversations,
    'conversations:first': () => this.conversations.filter(({ isArchived }) => !isArchived).slice(0, this.#options.firstRows),
    'conversations:focus': ({ conversationId }) => {
      if (conversationId !== undefined) this.emit('presence', this.#world.presence)
    },
    'conversations:start': ({ userId }) => {
      const found = this.conversations.find((row) => row.peerId === userId)
      if (found !== undefined) return found
      const person = this.#world.people.find((candidate) => candidate.userId === userId)
      const row = emptyConversation(this.#world.me.userId, userId, person?.name ?? userId, this.#now)
      this.#conversations.set(row.conversationId, row)
      this.emit('conversations', [row])
      return row
    },
    'conversations:set-draft': ({ conversationId, ...draft }) => void this.#setDraft(conversationId, draft),
    'conversations:set-flags': ({ conversationId, ...flags }) => void this.update(conversationId, flags),
    'conversations:mute': ({ conversationId, until }) => void this.update(conversationId, { mutedUntil: until }),
    'conversations:mark-read': ({ conversationId, upToSeq }) => {
      const unread = this.#messages.filter(
        (message) => message.conversationId === conversationId && !message.isMine && (message.seq ?? 0) > upToSeq,
      ).length
      this.update(conversationId, { readSeq: upToSeq, unread, hasUnreadMention: false })
    },
    'conversations:members': ({ conversationId }) => this.#membersOf(conversationId),
    'conversations:typing': () => undefined,
    ...this.voices.handlers,
    ...this.stickers.handlers,
    ...this.screenshots.handlers,
    ...this.updates.handlers,
    'shelf:page': (query) => shelfOf(this.#messages, query, (message) => this.#present(message)),
    'shelf:counts': (query) => shelfCounts(this.#messages, query),
    'library:page': (query) => libraryOf(this.#messages, query, (message) => this.#present(message)),
    'library:counts': (filters) => libraryCounts(this.#messages, filters),
    'library:messages': ({ localIds }) =>
      this.#messages.filter(({ localId }) => localIds.includes(localId)).map((message) => this.#present(message)),
    'timeline:page': (query) => {
      const page = pageOf(this.#messages, this.#conversations.get(query.conversationId) ?? { readSeq: 0, unread: 0 }, query)
      return { ...page, messages: page.messages.map((message) => this.#present(message)) }
    },
    'messages:send': (message) => void this.#send(message),
    'messages:room': () => ({ bytes: this.roomForText }),
    'messages:retry': ({ localId }) => this.advance(localId, { status: 'queued', failure: undefined }),
    'messages:delete': ({ localId }) => this.#remove(localId),
    'messages:withdraw': ({ localId, draft }) => {
      const { conversationId } = this.#message(localId)
      this.#remove(localId)
      if (draft !== undefined) this.#setDraft(conversationId, draft)
    },
    'messages:by-mid': ({ mid }) => this.#message(this.#messages.find((message) => message.mid === mid)?.localId),
    'messages:content': (place) => openedContent(this.#contentAt(place)),
    'messages:text': ({ from, length = Infinity, ...place }) => (wholeText(this.#contentAt(place)) ?? '').slice(from, from + length),
    'messages:recall': ({ localId }) => this.#recall(localId),
    'messages:forward': (forward) => this.#forward(forward),
    'search:messages': (query) => findMessages(this.#messages, query),
    'messages:details': ({ localId }) => {
      const message = this.#message(localId)
      const members = this.#membersOf(message.conversationId)
      return detailsOf(
        message,
        members.filter((member) => member.userId !== this.#world.me.userId),
      )
    },
    'people:search': ({ text }) =>
      this.#world.people.filter(
        (person) => person.name.toLowerCase().includes(text.toLowerCase()) || person.userId.includes(text.toLowerCase()),
      ),
    'people:in-view': ({ userIds }) =>
      this.emit(
        'presence',
        this.#world.presence.filter(({ userId }) => userIds.includes(userId)),
      ),
    'presence:own': () => this.#ownPresence,
    'presence:set': ({ state = this.#ownPresence.chosen, status = this.#ownPresence.status }) => {
      this.#ownPresence = { chosen: state, shown: state, status }
      this.emit('own-presence', this.#ownPresence)
      return this.#ownPresence
    },
    'devices:list': () => this.#devices,
    'devices:end': ({ sessionId }) => {
      this.#devices = this.#devices.filter((device) => device.sessionId !== sessionId)
    },
    'profile:set': (change) => {
      if (this.#account.state === 'signed_in') this.#setAccount({ ...this.#account, ...change })
    },
    'profile:set-picture': ({ picture }) => {
      if (this.#account.state === 'signed_in') this.#setAccount({ ...this.#account, avatar: picture === undefined ? '' : FAKE_PICTURE })
    },
    'trial:state': () => this.#trial,
    'trial:set-cable': ({ isPulled }) => this.#setTrial(isPulled ? { cablePulledAt: this.#now } : {}),
    'trial:make-gap': ({ conversationId }) => ({ conversationId: conversationId ?? this.conversations[0]!.conversationId }),
    'trial:colleague-writes': ({ conversationId }) => ({ conversationId: conversationId ?? this.conversations[0]!.conversationId }),
    ...this.files.handlers,
    ...networkHandlers({
      setServer: (server) => {
        if (this.#account.state === 'signed_in') this.#setAccount({ ...this.#account, server })
        return this.#account
      },
    }),
    ...groupHandlers({
      me: makeFakeWorld(0).me,
      people: makeFakeWorld(0).people,
      now: Date.now(),
      members: (conversationId) => this.#membersOf(conversationId),
      setMembers: (conversationId, members) => this.#setMembers(conversationId, members),
      add: (conversation) => void this.#conversations.set(conversation.conversationId, conversation),
      update: (conversationId, change) => this.update(conversationId, change),
      post: (conversationId, event) => this.#post(conversationId, event),
    }),
  }
}
