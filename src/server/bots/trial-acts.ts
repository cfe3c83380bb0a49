import { c2cConversationId, parseConversationId } from '@protocol/schemas/ids'
import type { ServerClock } from '../clock'
import type { Faults } from '../faults'
import type { SeededRandom } from '../seed/random'
import type { Language } from '../seed/words'
import type { World } from '../world/world'
import { pictureLine, textLine } from './answer'
import type { Colleague, Room } from './colleague'
import { COUNTING } from './phrases'

/** Messages of a made gap that get lost on their way; one more arrives and shows that they are missing. */
export const LOST_MESSAGES = 4
/** How long the server takes over each half of the repair, so that it can be watched. */
const SLOW_HISTORY_MS = 3500
/** By then the repair has been and gone; what is left of the faults must not hit anything else. */
const FAULTS_END_MS = 25_000

/** Who asked, where they are, and in which language they read. */
export type TrialRequest = {
  readonly userId: string
  readonly conversationId: string | undefined
  readonly language: Language
}

/** The conversation in which it happened; `undefined` when no colleague can be found for it. */
export type TrialOutcome = { readonly conversationId: string } | undefined

/** What whoever tries the office can make happen, to see what becomes of it. */
export class TrialActs {
  readonly #world: World
  readonly #faults: Faults
  readonly #clock: ServerClock
  readonly #random: SeededRandom
  readonly #colleagues: ReadonlyMap<string, Colleague>
  readonly #memberIds: (conversationId: string) => Promise<readonly string[]>
  #endFaults: (() => void) | undefined

  constructor(options: {
    readonly world: World
    readonly faults: Faults
    readonly clock: ServerClock
    readonly random: SeededRandom
    readonly colleagues: ReadonlyMap<string, Colleague>
    readonly memberIds: (conversationId: string) => Promise<readonly string[]>
  }) {
    this.#world = options.world
    this.#faults = options.faults
    this.#clock = options.clock
    this.#random = options.random
    this.#colleagues = options.colleagues
    this.#memberIds = options.memberIds
  }

  /** Colleagues write five messages, four of which get lost; history gives them back slowly, in two halves. */
  async makeGap(request: TrialRequest): Promise<TrialOutcome> {
    const place = await this.#placeOf(request)
    if (place === undefined) return undefined
    this.#endFaults?.()
    const { userId } = request
    const sessions = this.#world.sessions.of(userId).length
    const ends = [
      this.#faults.add({ user: userId, push: 'message', action: 'drop', times: LOST_MESSAGES * Math.max(1, sessions) }),
      this.#faults.addHistory({ user: userId, action: 'shorten', rows: LOST_MESSAGES / 2, delayMs: SLOW_HISTORY_MS, times: 1 }),
      this.#faults.addHistory({ user: userId, action: 'delay', delayMs: SLOW_HISTORY_MS, times: 1 }),
    ]
    const cancel = this.#clock.after(FAULTS_END_MS, () => this.#endFaults?.())
    this.#endFaults = () => {
      cancel()
      for (const end of ends) end()
      this.#endFaults = undefined
    }
    for (let step = 1; step <= LOST_MESSAGES + 1; step++) {
      await place.colleague.write(place.room, textLine(COUNTING[request.language](step, LOST_MESSAGES + 1)))
      // Whoever was not connected missed them all; the next ones are to arrive.
      if (step === LOST_MESSAGES) ends[0]!()
    }
    return { conversationId: place.room.conversationId }
  }

  /** Somebody sends a picture, as if by chance. */
  async colleagueWrites(request: TrialRequest): Promise<TrialOutcome> {
    const place = await this.#placeOf(request)
    if (place === undefined) return undefined
    const { room, colleague } = place
    void colleague.say(room, pictureLine(this.#random))
    return { conversationId: room.conversationId }
  }

  close(): void {
    this.#endFaults?.()
  }

  /** Where they are, if a colleague is there too; else where one can be found. Whoever it is comes to the desk. */
  async #placeOf({ userId, conversationId }: TrialRequest): Promise<{ room: Room; colleague: Colleague } | undefined> {
    const members = conversationId === undefined ? [] : await this.#memberIds(conversationId)
    const able = (members.includes(userId) ? members : [])
      .map((id) => this.#colleagues.get(id))
      .filter((colleague) => colleague !== undefined && colleague.state !== 'retired')
    const found = able.find((colleague) => colleague?.state === 'online') ?? able[0]
    const colleague = found ?? [...this.#colleagues.values()].find(({ state }) => state === 'online')
    if (colleague === undefined) return undefined
    await colleague.be('online')
    const group = found === undefined || conversationId === undefined ? undefined : parseConversationId(conversationId)
    if (conversationId !== undefined && group?.kind === 'c2g')
      return { room: { conversationId, kind: 'c2g', receiverId: group.groupId }, colleague }
    return { room: { conversationId: c2cConversationId(userId, colleague.userId), kind: 'c2c', receiverId: userId }, colleague }
  }
}
