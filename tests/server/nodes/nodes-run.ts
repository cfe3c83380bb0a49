import { below, pick } from '../../fuzz/random'
import type { HeardSession } from './heard-session'
import { NodesVerdict } from './nodes-verdict'
import { type Breaking, type TestNode, TestNodes } from './test-nodes'

const USERS = ['u1', 'u2', 'u3', 'u4', 'u5']
const STEPS = 60

type Live = { readonly session: HeardSession; readonly at: TestNode }

/**
 * A few people, two or three nodes and a bad bus, for as many virtual seconds as it takes: they come and go, write, make and
 * change groups, the bus is torn off, nodes die and others take their place.
 *
 * @returns what went wrong, a line each
 */
export async function runNodes(seed: number, breaking?: Breaking): Promise<readonly string[]> {
  const office = new TestNodes(seed, breaking)
  await office.addUsers(...USERS)
  const run = new NodesRun(office)
  await run.begin()
  for (let step = 0; step < STEPS; step++) {
    run.act()
    await office.clock.advanceAsync(below(office.random, 200))
  }
  await run.end()
  const faults = await run.verdict.faults(office.store)
  await office.close()
  return faults
}

class NodesRun {
  readonly verdict = new NodesVerdict()
  readonly #office: TestNodes
  readonly #live = new Set<Live>()
  readonly #groups: string[] = []
  readonly #up = new Set<TestNode>()

  constructor(office: TestNodes) {
    this.#office = office
  }

  async begin(): Promise<void> {
    const { random } = this.#office
    for (let i = 0; i < 2 + below(random, 2); i++) this.#up.add(await this.#office.addNode())
    for (const userId of USERS) this.#enter(userId)
    await this.#office.clock.advanceAsync(200)
    this.#makeGroup()
  }

  act(): void {
    const { random } = this.#office
    const dice = below(random, 100)
    if (dice < 55) return this.#say()
    if (dice < 63) return this.#enter(pick(random, USERS))
    if (dice < 69) return this.#leave()
    if (dice < 74) return this.#makeGroup()
    if (dice < 84) return this.#changeGroup()
    if (dice < 90) return this.#changeBus()
    if (dice < 97) return this.#tearOff()
    this.#kill()
  }

  /** Everybody who is there now is to have everything in the end. The bus does not become any better. */
  async end(): Promise<void> {
    for (const { setConnected } of this.#up) setConnected(true)
    await this.#office.clock.advanceAsync(12_000)
    for (const { session } of this.#live) this.verdict.stayed.add(session)
  }

  #say(): void {
    const live = this.#pickLive()
    if (live === undefined) return
    const { random } = this.#office
    const toGroup = this.#groups.length > 0 && below(random, 2) === 0
    const times = 1 + below(random, 3)
    for (let i = 0; i < times; i++) {
      const to = toGroup ? pick(random, this.#groups) : pick(random, USERS)
      this.#lost(this.#office.say(live.at, live.session, to, toGroup ? 'c2g' : 'c2c'))
    }
  }

  #enter(userId: string): void {
    if (this.#up.size === 0) return
    const at = pick(this.#office.random, [...this.#up])
    this.#lost(
      this.#office.enter(at, userId).then((session) => {
        this.verdict.sessions.add(session)
        if (this.#up.has(at)) this.#live.add({ session, at })
      }),
    )
  }

  #leave(): void {
    const live = this.#pickLive()
    if (live === undefined || this.#live.size < 3) return
    this.#live.delete(live)
    live.session.isGone = true
    this.#lost(live.at.world.disconnect(live.session))
  }

  #makeGroup(): void {
    const live = this.#pickLive()
    if (live === undefined) return
    const others = USERS.filter(() => below(this.#office.random, 2) === 0)
    this.#lost(
      live.at.world.groups.create(live.session.userId, 'group', others).then(({ conversation_id }) => {
        this.#groups.push(conversation_id.slice('c2g:'.length))
      }),
    )
  }

  #changeGroup(): void {
    const live = this.#pickLive()
    const { random } = this.#office
    if (live === undefined || this.#groups.length === 0) return
    const { groups } = live.at.world
    const { userId } = live.session
    const group = pick(random, this.#groups)
    const other = pick(random, USERS)
    this.#lost(below(random, 2) === 0 ? groups.addMembers(userId, group, [other]) : groups.removeMembers(userId, group, [other]))
  }

  #changeBus(): void {
    const { random } = this.#office
    this.#office.bus.faults = { drop: random() * 0.6, double: random() * 0.5, delay: random() * 0.8 }
  }

  #tearOff(): void {
    if (this.#up.size === 0) return
    const node = pick(this.#office.random, [...this.#up])
    node.setConnected(below(this.#office.random, 2) === 0)
  }

  #kill(): void {
    if (this.#up.size < 2) return
    const node = pick(this.#office.random, [...this.#up])
    this.#up.delete(node)
    node.kill()
    for (const live of this.#live) if (live.at === node) this.#live.delete(live)
    this.#lost(this.#office.addNode().then((added) => this.#up.add(added)))
  }

  #pickLive(): Live | undefined {
    return this.#live.size === 0 ? undefined : pick(this.#office.random, [...this.#live])
  }

  /** What is refused, or was to be done by a node that died, is nobody's fault. */
  #lost(work: Promise<unknown>): void {
    work.catch(() => undefined)
  }
}
