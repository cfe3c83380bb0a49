import type { Bus } from '../../src/server/bus/bus'
import type { ServerStore } from '../../src/server/store/server-store'
import type { Session } from '../../src/server/world/session'
import type { World } from '../../src/server/world/world'
import { HeardSession } from '../server/nodes/heard-session'
import { NodesVerdict } from '../server/nodes/nodes-verdict'
import { ToldMarks } from './told-marks'
import type { VirtualServer } from './virtual-server'

/** Sees what every node tells each of its sessions: a client would repair what it should have been told. */
export class ToldSessions {
  readonly #store: ServerStore
  readonly #verdict = new NodesVerdict()
  readonly #heard = new WeakMap<Session, HeardSession>()
  readonly #watched = new Map<VirtualServer, World>()
  readonly #marks: ToldMarks

  constructor(store: ServerStore, now: () => number) {
    this.#store = store
    this.#marks = new ToldMarks(now)
  }

  /** From now on nothing is broken any more. */
  allIsWell(): void {
    this.#marks.allIsWell()
  }

  /** From the start of a node's program. */
  watch(world: World, server: VirtualServer, bus: Bus): void {
    this.#watched.set(server, world)
    world.sessions.watch((session) => void this.#enter(session))
    this.#marks.watch(world)
    bus.subscribe((published) => {
      this.#marks.hear(world, published)
      const { to, except, event } = published
      if (event.kind !== 'message') return
      for (const session of to.flatMap((userId) => world.sessions.of(userId))) {
        const heard = this.#heard.get(session)
        // Its ack tells it of its own.
        if (session.sessionId !== except) heard?.deliver(event)
        else heard?.reply().ack({ conversationId: String(event.data['conversation_id']), seq: Number(event.data['seq']) } as never)
      }
    })
  }

  /** A line for each session that was not told everything once and in order, as far as it should have been by now. */
  async faults(): Promise<readonly string[]> {
    this.#verdict.stayed.clear()
    const worlds = [...this.#watched].flatMap(([server, world]) => (server.world === world ? [world] : []))
    for (const world of worlds) {
      for (const session of world.sessions.all()) {
        const heard = this.#heard.get(session)
        if (heard !== undefined) this.#verdict.stayed.add(heard)
      }
    }
    return [...(await this.#verdict.faults(this.#store)), ...this.#marks.missing(worlds)]
  }

  /** What the store has at this moment it finds by asking. */
  async #enter(session: Session): Promise<void> {
    const heard = new HeardSession(session.userId, session.sessionId)
    this.#heard.set(session, heard)
    const heads = new Map<string, number>()
    heard.heads = heads
    this.#verdict.sessions.add(heard)
    for (const { conversationId, seq } of await this.#store.messages.tail(0, 1e6)) heads.set(conversationId, seq)
  }
}
