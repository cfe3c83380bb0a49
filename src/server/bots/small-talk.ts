import { receiverIn } from '@protocol/schemas/ids'
import type { ServerClock } from '../clock'
import { rooms, type Room as SampleRoom } from '../seed/people'
import { createDeck, type SeededRandom } from '../seed/random'
import { playScene, type SceneMessage } from '../seed/scene'
import { createScriptwriter, type CastScene } from '../seed/script-writer'
import type { Language } from '../seed/words'
import { textLine } from './answer'
import type { Colleague, Room } from './colleague'
import { ASKING } from './phrases'

/** Until the first talk, and until the next one after somebody wrote. */
const FIRST_MS = 25_000
/** Each talk that nobody joins doubles the time until the next, up to this. */
const MOST_MS = 15 * 60_000
const MAX_LINES = 6
/** How long a talk takes at most. */
const TALK_MS = 60_000
/** A scene needs speakers; so many at their desks can play any. */
const ENOUGH_COLLEAGUES = 4
/** Scenes that are looked at for one that these colleagues can play. */
const MAX_DEALS = 8

export type Person = { readonly userId: string; readonly name: string }

/**
 * Short scripted talks of colleagues in the groups of whoever is there. They grow rare when nobody joins in: an office
 * that is left open over night must not fill its disk.
 */
export class SmallTalk {
  readonly #clock: ServerClock
  readonly #random: SeededRandom
  readonly #colleagues: ReadonlyMap<string, Colleague>
  readonly #people: () => Promise<readonly Person[]>
  readonly #memberIds: (conversationId: string) => Promise<readonly string[]>
  readonly #languageIn: (conversationId: string) => Language
  readonly #onFailure: (error: unknown) => void
  #waitMs = FIRST_MS
  #cancel: (() => void) | undefined
  #isClosed = false

  constructor(options: {
    readonly clock: ServerClock
    readonly random: SeededRandom
    readonly colleagues: ReadonlyMap<string, Colleague>
    /** Who is connected and played by nobody. */
    readonly people: () => Promise<readonly Person[]>
    readonly memberIds: (conversationId: string) => Promise<readonly string[]>
    readonly languageIn: (conversationId: string) => Language
    readonly onFailure: (error: unknown) => void
  }) {
    this.#clock = options.clock
    this.#random = options.random
    this.#colleagues = options.colleagues
    this.#people = options.people
    this.#memberIds = options.memberIds
    this.#languageIn = options.languageIn
    this.#onFailure = options.onFailure
  }

  start(): void {
    this.#wait()
  }

  /** Somebody is there and writes: the next talk comes sooner. */
  encourage(): void {
    if (this.#waitMs > FIRST_MS) this.#waitMs = 2 * FIRST_MS
  }

  close(): void {
    this.#isClosed = true
    this.#cancel?.()
  }

  #wait(): void {
    if (this.#isClosed) return
    this.#cancel = this.#clock.after(this.#waitMs, () => {
      void this.#talk()
        .catch(this.#onFailure)
        .finally(() => this.#wait())
    })
  }

  async #talk(): Promise<void> {
    const people = await this.#people()
    if (people.length === 0) return
    this.#waitMs = Math.min(MOST_MS, this.#waitMs * 2)
    const person = this.#random.pick(people)
    const place = await this.#placeFor(person)
    if (place === undefined) return
    const scene = this.#sceneFor(place.room, place.here)
    if (scene === undefined) return
    const { conversationId, kind } = place.room
    const room: Room = { conversationId, kind, receiverId: receiverIn(conversationId, person.userId) }
    await this.#play(scene, room)
    if (this.#random.next() < 0.5) await this.#ask(person, room, this.#colleagues.get(scene.cast[0]!)!)
  }

  /** A group of the person's in which enough colleagues are at their desks. */
  async #placeFor({ userId }: Person): Promise<{ readonly room: SampleRoom; readonly here: readonly string[] } | undefined> {
    const deal = createDeck(
      rooms.filter(({ kind }) => kind === 'c2g'),
      this.#random,
    )
    for (let i = 0; i < MAX_DEALS; i++) {
      const room = deal()
      const members = await this.#memberIds(room.conversationId)
      const here = members.filter((id) => this.#colleagues.get(id)?.state === 'online')
      if (members.includes(userId) && here.length >= ENOUGH_COLLEAGUES) return { room, here }
    }
    return undefined
  }

  #sceneFor(room: SampleRoom, here: readonly string[]): CastScene | undefined {
    const write = createScriptwriter({ ...room, memberIds: here }, this.#random)
    for (let i = 0; i < MAX_DEALS; i++) {
      const scene = write()
      // A scene that takes something back has its point there.
      if (scene.scene.lines.every(({ attachment }) => attachment !== 'recall')) return scene
    }
    return undefined
  }

  async #play({ scene, cast, language }: CastScene, room: Room): Promise<void> {
    const startsAt = this.#clock.now()
    const lines = scene.lines.slice(0, MAX_LINES)
    const slot = { startsAt, lengthMs: TALK_MS }
    const mids = new Map<SceneMessage, string>()
    for (const message of playScene({ ...scene, lines }, { cast, language, slot, random: this.#random })) {
      const { senderId, type, content, sentAt, mentions, replyTo } = message
      const colleague = this.#colleagues.get(senderId)
      if (this.#isClosed || colleague === undefined) return
      await colleague.pause(Math.max(0, sentAt - this.#clock.now()))
      await colleague.be('online')
      const mid = await colleague.say(room, { type, content }, { mentions, replyTo: replyTo && mids.get(replyTo) })
      if (mid !== undefined) mids.set(message, mid)
    }
  }

  async #ask({ userId, name }: Person, room: Room, colleague: Colleague): Promise<void> {
    const asking = this.#random.pick(ASKING[this.#languageIn(room.conversationId)])
    await colleague.say(room, textLine(`@${name} ${asking}`), { mentions: [userId] })
  }
}
