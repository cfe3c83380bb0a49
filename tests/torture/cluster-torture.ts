import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { Cluster } from '../../scripts/lib/cluster/cluster.mjs'
import { systemClock } from '../../src/main/lib/clock'
import { hashPassword } from '../../src/server/store/passwords'
import { openPostgresStore } from '../../src/server/store/postgres/postgres-store'
import { below, pick, seededRandom } from '../fuzz/random'
import { Desk } from '../integration/office'
import { postgresMessages } from './postgres-messages'
import { startApp, type Victim } from './processes'
import { clientViews, CONVERSATION, inFolder, isOnline, PASSWORD, pause, signInBob, Tally } from './talk'
import { type ClientView, type Held, judge, type Verdict } from './verdict'

const NODES = 3
/** Milliseconds between two messages of each side: as many as an outbox gets rid of, one after the other, on a busy machine. */
const PERIOD_MS = 200
/** Milliseconds of undisturbed talk before a kill, at most. */
const MAX_TALK_MS = 1200
/** Milliseconds between two looks at what is to come, and how long nothing at all may arrive. */
const LOOK_MS = 500
const MAX_STILL_MS = 60_000

/** A node dies as often as the two that all nodes stand on together. */
const VICTIMS = ['node', 'node', 'NATS', 'PostgreSQL'] as const

export type ClusterTortureReport = {
  readonly kills: Readonly<Record<'node' | 'NATS' | 'PostgreSQL', number>>
  /** Messages that were queued, and of those of the app the ones whose tick it showed. */
  readonly queued: number
  readonly shownAsSent: number
  readonly verdict: Verdict
}

export type ClusterTortureOptions = {
  readonly cycles: number
  readonly seed: number
  /** The environment of the app: where its display is. */
  readonly env: NodeJS.ProcessEnv
  readonly note?: (line: string) => void
}

/**
 * An office of three servers on a PostgreSQL and a NATS, each a process, and any of them ended at a random moment: by
 * `kill -9`, PostgreSQL also by a restart. Before them is the balancer of `npm run cluster`. Meanwhile alice (the built app) and
 * bob (the client's own parts) write to each other, and bob's second device hears both; none of the three is killed. At the end
 * nobody writes any more, everything may arrive, and PostgreSQL is compared with the three databases.
 */
export function runClusterTorture(options: ClusterTortureOptions): Promise<ClusterTortureReport> {
  return inFolder('jim-cluster-torture-', (dir) => new ClusterTorture(dir, options))
}

class ClusterTorture {
  readonly #options: ClusterTortureOptions
  readonly #random: () => number
  readonly #dir: string
  readonly #cluster: Cluster
  readonly #tally = new Tally()
  readonly #kills = { node: 0, NATS: 0, PostgreSQL: 0 }
  /** Process numbers. */
  readonly #killed = new Set<number>()
  readonly #desks: Desk[] = []
  #app: Victim | undefined
  #stopTalk: () => void = () => undefined

  constructor(dir: string, options: ClusterTortureOptions) {
    this.#options = options
    this.#random = seededRandom(options.seed)
    this.#dir = dir
    this.#cluster = new Cluster({ nodes: NODES, from: 'build', say: (line) => options.note?.(line) })
  }

