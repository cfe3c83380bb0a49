import type { ConversationId, LocalId } from '@shared/ids'
import type { IpcEvent, IpcEvents } from '@shared/ipc'
import type { Clock } from '../lib/clock'
import { Gathering } from '../lib/gathering'
import { presentMessage } from './present-message'
import type { SignedIn } from './session'

/** Messages at the end of a group's timeline whose readers are counted anew when a mark moves. */
const RECOUNTED = 50

/** Files that people asked for and may still look at. */
const ASKED_FOR = 100

type Emit = <E extends IpcEvent>(event: E, value: IpcEvents[E]) => void

/**
 * Turns the engine's "these rows changed" into events with the rows' values now, at the pace of `Gathering`.
 *
 * Messages travel only for the conversation on screen, and where their file is waited for on screen or was asked for: the renderer loads every other timeline anew when it is
 * opened, while its row in the list changes at once. Catching up on 50,000 messages thus costs the window nothing.
 */
export class EventForwarder {
  readonly #emit: Emit
  readonly #gathering: Gathering
  #session: SignedIn | undefined
  #stops: readonly (() => void)[] = []
  #focus: ConversationId | undefined
  #inView: ReadonlySet<LocalId> = new Set()
  /** The latest last. */
  readonly #askedFor = new Set<LocalId>()
  #conversations = new Set<ConversationId>()
  #messages = new Set<LocalId>()
  #removedMessages: { readonly conversationId: ConversationId; readonly localId: LocalId }[] = []
  #gaps = new Set<ConversationId>()
  #members = new Set<ConversationId>()

  constructor(options: { readonly clock: Clock; readonly emit: Emit }) {
    this.#emit = options.emit
    this.#gathering = new Gathering(options.clock, () => {
      if (this.#session !== undefined) this.#flush(this.#session)
    })
  }

  /** Which conversation is on screen, whoever is signed in (`OnScreen`). */
  focus(conversationId: ConversationId | undefined): void {
    this.#focus = conversationId
  }

  /** Whose files are on screen and not here, wherever they were said. */
  inView(localIds: readonly LocalId[]): void {
    this.#inView = new Set(localIds)
  }

  /** Whose file a person has asked for: it may be here before it is told that they look at it. */
  askedFor(localId: LocalId): void {
    this.#askedFor.delete(localId)
    this.#askedFor.add(localId)
    for (const oldest of this.#askedFor) if (this.#askedFor.size > ASKED_FOR) this.#askedFor.delete(oldest)
  }

  attach(session: SignedIn): void {
    this.detach()
    this.#session = session
    const { engine, transfers } = session
    this.#stops = [
      transfers.queue.on('news', (news) => {
        // A transfer that is done says nothing of its file any more: its message has to know first where that is.
        this.#gathering.tellNow()
        this.#emit('transfers', news)
      }),
      engine.on('status', (status) => this.#emit('sync', status)),
      engine.on('presence', (presence) => this.#emit('presence', presence)),
      engine.on('own-presence', (presence) => this.#emit('own-presence', presence)),
      engine.on('typing', (typing) => this.#emit('typing', typing)),
      engine.on('notice', (notice) => this.#emit('notice', notice)),
      engine.on('conversations', (changed) => {
        for (const id of changed) this.#conversations.add(id)
        this.#gathering.note()
      }),
      engine.on('messages', ({ upserted, removed }) => {
        for (const id of upserted) this.#messages.add(id)
        this.#removedMessages.push(...removed)
        this.#gathering.note()
      }),
      engine.on('gaps', (id) => {
        this.#gaps.add(id)
        this.#gathering.note()
      }),
      engine.on('members', (id) => {
        this.#members.add(id)
        this.#gathering.note()
      }),
    ]
  }

  /** Forgets the session and what it had to say. Twice is harmless. */
  detach(): void {
    this.#askedFor.clear()
    for (const stop of this.#stops) stop()
    this.#stops = []
    this.#gathering.forget()
    this.#session = undefined
    this.#conversations.clear()
    this.#messages.clear()
    this.#removedMessages = []
    this.#gaps.clear()
    this.#members.clear()
  }

  /** Somebody's mark moved: my newest messages on screen may have one reader more. */
  #recountReaders(store: SignedIn['store'], conversationId: ConversationId): void {
    const { rows } = store.messages.page({ conversationId, anchor: { at: 'end' }, limit: RECOUNTED })
    for (const { isMine, seq, localId } of rows) if (isMine && seq !== undefined) this.#messages.add(localId)
  }

  #flush({ store, engine, files }: SignedIn): void {
    if (this.#focus !== undefined && this.#members.has(this.#focus)) this.#recountReaders(store, this.#focus)
    // Its last line may be a message of mine that somebody has read just now.
    for (const conversationId of this.#members) this.#conversations.add(conversationId)
    const changed = [...this.#messages].flatMap((id) => store.messages.get(id) ?? [])
    for (const { conversationId } of [...changed, ...this.#removedMessages]) this.#conversations.add(conversationId)
    const conversations = store.conversations.getMany([...this.#conversations])
    if (conversations.length > 0) this.#emit('conversations', conversations)
    const shown = changed.filter(({ conversationId, localId }) => {
      return conversationId === this.#focus || this.#inView.has(localId) || this.#askedFor.has(localId)
    })
    const messages = shown.map((row) => presentMessage(store, row, files.localFile(row)))
    if (messages.length > 0 || this.#removedMessages.length > 0) {
      this.#emit('messages', { upserted: messages, removed: this.#removedMessages })
    }
    for (const conversationId of this.#gaps) this.#emit('gaps', { conversationId, gaps: engine.gaps(conversationId) })
    for (const conversationId of this.#members) {
      this.#emit('members', { conversationId, members: store.roster.members(conversationId) })
    }
    this.#conversations.clear()
    this.#messages.clear()
    this.#removedMessages = []
    this.#gaps.clear()
    this.#members.clear()
  }
}
