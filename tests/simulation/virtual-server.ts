import type { HttpRequest, HttpResponse } from '../../src/main/lib/http-client'
import { Authenticator } from '../../src/server/auth'
import type { Bus } from '../../src/server/bus/bus'
import { LocalBus } from '../../src/server/bus/local-bus'
import type { ServerClock } from '../../src/server/clock'
import { Faults } from '../../src/server/faults'
import type { ClientHandler } from '../../src/server/gateway/client-handler'
import { Gateway } from '../../src/server/gateway/gateway'
import type { Link } from '../../src/server/gateway/link'
import { BodyPatience } from '../../src/server/http/body-patience'
import { DEFAULT_LIMITS } from '../../src/server/limits'
import { type Files, openFiles } from '../../src/server/files/files'
import type { SignedLinks } from '../../src/server/files/signed-links'
import { silentServerLogger } from '../../src/server/logger'
import { Metrics } from '../../src/server/metrics'
import type { Deliveries } from '../../src/server/nodes/deliveries'
import type { OfficeNode } from '../../src/server/nodes/office-node'
import type { Claims } from '../../src/server/store/claims'
import type { ServerStore } from '../../src/server/store/server-store'
import { World } from '../../src/server/world/world'
import { MemoryStorage, ServerDisk } from './memory-storage'
import { mortalServerStore } from './mortal-server-store'
import type { Office } from './office'
import { type ByteCall, type ByteReply, Routes } from './routes'
import { rest, type Timeline } from './timeline'
import { VirtualServerClock } from './virtual-clock'
import type { VirtualOutgoing } from './virtual-exchange'

/** One for the process: a registry takes longer to make than a server to start. */
const metrics = new Metrics()
/** What is counted on demand is registered once for a process, and nobody asks. */
const countless = Object.create(metrics, { watch: { value: () => undefined } }) as Metrics

export const HTTP_BASE = 'http://virtual'
/** An upload is given up so soon that some are, within the minutes of a schedule. */
const LIMITS = { ...DEFAULT_LIMITS, burst: 40, perSecond: 10, uploadExpiresMs: 45_000 }

type Life = {
  readonly clock: VirtualServerClock
  readonly world: World
  readonly gateway: Gateway
  readonly files: Promise<Files>
  readonly routes: Promise<Routes>
  readonly joined: Joined | undefined
  /** As soon as its files are open. */
  links?: SignedLinks
  /** Whoever comes is let in. */
  isOpen: boolean
  isDead: boolean
}

/** What one life of a server has, as one node of several. */
export type Joined = {
  readonly store: ServerStore
  readonly node: OfficeNode
  readonly deliveries: Deliveries
  readonly claims: Claims
  /** As kill -9. */
  readonly end: () => void
}

export type ServerOptions = {
  readonly timeline: Timeline
  readonly store: ServerStore
  /** What a mutation makes of the store. */
  readonly wrap: (store: ServerStore) => ServerStore
  /** The server's program runs; nobody has come yet. */
  readonly onStart: (world: World, server: VirtualServer, bus: Bus) => void
  /** The server's program has ended, with everything that it had open. */
  readonly onDeath: (server: VirtualServer) => void
  readonly faults?: Faults
  readonly disk?: ServerDisk
  /** What it is called among several; absent: it is alone. */
  readonly name?: string
  /** Each of its lives joins the others so. Absent: there are none. */
  readonly join?: (life: { readonly isDead: boolean; readonly clock: ServerClock }, store: ServerStore) => Joined
  /** It could not begin, and has ended. */
  readonly onFailure?: () => void
}

/** The bundled server on virtual links: its world, gateway, routes and store are the real ones. */
export class VirtualServer implements Office {
  readonly faults: Faults
  /** What it keeps of files. */
  readonly disk: ServerDisk
  readonly name: string
  readonly #options: ServerOptions
  #life: Life | undefined
  #ids = 0
  /** Transactions that are still committed before the program ends right after one. */
  #writesLeft = Infinity
  /** The same for what is done to files. */
  #fileChangesLeft = Infinity
  readonly #deathWatch = new Set<() => void>()

  constructor(options: ServerOptions) {
    this.#options = options
    this.faults = options.faults ?? new Faults()
    this.disk = options.disk ?? new ServerDisk()
    this.name = options.name ?? ''
  }

  get isUp(): boolean {
    return this.#life?.isOpen === true
  }

  get store(): ServerStore {
    return this.#options.store
  }

  get world(): World | undefined {
    return this.#life?.isOpen === true ? this.#life.world : undefined
  }

  reach(): VirtualServer {
    return this
  }

  pick(): VirtualServer {
    return this
  }

  async begin(): Promise<void> {
    this.start()
    await rest()
  }