  async run(): Promise<ClusterTortureReport> {
    await this.#cluster.start()
    await this.#addPeople()
    await this.#startTalk()
    for (let cycle = 1; cycle <= this.#options.cycles; cycle++) await this.#cycle(cycle)
    const views = await this.#settle()
    const verdict = judge(await this.#serverView(), views, this.#tally.queued)
    return { kills: this.#kills, queued: this.#tally.queued.size, shownAsSent: this.#tally.sent.size, verdict }
  }

  async close(): Promise<void> {
    this.#stopTalk()
    for (const desk of this.#desks) desk.close()
    await this.#app?.kill()
    await this.#cluster.close()
  }

  async #addPeople(): Promise<void> {
    const store = await openPostgresStore(this.#cluster.postgresUrl)
    const passwordHash = await hashPassword(PASSWORD)
    for (const userId of ['alice', 'bob'])
      await store.users.create({ userId, name: userId, avatar: '', status: '', passwordHash, lastSeen: 0 })
    await store.close()
  }

  async #startTalk(): Promise<void> {
    const profileDir = join(this.#dir, 'alice')
    mkdirSync(profileDir)
    const torture = { conversationId: CONVERSATION, run: 1, periodMs: PERIOD_MS }
    this.#app = startApp({ profileDir, user: 'alice', ports: this.#cluster.ports, torture, env: this.#options.env })
    this.#tally.hear(this.#app)
    await isOnline(this.#app)
    const bob = await this.#addDesk('bob.db')
    await this.#addDesk('bob-elsewhere.db')
    let count = 0
    this.#stopTalk = systemClock.every(PERIOD_MS, () => {
      const text = `bob 1 ${++count}`
      bob.say(text, CONVERSATION)
      this.#tally.queued.add(text)
    })
  }

  async #addDesk(file: string): Promise<Desk> {
    const { ports } = this.#cluster
    const { token, deviceId } = await signInBob(ports.http)
    const desk = new Desk(ports, 'bob', token, deviceId, join(this.#dir, file))
    this.#desks.push(desk)
    await desk.connect()
    return desk
  }

  async #cycle(cycle: number): Promise<void> {
    await pause(below(this.#random, MAX_TALK_MS))
    const victim = pick(this.#random, VICTIMS)
    const signal = victim === 'PostgreSQL' ? pick(this.#random, ['SIGKILL', 'SIGINT'] as const) : 'SIGKILL'
    const nodes = this.#cluster.nodes
    const part = { node: pick(this.#random, nodes), NATS: this.#cluster.nats, PostgreSQL: this.#cluster.postgres }[victim]
    this.#options.note?.(
      `cycle ${cycle}: ${signal} for ${part.name}, ${this.#tally.queued.size} queued, ${this.#tally.sent.size} shown as sent`,
    )
    if (part.pid !== undefined && !this.#killed.has(part.pid)) {
      process.kill(part.pid, signal)
      this.#killed.add(part.pid)
      this.#kills[victim]++
    }
    // The next one comes while this one is away, one time in four.
    if (below(this.#random, 4) > 0) await this.#isWhole()
  }

  /** Resolves when everything is there; what was killed may still be about to end. */
  async #isWhole(): Promise<void> {
    const { nodes, nats, postgres } = this.#cluster
    if ([...nodes, nats, postgres].every(({ pid }) => pid !== undefined && !this.#killed.has(pid))) return
    await pause(LOOK_MS / 5)
    return this.#isWhole()
  }

  /** Nobody writes any more; resolves when everything has arrived, or nothing arrives for too long. */
  async #settle(): Promise<readonly ClientView[]> {
    await this.#isWhole()
    this.#stopTalk()
    // The same window, and what it has not sent yet: it is started again, to write nothing.
    await this.#app?.kill()
    const torture = { conversationId: CONVERSATION, run: 2, periodMs: 0 }
    const { ports } = this.#cluster
    this.#app = startApp({ profileDir: join(this.#dir, 'alice'), user: 'alice', ports, torture, env: this.#options.env })
    let [state, since] = ['', 0]
    while (!(await this.#isSettled())) {
      const now = JSON.stringify(this.#views().map(({ waiting, ranges }) => [waiting, ranges]))
      if (now !== state) [state, since] = [now, systemClock.monotonic()]
      else if (systemClock.monotonic() - since > MAX_STILL_MS) break
      await pause(LOOK_MS)
    }
    await this.#app.stop()
    return this.#views()
  }

  async #isSettled(): Promise<boolean> {
    const last = (await this.#serverView()).length
    return this.#views().every(({ waiting, ranges }) => waiting === 0 && ranges.length === 1 && ranges[0]?.[1] === last)
  }

  #views(): readonly ClientView[] {
    const bobs = ['bob.db', 'bob-elsewhere.db'].map((name) => join(this.#dir, name))
    return clientViews(join(this.#dir, 'alice'), bobs)
  }

  #serverView(): Promise<readonly Held[]> {
    return postgresMessages(this.#cluster.postgresUrl, CONVERSATION)
  }
}
