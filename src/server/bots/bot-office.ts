import type { Bus } from '../bus/bus'
import type { ServerClock } from '../clock'
import type { Faults } from '../faults'
import type { ServerLogger } from '../logger'
import { createSeededRandom } from '../seed/random'
import type { Samples } from '../seed/store-samples'
import type { ServerStore } from '../store/server-store'
import type { World } from '../world/world'
import type { Line } from './answer'
import { isPlayed } from './bot-session'
import type { Played } from './cast'
import { Colleague } from './colleague'
import { ComingAndGoing } from './coming-and-going'
import { Conversationalist } from './conversationalist'
import { heardIn } from './heard'
import { type Person, SmallTalk } from './small-talk'
import { TrialActs } from './trial-acts'

/**
 * The people that the server plays, so that whoever tries it finds an office that answers. They are sessions of the
 * world like everybody's, and hear what goes over the bus; whoever signs in as one of them plays that part alone.
 *
 * ```
 *   bus ── message ─▶ those it is for: receive, read
 *                 └─▶ from a person: Conversationalist ─▶ one or two answer
 *   clock ─▶ ComingAndGoing, SmallTalk            the app's trial panel ─▶ TrialActs
 * ```
 */
export class BotOffice {
  readonly acts: TrialActs
  readonly #colleagues: ReadonlyMap<string, Colleague>
  readonly #conversationalist: Conversationalist
  readonly #smallTalk: SmallTalk
  readonly #comingAndGoing: ComingAndGoing
  readonly #world: World
  readonly #store: ServerStore
  readonly #onFailure: (error: unknown) => void
  readonly #stops: readonly (() => void)[]
  /** What ends that a colleague hears of what is said where they are. */
  readonly #follows = new Map<string, () => void>()

  constructor(options: {
    readonly played: readonly Played[]
    readonly world: World
    readonly store: ServerStore
    readonly bus: Bus
    readonly faults: Faults
    readonly clock: ServerClock
    readonly logger: ServerLogger
    readonly newId: () => string
    /** Puts files behind what colleagues send. */
    readonly samples: Samples
    readonly seed: number
  }) {
    const { played, world, store, bus, faults, clock, logger, newId, samples } = options
    const random = createSeededRandom(options.seed)
    const onFailure = (error: unknown): void => logger.warn('a colleague stumbled', { error: String(error) })
    const memberIds = (conversationId: string): Promise<readonly string[]> => store.conversations.memberIds(conversationId)
    const attach = async (userId: string, { type, content }: Line): Promise<Line['content']> => {
      const said = await samples.behind(type, content, userId)
      await samples.store(store.files, clock.now())
      return said.content
    }
    const context = { world, clock, logger, newId, attach, between: random.between }
    const colleagues = new Map(played.map((one) => [one.userId, new Colleague(one, context)]))
    this.#world = world
    this.#store = store
    this.#colleagues = colleagues
    this.#onFailure = onFailure
    this.#conversationalist = new Conversationalist({ clock, random, onFailure })
    this.#smallTalk = new SmallTalk({
      clock,
      random,
      colleagues,
      people: () => this.#people(),
      memberIds,
      languageIn: (conversationId) => this.#conversationalist.languageIn(conversationId),
      onFailure,
    })
    this.#comingAndGoing = new ComingAndGoing({ clock, random, colleagues: [...colleagues.values()], onFailure })
    this.acts = new TrialActs({ world, faults, clock, random, colleagues, memberIds })
    this.#stops = [
      bus.subscribe(({ to, event }) => {
        const heard = heardIn(event)
        if (heard !== undefined) this.#hear(heard, to)
      }),
      world.sessions.watch((session) => {
        if (!isPlayed(session)) void this.#retire(session.userId).catch(onFailure)
      }),
      world.elsewhere.watch(({ session }) => {
        if (session !== undefined && !isPlayed(session)) void this.#retire(session.userId).catch(onFailure)
      }),
    ]
  }

  /** Who has signed in before is not played: the bots may come to this node long after people have. */
  async start(): Promise<void> {
    for (const userId of this.#colleagues.keys()) {
      const sessions = [...this.#world.sessions.of(userId), ...this.#world.elsewhere.of(userId)]
      if (sessions.every(isPlayed)) this.#follows.set(userId, await this.#world.follow(userId))
      else await this.#retire(userId)
    }
    await this.#comingAndGoing.start()
    this.#smallTalk.start()
  }

  /** Everybody goes home. Twice is harmless. */
  async close(): Promise<void> {
    for (const stop of this.#stops) stop()
    this.acts.close()
    this.#smallTalk.close()
    this.#comingAndGoing.close()
    this.#conversationalist.close()
    for (const userId of this.#colleagues.keys()) await this.#retire(userId).catch(this.#onFailure)
  }

  async #retire(userId: string): Promise<void> {
    this.#follows.get(userId)?.()
    this.#follows.delete(userId)
    await this.#colleagues.get(userId)?.retire()
  }

  #hear(heard: NonNullable<ReturnType<typeof heardIn>>, to: readonly string[]): void {
    const { room, seq, senderId } = heard
    const listeners = to.flatMap((userId) => (userId === senderId ? [] : (this.#colleagues.get(userId) ?? [])))
    for (const listener of listeners) listener.hear(room.conversationId, seq)
    const sender = this.#colleagues.get(senderId)
    // Colleagues read each other, but only people are answered: two of them would never find an end.
    if (sender !== undefined && sender.state !== 'retired') return
    this.#smallTalk.encourage()
    this.#conversationalist.hear(heard, listeners)
  }

  /** Who is connected and not played. */
  async #people(): Promise<readonly Person[]> {
    const ids = [...new Set([...this.#world.sessions.userIds(), ...this.#world.elsewhere.userIds()])].filter((userId) => {
      const colleague = this.#colleagues.get(userId)
      return colleague === undefined || colleague.state === 'retired'
    })
    return this.#store.users.getMany(ids)
  }
}
