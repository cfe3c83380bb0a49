import { parseConversationId } from '@protocol/schemas/ids'
import type { Bus } from '../bus/bus'
import type { ServerClock } from '../clock'
import type { ServerLogger } from '../logger'
import type { ServerStore, StoredMessage } from '../store/server-store'
import { messageEnvelope } from '../world/wire'
import { ConversationLine } from './conversation-line'
import type { FollowedUsers } from './followed-users'
import type { Hint } from './hints'
import { type MembershipChange, membershipChange } from './membership'
import { missedPage, openingMembers, seqAtMark } from './missed'

/** After so long without a word a conversation in which nobody here is is forgotten, ms. */
const FOREIGN_MS = 60_000

export type LinesContext = {
  readonly store: Pick<ServerStore, 'conversations' | 'messages'>
  /** That of this node's sessions. */
  readonly bus: Bus
  readonly users: FollowedUsers
  readonly clock: Pick<ServerClock, 'now'>
  readonly logger: ServerLogger
  /** The id up to which the scan of the tail has told of all messages. */
  readonly mark: () => number
  /** This node appends to the conversation: what others appended waits. */
  readonly isHeld: (conversationId: string) => boolean
}

/** What came of a conversation while it was looked at whether it is anybody's here. */
type Placing = { readonly later: Hint[]; readonly done: Promise<void> }

/**
 * A line for each conversation that matters to this node's sessions: it tells them its messages, each once, in `seq` order.
 *
 * ```
 *   hint ─ at or below the watermark ─▶ nothing
 *       ├─ the next ────────────────▶ told
 *       ├─ beyond ──────────────────▶ the hole is read from the store first
 *       └─ of no known line ────────▶ placed: is anybody here a member?
 * ```
 *
 * A conversation of two is its users' by its id. Of a group the store says who is in it now, and its messages since when.
 */
export class ConversationLines {
  readonly #context: LinesContext
  readonly #lines = new Map<string, ConversationLine>()
  readonly #placing = new Map<string, Placing>()
  /** What the store did not give, by conversation: asked again with the next scan. */
  readonly #owed = new Map<string, Hint>()

  constructor(context: LinesContext) {
    this.#context = context
  }

  /** The user is a member, and finds everything up to `seq` as they come. */
  admit(conversationId: string, userId: string, seq: number): void {
    const known = this.#lines.get(conversationId)
    if (known !== undefined && !(known.isForeign && !known.isBusy)) {
      this.#admit(conversationId, known, userId)
      return this.hear({ kind: 'messages', conversationId, last: seq, items: [] })
    }
    const line = this.#newLine(conversationId, Math.max(seq, known?.watermark ?? 0))
    if (known === undefined) line.unsureAbove = 'mark'
    else if (known.watermark < seq) line.unsureAbove = known.watermark
    this.#admit(conversationId, line, userId)
  }

  /**
   * Nobody tells that user anything of it any more. The line of a group stays for a while: who left it and is still here may
   * come to it again, and has been told of it up to there.
   */
  dismiss(conversationId: string, userId: string): void {
    const line = this.#lines.get(conversationId)
    if (line?.members.delete(userId) !== true || !line.isForeign) return
    if (parseConversationId(conversationId)?.kind === 'c2c') this.#forget(conversationId, line)
    else line.heardAt = this.#context.clock.now()
  }