  start(): void {
    if (this.#life !== undefined) return
    const { timeline, join, wrap, onStart } = this.#options
    const clock = new VirtualServerClock(timeline)
    const life: Pick<Life, 'clock' | 'links' | 'isDead' | 'isOpen'> = { clock, isDead: false, isOpen: join === undefined }
    const mortal = mortalServerStore(this.store, {
      get isDead() {
        return life.isDead
      },
      onWrite: () => {
        if (--this.#writesLeft <= 0) this.kill()
      },
    })
    const joined = join?.(life, mortal)
    const store = joined?.store ?? wrap(mortal)
    const newId = (): string => `${this.name}id-${++this.#ids}`
    const bus = joined?.node.bus ?? new LocalBus()
    const world = new World({
      store,
      bus,
      deliveries: joined?.deliveries,
      elsewhere: joined?.node.elsewhere,
      tellMarks: joined?.node.tellMarks,
      context: {
        now: () => clock.now(),
        newId,
        defer: (run) => void clock.after(1, run),
        after: (delayMs, run) => clock.after(delayMs, run),
        limits: LIMITS,
      },
    })
    const authenticator = new Authenticator({ store, clock, limits: LIMITS })
    const { faults } = this
    const common = { world, authenticator, clock, faults, limits: LIMITS, logger: silentServerLogger, metrics }
    const gateway = new Gateway({ ...common, newId, httpBase: () => HTTP_BASE, linkTo: (fileId) => this.linkTo(fileId) })
    const storage = new MemoryStorage(this.disk, {
      get isDead() {
        return life.isDead
      },
      now: () => clock.now(),
      onChange: () => {
        if (--this.#fileChangesLeft <= 0) this.kill()
      },
    })
    const { logger } = common
    const openNow = (): Promise<Files> =>
      openFiles({
        ...{ store: store.files, storage, clock, limits: LIMITS, logger, metrics: countless },
        httpBase: () => HTTP_BASE,
        claims: joined?.claims,
      })
    const files = joined === undefined ? openNow() : joined.node.start().then(openNow)
    const pace = { bytes: LIMITS.minUploadBytes, windowMs: 30_000 }
    const routes = files.then((opened) => {
      life.links = opened.links
      opened.sweep.start()
      return new Routes({ ...common, store }, { files: opened, patience: new BodyPatience(clock), pace })
    })
    // A server that is killed before it is up has nobody to tell.
    routes.catch(() => undefined)
    this.#life = Object.assign(life, { world, gateway, files, routes, joined })
    if (joined === undefined) return onStart(world, this, bus)
    const open = (): void => {
      if (life.isDead) return
      life.isOpen = true
      onStart(world, this, bus)
    }
    routes.then(open, () => {
      if (life.isDead) return
      this.kill()
      this.#options.onFailure?.()
    })
  }

  heal(): void {
    this.killAfterWrites(Infinity)
    this.killAfterFileChanges(Infinity)
    this.start()
  }

  /** Runs when this life of the program ends; the result forgets it. */
  onDeath(run: () => void): () => void {
    this.#deathWatch.add(run)
    return () => void this.#deathWatch.delete(run)
  }

  /** Its files are open, also while it ends. */
  get hasLinks(): boolean {
    return this.#life?.links !== undefined
  }

  /** Where whoever has no token gets a file. */
  linkTo(fileId: string): string {
    const links = this.#life?.links
    if (links === undefined) throw new Error('the files of the server are not open')
    return links.linkTo(fileId)
  }

  accept(link: Link): ClientHandler {
    const life = this.#life
    if (life === undefined) throw new Error('the server is down')
    return life.gateway.accept(link)
  }

  async handle(request: HttpRequest): Promise<HttpResponse> {
    const life = this.#life
    if (life === undefined) throw new Error('the server is down')
    const response = await (await life.routes).handle(request)
    if (life.isDead) throw new Error('the server is dead')
    return response
  }

  /** Of these files those that the server gives to a user, as its routes ask it. */
  async readable(userId: string, fileIds: readonly string[]): Promise<ReadonlySet<string>> {
    const files = await this.#life?.files
    return new Set((await files?.store.readable(userId, fileIds))?.map(({ fileId }) => fileId))
  }

  /** A request with bytes, or for bytes. */
  async exchange(call: ByteCall, outgoing: VirtualOutgoing): Promise<ByteReply> {
    const life = this.#life
    if (life === undefined) throw new Error('the server is down')
    const reply = await (await life.routes).exchange(call, outgoing)
    if (life.isDead) throw new Error('the server is dead')
    return reply
  }

  /** What it waits for comes by itself. */
  during<T>(work: Promise<T>): Promise<T> {
    return work
  }

  passAlone(ms: number): Promise<void> {
    const { timeline } = this.#options
    return timeline.runUntil(timeline.now + ms)
  }

  /** Says `shutting_down` to everybody, then ends. */
  async shutDown(): Promise<void> {
    const life = this.#life
    if (life === undefined) return
    const { joined, gateway, world } = life
    if (joined !== undefined) life.isOpen = false
    await gateway.close(1000)
    if (joined !== undefined) await world.close()
    // It may never have had its files: what could not begin ends by itself.
    await life.files.then(
      ({ sweep }) => sweep.stop(),
      () => undefined,
    )
    if (joined !== undefined) await joined.node.close()
    if (!life.isDead) this.kill()
  }

  /** As kill -9. */
  kill(): void {
    const life = this.#life
    if (life === undefined) return
    life.isDead = true
    life.clock.kill()
    this.#life = undefined
    this.#writesLeft = Infinity
    this.#fileChangesLeft = Infinity
    for (const run of [...this.#deathWatch]) run()
    this.#deathWatch.clear()
    this.#options.onDeath(this)
    life.joined?.end()
  }

  /** The program ends right after it has committed this many more transactions, before it says so to anybody. */
  killAfterWrites(count: number): void {
    this.#writesLeft = count
  }

  /** The same for so many changes of files: bytes that came, a file that is put in its place. */
  killAfterFileChanges(count: number): void {
    this.#fileChangesLeft = count
  }
}
