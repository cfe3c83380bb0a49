import type { Envelope } from '@protocol/schemas/chat'
import { isCliMid, isMid, parseConversationId, receiverIn } from '@protocol/schemas/ids'
import type { Appending, Deliveries } from '../nodes/deliveries'
import { mustBeStored } from '../store/must-be-stored'
import type { Appended, AppendOutcome, ExclusiveStore, GroupEffect, MessageDraft, ServerStore, StoredMessage } from '../store/server-store'
import type { ConversationNews } from './conversation-news'
import { type Drafted, Drafts } from './drafts'
import { Lookups } from './lookups'
import { checkMessage, RESERVED_TYPES, type Target } from './message-check'
import { RateLimit } from './rate-limit'
import { RefusedError, type Reply, type Session, type WorldContext } from './session'
import { fail, refusalOf, type Submission } from './submission'
import { type HalfDone, Turns } from './turns'

/** A message of the server, and what it does to the group that it is written to. */
export type ServerNotice = {
  readonly type: string
  readonly content: Readonly<Record<string, unknown>>
  readonly effect?: GroupEffect
}

/** What a change to a conversation is made with: its store while others wait, and what is told once it is kept. */
export type Change = {
  readonly store: ExclusiveStore
  /** In the order given; nobody hears of what may still come to nothing. */
  readonly afterwards: (tell: (appending: Appending) => Promise<void> | void) => void
}

/** `error`: nobody knows whether it is in the store. */
type Settled = { readonly submission: Submission; readonly outcome: AppendOutcome | { readonly error: unknown } }

/** Messages whose acks and deliveries are made in one go. */
const TOLD_AT_ONCE = 100

/**
 * Takes messages in, names them and sends them out (PROTOCOL 4). Those that arrive together are stored by one
 * transaction; each is acknowledged after it, and every session sees a conversation in `seq` order.
 *
 * ```
 *   accept ─ check ─▶ turns ─▶ draft all ─▶ append all ─▶ other nodes; for each: ack, then the others' sessions
 *              └ nack            └ nack         (one transaction)
 * ```
 * Where others append too, the next are stored while these are told.
 */
export class Messages {
  readonly #store: ServerStore
  readonly #deliveries: Deliveries
  readonly #news: ConversationNews
  readonly #context: WorldContext
  readonly #drafts: Drafts
  readonly #turns: Turns<Submission>
  readonly #rate: RateLimit
  /** For `/metrics`. */
  readonly counts = { duplicates: 0 }

  constructor(options: {
    readonly store: ServerStore
    readonly deliveries: Deliveries
    readonly news: ConversationNews
    readonly context: WorldContext
  }) {
    this.#store = options.store
    this.#deliveries = options.deliveries
    this.#news = options.news
    this.#context = options.context
    this.#rate = new RateLimit(options.context.limits)
    this.#drafts = new Drafts(options.store.files, options.context)
    this.#turns = new Turns((batch, stored) => this.#take(batch, stored), options.context.defer)
  }

  /**
   * A `B101` or `B102` of a session. Every message gets an ack or a nack, and resolves with it; messages of one session
   * need not wait for each other to keep their order.
   *
   * @throws Error when the store failed: nobody knows whether the message is in it
   */
  accept(session: Session, command: 'c2c' | 'c2g', envelope: Envelope, bodyBytes: number, reply: Reply): Promise<void> {
    return new Promise((resolve, reject) => {
      const settle: Submission['settle'] = (failure) => (failure === undefined ? resolve() : reject(failure))
      this.submit(session, command, envelope, bodyBytes, reply, settle)
    })
  }