  membersOf(conversationId: string): readonly string[] {
    return [...(this.#lines.get(conversationId)?.members ?? [])]
  }

  hear(hint: Hint): void {
    const { conversationId, last, items } = hint
    const line = this.#lines.get(conversationId)
    if (line === undefined) return void this.#place(hint)
    line.heardAt = this.#context.clock.now()
    if (line.unsureAbove !== undefined) return void this.#place(hint)
    if (last <= line.watermark) return
    line.offer(last, items)
    // Of what is nobody's here only who comes and goes matters: no hole is read for that.
    if (line.isForeign && !line.isWhole()) return void this.#place(hint)
    this.pump(conversationId)
  }

  /** Tells what may be told now. */
  pump(conversationId: string): void {
    const line = this.#lines.get(conversationId)
    if (line === undefined || line.isBusy) return
    while (line.isBehind && !this.#context.isHeld(conversationId)) {
      const next = line.next()
      const change = next === undefined ? undefined : membershipChange(next)
      if (next === undefined || change?.isOpening === true) return void this.#pumpFromStore(conversationId, line)
      this.#show(line, next, change)
    }
    if (!line.isBehind) this.#admitExpected(conversationId, line)
  }

  /** Resolves when everything up to there is told, whoever appends; `undefined`: it is. */
  reach(conversationId: string, seq: number): Promise<void> | undefined {
    const line = this.#lines.get(conversationId)
    const isThere = seq === 0 || (line !== undefined && line.unsureAbove === undefined && line.watermark >= seq)
    return isThere ? undefined : this.#reach(conversationId, seq)
  }

  /** A message that this node has appended itself, after all before it. `undefined`: nothing of it had to be waited for. */
  tellOwn(message: StoredMessage, except: string | undefined): Promise<void> | undefined {
    const { conversationId, seq } = message
    const line = this.#lines.get(conversationId)
    const isNext = line?.watermark === seq - 1 && !line.isVagueUpTo(seq) && !line.isBusy
    const change = isNext ? membershipChange(message) : undefined
    if (!isNext || change?.isOpening === true) return this.#tellOwn(message, except)
    line.heardAt = this.#context.clock.now()
    line.offer(seq, [])
    this.#show(line, message, change, except)
    if (!line.isBehind) this.#admitExpected(conversationId, line)
  }

  async #tellOwn(message: StoredMessage, except: string | undefined): Promise<void> {
    const { conversationId, seq } = message
    const line = await this.#lineFor(conversationId, seq)
    if (line === undefined) return
    line.heardAt = this.#context.clock.now()
    await this.#advance(conversationId, line, seq - 1)
    if (line.isGone || line.watermark >= seq) return
    line.offer(seq, [])
    await this.#alone(line, () => this.#showInFull(line, message, except))
    if (!line.isBehind) this.#admitExpected(conversationId, line)
  }

  /** Asks again for what the store did not give, and forgets conversations that are nobody's here. */
  tidy(): void {
    const owed = [...this.#owed.values()]
    this.#owed.clear()
    for (const hint of owed) this.hear(hint)
    // Each look speaks of all that is above the mark, above which a new line would begin.
    const before = this.#context.clock.now() - FOREIGN_MS
    for (const [id, line] of this.#lines) if (line.isForeign && !line.isBusy && line.heardAt < before) this.#forget(id, line)
  }

  #forget(conversationId: string, line: ConversationLine): void {
    line.isGone = true
    this.#lines.delete(conversationId)
  }

  async #reach(conversationId: string, seq: number): Promise<void> {
    const line = await this.#lineFor(conversationId, seq)
    if (line !== undefined) await this.#advance(conversationId, line, seq)
  }

  async #lineFor(conversationId: string, seq: number): Promise<ConversationLine | undefined> {
    let line = this.#lines.get(conversationId)
    // Somebody may come between, once or twice; what the store does not give then, the next scan asks for.
    for (let tries = 0; tries < 3 && (line === undefined || line.isVagueUpTo(seq)); tries++) {
      await this.#place({ kind: 'messages', conversationId, last: seq, items: [] })
      line = this.#lines.get(conversationId)
      if (line === undefined) return undefined
    }
    return line
  }

  #newLine(conversationId: string, watermark: number): ConversationLine {
    const before = this.#lines.get(conversationId)
    if (before !== undefined) before.isGone = true
    const line = new ConversationLine(watermark, this.#context.clock.now())
    this.#lines.set(conversationId, line)
    return line
  }

