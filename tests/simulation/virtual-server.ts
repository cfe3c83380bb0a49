import { createHash } from 'node:crypto'
import type { HttpRequest, HttpResponse } from '../../src/main/lib/http-client'
import { Authenticator } from '../../src/server/auth'
import { LocalBus } from '../../src/server/bus/local-bus'
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
import type { ServerStore } from '../../src/server/store/server-store'
import { World } from '../../src/server/world/world'
import { MemoryStorage, ServerDisk } from './memory-storage'
import { type ByteCall, type ByteReply, Routes } from './routes'
import type { Timeline } from './timeline'
import { EPOCH_MS, VirtualServerClock } from './virtual-clock'
import type { VirtualOutgoing } from './virtual-exchange'

/** One for the process: a registry takes longer to make than a server to start. */
const metrics = new Metrics()
/** What is counted on demand is registered once for a process, and nobody asks. */
const countless = Object.create(metrics, { watch: { value: () => undefined } }) as Metrics

export const HTTP_BASE = 'http://virtual'
/** An upload is given up so soon that some are, within the minutes of a schedule. */
const LIMITS = { ...DEFAULT_LIMITS, burst: 40, perSecond: 10, uploadExpiresMs: 45_000 }

/** What changes the disk, of all that a store can do. */
const WRITES: ReadonlySet<PropertyKey> = new Set([
  ...['append', 'recall', 'createGroup', 'raiseMark', 'touchC2cOf', 'setMutedUntil'],
  ...['create', 'setPassword', 'setProfile', 'setLastSeen', 'save', 'remove', 'removeExpired', 'removeOfUser'],
  ...['touch', 'removeOthersOfDevice', 'begin', 'setContent', 'complete', 'discard', 'expire', 'claim', 'removeUnnamed'],
])

type Life = {
  readonly clock: VirtualServerClock
  readonly world: World
  readonly gateway: Gateway
  readonly files: Promise<Files>
  readonly routes: Promise<Routes>
  /** As soon as its files are open. */
  links?: SignedLinks
  isDead: boolean
}

export type ServerOptions = {
  readonly timeline: Timeline
  readonly store: ServerStore
  /** What a mutation makes of the store. */
  readonly wrap: (store: ServerStore) => ServerStore
  /** The server's program runs; nobody has come yet. */
  readonly onStart: (world: World) => void
  /** The server's program has ended, with everything that it had open. */
  readonly onDeath: () => void
}

/** The bundled server on virtual links: its world, gateway, routes and store are the real ones. */
export class VirtualServer {
  readonly faults = new Faults()
  readonly #options: ServerOptions
  #life: Life | undefined
  #ids = 0
  /** What it keeps of files. */
  readonly disk = new ServerDisk()
  /** Transactions that are still committed before the program ends right after one. */
  #writesLeft = Infinity
  /** The same for what is done to files. */
  #fileChangesLeft = Infinity
  readonly #deathWatch = new Set<() => void>()

  constructor(options: ServerOptions) {
    this.#options = options
  }

  get isUp(): boolean {
    return this.#life !== undefined
  }

  get store(): ServerStore {
    return this.#options.store
  }

  get world(): World | undefined {
    return this.#life?.world
  }

  start(): void {
    if (this.#life !== undefined) return
    const clock = new VirtualServerClock(this.#options.timeline)
    const life: Pick<Life, 'clock' | 'links' | 'isDead'> = { clock, isDead: false }
    const store = this.#options.wrap(this.#mortal(life))
    const newId = (): string => `id-${++this.#ids}`
    const world = new World({
      store,
      bus: new LocalBus(),
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
    const files = openFiles({
      ...{ store: store.files, storage, clock, limits: LIMITS, logger, metrics: countless },
      httpBase: () => HTTP_BASE,
    })
    const pace = { bytes: LIMITS.minUploadBytes, windowMs: 30_000 }
    const routes = files.then((opened) => {
      life.links = opened.links
      opened.sweep.start()
      return new Routes({ ...common, store }, { files: opened, patience: new BodyPatience(clock), pace })
    })
    // A server that is killed before it is up has nobody to tell.
    routes.catch(() => undefined)
    this.#life = Object.assign(life, { world, gateway, files, routes })
    this.#options.onStart(world)
  }

  /** Runs when this life of the program ends; the result forgets it. */
  onDeath(run: () => void): () => void {
    this.#deathWatch.add(run)
    return () => void this.#deathWatch.delete(run)
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

  /** Says `shutting_down` to everybody, then ends. */
  async shutDown(): Promise<void> {
    const life = this.#life
    if (life === undefined) return
    await life.gateway.close(1000)
    await (await life.files).sweep.stop()
    this.kill()
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
    this.#options.onDeath()
  }

  /** The program ends right after it has committed this many more transactions, before it says so to anybody. */
  killAfterWrites(count: number): void {
    this.#writesLeft = count
  }

  /** The same for so many changes of files: bytes that came, a file that is put in its place. */
  killAfterFileChanges(count: number): void {
    this.#fileChangesLeft = count
  }

  /** A token as `POST /v1/login` gives one. */
  async issueToken(token: string, userId: string, deviceId: string): Promise<void> {
    const { tokens } = this.store
    const now = Math.floor(EPOCH_MS + this.#options.timeline.now)
    await tokens.save({
      tokenHash: hashOf(token),
      userId,
      deviceId,
      deviceName: deviceId,
      createdAt: now,
      expiresAt: now + LIMITS.tokenMs,
    })
  }

  /** From now on the device's token is an expired one. */
  async expireToken(token: string, userId: string, deviceId: string): Promise<void> {
    const { tokens } = this.store
    await tokens.remove(hashOf(token))
    await tokens.save({ tokenHash: hashOf(token), userId, deviceId, deviceName: deviceId, createdAt: 0, expiresAt: 1 })
  }

  /** The store as one life of the server sees it: after its end nothing is written, whatever was still to be done. */
  #mortal(life: { readonly isDead: boolean }): ServerStore {
    const guard = <T extends object>(part: T): T =>
      new Proxy(part, {
        get: (target, key): unknown => {
          const method: unknown = Reflect.get(target, key)
          if (typeof method !== 'function') return method
          return (...args: unknown[]): unknown => {
            if (life.isDead) return Promise.reject(new Error('the server is dead'))
            const result: unknown = Reflect.apply(method, target, args)
            if (WRITES.has(key) && --this.#writesLeft <= 0) this.kill()
            return result
          }
        },
      })
    const { users, tokens, conversations, messages, files } = this.store
    return {
      users: guard(users),
      tokens: guard(tokens),
      conversations: guard(conversations),
      messages: guard(messages),
      files: guard(files),
      exclusive: (conversationIds, run) =>
        this.store.exclusive(conversationIds, (within) =>
          run({
            users: guard(within.users),
            conversations: guard(within.conversations),
            messages: guard(within.messages),
            files: guard(within.files),
          }),
        ),
      foreignChanges: (since) => this.store.foreignChanges(since),
      probe: (at) => this.store.probe(at),
      copyTo: (file) => this.store.copyTo(file),
      close: async () => undefined,
    }
  }
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('base64')
}