  /** As `accept`, with a word at the end in a promise's place: there are many of them. */
  submit(
    session: Session,
    command: 'c2c' | 'c2g',
    envelope: Envelope,
    bodyBytes: number,
    reply: Reply,
    settle: Submission['settle'],
  ): void {
    const named = envelope.data['cli_mid']
    const cliMid = isCliMid(named) ? named : undefined
    const waitMs = this.#rate.take(session.userId, this.#context.now())
    if (waitMs > 0) {
      reply.nack({ cliMid, code: 'rate_limited', reason: 'too many messages at once', retryAfterMs: waitMs })
      return settle()
    }
    let target: Target
    try {
      target = checkMessage(session.userId, command, envelope, bodyBytes, this.#context.limits.maxBodyBytes)
    } catch (error) {
      return fail({ reply, cliMid, settle }, error)
    }
    this.#turns.add({ session, target, envelope, bodyBytes, cliMid: cliMid ?? this.#context.newId(), reply, settle })
  }

  /**
   * Changes to conversations take their turn among their messages. Between what `run` finds and what it does comes nothing,
   * not even of another process.
   */
  changing<T>(conversationIds: readonly string[], run: (change: Change) => Promise<T>): Promise<T> {
    const change = async (appending: Appending): Promise<T> => {
      const untold: ((appending: Appending) => Promise<void> | void)[] = []
      const afterwards: Change['afterwards'] = (tell) => void untold.push(tell)
      const result = await this.#store.exclusive(conversationIds, (store) => run({ store, afterwards }))
      for (const tell of untold) await tell(appending)
      return result
    }
    return this.#turns.alone(() => this.#deliveries.appending(conversationIds, change))
  }

  /**
   * Appends what the server itself writes to a group, with what it does to it: all of it or nothing. Whoever comes hears
   * of it, and so does who leaves, as the last thing.
   */
  async appendByServer(
    { store, afterwards }: Change,
    conversationId: string,
    senderId: string,
    notices: readonly ServerNotice[],
  ): Promise<readonly StoredMessage[]> {
    const receiverId = receiverIn(conversationId, senderId)
    const target: Target = { conversationId, receiverId, command: 'c2g' }
    const members = new Set(await store.conversations.memberIds(conversationId))
    const sender = await store.users.get(senderId)
    const drafts = notices.map(({ type, content, effect }): MessageDraft => {
      const draft = this.#drafts.draft(target, senderId, sender, { cliMid: this.#context.newId(), type, content })
      return { ...draft, effect }
    })
    const stored = mustBeStored(await store.messages.append(drafts)).map(({ message }) => message)
    afterwards((appending) => appending.stored(stored))
    for (const [i, message] of stored.entries()) {
      const { opening, joining = [], leaving = [] } = notices[i]!.effect ?? {}
      for (const { userId } of [...(opening?.members ?? []), ...joining]) members.add(userId)
      const to = [...members]
      afterwards((appending) => appending.tell({ message, command: 'c2g', memberIds: async () => to }))
      for (const userId of leaving) members.delete(userId)
    }
    return stored
  }

  /** `message.recall`: own messages within the limit, a group's owner any (PROTOCOL 5). */
  async recall(userId: string, mid: string): Promise<{ readonly mid: string; readonly seq: number }> {
    if (!isMid(mid)) throw new RefusedError('bad_request', 'mid is not an id', 400)
    const place = (await this.#store.messages.byMid(mid))?.conversationId
    return this.changing(place === undefined ? [] : [place], async ({ store, afterwards }) => {
      const target = place === undefined ? undefined : await store.messages.byMid(mid)
      const me = target === undefined ? undefined : await store.conversations.member(target.conversationId, userId)
      if (target === undefined || me === undefined) throw new RefusedError('not_found', 'there is no such message', 404)
      if (RESERVED_TYPES.has(target.type)) throw new RefusedError('already_recalled', 'it is gone already', 409)
      const isLate = this.#context.now() - target.sentAt > this.#context.limits.recallMs
      if (me.role !== 'owner' && target.senderId !== userId) throw new RefusedError('forbidden', 'it is not your message', 403)
      if (me.role !== 'owner' && isLate) throw new RefusedError('recall_expired', 'it was sent too long ago', 403)
      const command = parseConversationId(target.conversationId)?.kind ?? 'c2c'
      const to: Target = {
        conversationId: target.conversationId,
        receiverId: String(target.data['receiver_id'] ?? ''),
        command,
      }
      const content = { target_mid: mid, target_seq: target.seq, by: userId }
      const members = await store.conversations.memberIds(target.conversationId)
      const sender = await store.users.get(userId)
      const draft = this.#drafts.draft(to, userId, sender, { cliMid: this.#context.newId(), type: 'recall', content })
      const message = await store.messages.recall(mid, draft)
      afterwards((appending) => appending.stored([message]))
      afterwards((appending) => appending.tell({ message, command, memberIds: async () => members }))
      return { mid: message.mid, seq: message.seq }
    })
  }

  /** Resolves when everything that was taken in has been stored and told. */
  idle(): Promise<void> {
    return this.#turns.idle()
  }

  async #take(batch: readonly Submission[], stored: HalfDone): Promise<void> {
    const lookups = new Lookups(this.#store)
    const { drafted, refused } = await this.#drafts.all(lookups, batch)
    const ids = drafted.map(({ draft }) => draft.conversationId)
    await this.#deliveries.appending(ids, async (appending) => {
      const settled = await this.#append(appending, drafted)
      if (this.#deliveries.isShared) await stored()
      for (const { submission, error } of refused) await this.#refuse(lookups, submission, error)
      await this.#tellAll(lookups, appending, settled)
    })
  }

  /** A retry is acknowledged although it would be refused today: its first try reached everybody. */
  async #refuse(lookups: Lookups, submission: Submission, error: unknown): Promise<void> {
    try {
      const { session, cliMid, settle } = submission
      const known = error instanceof RefusedError ? await this.#store.messages.byCliMid(session.userId, cliMid) : undefined
      if (known === undefined) return fail(submission, error)
      const appended = { message: known, isNew: false, isFirst: false }
      await this.#deliveries.appending([known.conversationId], async (appending) => {
        await this.#tell(lookups, appending, submission, appended)
      })
      settle()
    } catch (failure) {
      fail(submission, failure)
    }
  }

  /** A batch that failed is tried one by one: a message that cannot be stored takes no other with it. */
  async #append(appending: Appending, drafted: readonly Drafted[]): Promise<readonly Settled[]> {
    if (drafted.length === 0) return []
    try {
      const outcomes = await this.#store.messages.append(drafted.map(({ draft }) => draft))
      appending.stored(outcomes.flatMap((outcome) => ('refused' in outcome || !outcome.isNew ? [] : [outcome.message])))
      return outcomes.map((outcome, i) => ({ submission: drafted[i]!.submission, outcome }))
    } catch (error) {
      if (drafted.length === 1) return [{ submission: drafted[0]!.submission, outcome: { error } }]
      const settled: Settled[] = []
      for (const one of drafted) settled.push(...(await this.#append(appending, [one])))
      return settled
    }
  }

  /** Between some of them there is a breath: what else arrives would wait for all of a flood. */
  async #tellAll(lookups: Lookups, appending: Appending, settled: readonly Settled[]): Promise<void> {
    for (const [i, { submission, outcome }] of settled.entries()) {
      if (this.#deliveries.isShared && i % TOLD_AT_ONCE === TOLD_AT_ONCE - 1) await new Promise<void>(this.#context.defer)
      try {
        if ('error' in outcome) throw outcome.error
        if ('refused' in outcome) throw refusalOf(outcome)
        const telling = this.#tell(lookups, appending, submission, outcome)
        if (telling !== undefined) await telling
        submission.settle()
      } catch (error) {
        fail(submission, error)
      }
    }
  }

  /** `undefined`: it is done. */
  #tell(lookups: Lookups, appending: Appending, submission: Submission, appended: Appended): Promise<void> | undefined {
    const { message, isNew } = appended
    if (!isNew) this.counts.duplicates += 1
    // Its sender has everything before it first, which another node may have appended.
    const reaching = appending.reach(message.conversationId, isNew ? message.seq - 1 : message.seq)
    if (reaching === undefined) return this.#acknowledge(lookups, appending, submission, appended)
    return reaching.then(() => this.#acknowledge(lookups, appending, submission, appended))
  }

  /** The ack, and the message to everybody else; `undefined`: it is done. */
  #acknowledge(
    lookups: Lookups,
    appending: Appending,
    { session, target, reply }: Submission,
    { message, isNew, isFirst }: Appended,
  ): Promise<void> | undefined {
    const { cliMid, conversationId, mid, seq, sentAt } = message
    reply.ack({
      receiverId: session.level === 'base' ? session.userId : target.receiverId,
      cliMid,
      conversationId,
      mid,
      seq,
      sentAt,
    })
    if (!isNew) return
    const memberIds = (): Promise<readonly string[]> => lookups.memberIds(conversationId)
    const telling = appending.tell({ message, command: target.command, memberIds, except: session.sessionId })
    if (!isFirst) return telling
    return Promise.resolve(telling).then(() => this.#news.changed(conversationId))
  }
}