  #admit(conversationId: string, line: ConversationLine, userId: string): void {
    const user = this.#context.users.get(userId)
    if (user === undefined) return
    line.members.add(userId)
    user.conversations.add(conversationId)
    user.left.delete(conversationId)
  }

  #admitExpected(conversationId: string, line: ConversationLine): void {
    const { expected } = line
    line.expected = []
    for (const userId of expected) {
      if (this.#context.users.get(userId)?.left.has(conversationId) === false) this.#admit(conversationId, line, userId)
    }
  }

  /** Resolves when it is known whether the conversation is anybody's here. */
  #place(hint: Hint): Promise<void> {
    const { conversationId } = hint
    if (this.#context.users.size === 0) return Promise.resolve()
    const placing = this.#placing.get(conversationId)
    if (placing !== undefined) {
      placing.later.push(hint)
      return placing.done
    }
    const later = [hint]
    // The next look at the tail may raise the mark.
    const done = this.#placeNow(conversationId, hint.last, this.#context.mark()).then(
      () => {
        this.#placing.delete(conversationId)
        if (this.#lines.has(conversationId)) for (const one of later) this.hear(one)
      },
      (error: unknown) => {
        this.#placing.delete(conversationId)
        // Not before the next scan: a store that is away fails at once, and the line that is here would ask again as soon.
        this.#owe({ ...hint, last: later.reduce((newest, { last }) => Math.max(newest, last), 0), items: [] }, error)
      },
    )
    this.#placing.set(conversationId, { later, done })
    return done
  }

  async #placeNow(conversationId: string, last: number, mark: number): Promise<void> {
    const { users, store } = this.#context
    const parts = parseConversationId(conversationId)
    const two = parts?.kind === 'c2c' ? parts.users : undefined
    await users.settled(two)
    await this.#lines.get(conversationId)?.free()
    const mine = users.among(two ?? (await store.conversations.memberIds(conversationId)))
    const known = this.#lines.get(conversationId)
    if (known?.isForeign === false && known.unsureAbove === undefined) return
    if (mine.every((userId) => known?.members.has(userId) === true)) {
      if (known?.isForeign === false) known.unsureAbove = undefined
      else if (two === undefined) {
        if (known?.isBusy !== true) this.#newLine(conversationId, Math.max(last, known?.watermark ?? 0))
      } else if (known !== undefined) {
        // They went while it was placed for them. Whoever of the two comes has it read: nothing of it need be remembered.
        this.#forget(conversationId, known)
      }
      return
    }
    // Who came knew all conversations there were: what is news of this one is above the mark.
    const above = known === undefined ? 'mark' : (known.unsureAbove ?? known.watermark)
    const from = above === 'mark' ? await seqAtMark(store.messages, conversationId, last, mark) : above
    if (this.#lines.get(conversationId) !== known) return this.#placeNow(conversationId, last, mark)
    const line = this.#newLine(conversationId, from)
    for (const userId of two === undefined ? (known?.members ?? []) : mine) this.#admit(conversationId, line, userId)
    line.expected = two === undefined ? mine.filter((userId) => !line.members.has(userId)) : []
  }

  #owe(hint: Hint, error: unknown): void {
    this.#context.logger.warn('could not read messages', { error: String(error) })
    this.#owed.set(hint.conversationId, hint)
  }

  async #pumpFromStore(conversationId: string, line: ConversationLine): Promise<void> {
    try {
      await this.#alone(line, async () => {
        while (line.isBehind && !line.isGone && !this.#context.isHeld(conversationId)) {
          if (await this.#step(conversationId, line, line.target)) continue
          // The store does not have it: whoever said so will say so again, or was wrong.
          line.target = line.watermark
        }
      })
      if (!line.isBehind && !line.isGone) this.#admitExpected(conversationId, line)
    } catch (error) {
      this.#owe({ kind: 'messages', conversationId, last: line.target, items: [] }, error)
    }
  }

  async #advance(conversationId: string, line: ConversationLine, to: number): Promise<void> {
    while (line.isBusy) await line.free()
    if (line.watermark >= to || line.isGone) return
    await this.#alone(line, async () => {
      while (line.watermark < to && !line.isGone) if (!(await this.#step(conversationId, line, to))) line.passed(to)
    })
  }

  async #alone(line: ConversationLine, run: () => Promise<void>): Promise<void> {
    line.isBusy = true
    try {
      await run()
    } finally {
      line.release()
    }
  }

  /** Tells the next, or the next page of those up to `to`; false when there is none. */
  async #step(conversationId: string, line: ConversationLine, to: number): Promise<boolean> {
    const next = line.next()
    const page = next === undefined ? await missedPage(this.#context.store.messages, conversationId, line.watermark, to) : [next]
    for (const message of page) if (!line.isGone) await this.#showInFull(line, message)
    return page.length > 0
  }

  /** Also the first message of a group, whose members the store has. */
  async #showInFull(line: ConversationLine, message: StoredMessage, except?: string): Promise<void> {
    const change = membershipChange(message)
    if (change?.isOpening !== true) return this.#show(line, message, change, except)
    const joining = await openingMembers(this.#context.store, message.conversationId)
    if (!line.isGone) this.#show(line, message, { ...change, joining }, except)
  }

  /** To whoever is a member then: who comes with it hears of it, and so does who goes. */
  #show(line: ConversationLine, message: StoredMessage, change: MembershipChange | undefined, except?: string): void {
    const { conversationId, seq } = message
    const { users, bus } = this.#context
    line.passed(seq)
    for (const userId of change?.joining ?? []) this.#admit(conversationId, line, userId)
    const leaving = users.among(change?.leaving ?? [])
    const to = leaving.length === 0 ? [...line.members] : [...new Set([...line.members, ...leaving])]
    for (const userId of leaving) {
      line.members.delete(userId)
      users.get(userId)?.conversations.delete(conversationId)
      users.get(userId)?.left.set(conversationId, seq)
    }
    if (to.length === 0) return
    const { type, data } = messageEnvelope(message)
    const command = parseConversationId(conversationId)?.kind ?? 'c2c'
    bus.publish({ to, except, event: { kind: 'message', command, type, data } })
  }
}
