import { asUserId, type ConversationId } from '@shared/ids'
import type { ConnectionStatus } from '@shared/status'
import { Jim1Link } from '../../src/main/kinds/jim1/jim1-link'
import type { Jim1Connection } from '../../src/main/kinds/jim1/link/jim1-connection'
import { silentLogger } from '../../src/main/lib/logger'
import type { SyncEngine } from '../../src/main/sync/sync-engine'
import type { ClientDatabase } from './databases'
import { CountedConnection } from './harness'
import { MortalStore } from './mortal-store'
import { Memory, Screen } from './screen'
import { watchSignals } from './signal-watch'
import type { Simulation } from './simulation'
import { VirtualClock } from './virtual-clock'
import { type HttpWeather, VirtualHttp } from './virtual-http'
import type { Written } from './witness'

/** How long a person takes to sign in again, and to notice that another sign-in has thrown them out. */
const SIGN_IN_MS = 8000

/** One run of the program on a device, from its start to its end. */
type Life = {
  readonly clock: VirtualClock
  readonly store: MortalStore
  readonly http: VirtualHttp
  readonly connection: Jim1Connection
  readonly engine: SyncEngine
  readonly stopWatching: () => void
}

/** A computer with the app on it: its disk and what was seen on its screen outlive the program. */
export class Device {
  readonly name: string
  readonly weather: HttpWeather = { isNetworkUp: true, lossPercent: 0 }
  readonly disk = { isFull: false }
  readonly #simulation: Simulation
  readonly #memory = new Memory()
  #life: Life | undefined
  #token = ''
  #tokens = 0
  #isTokenExpired = false
  #skewMs = 0
  #cliMids = 0
  /** Transactions until the program ends at a boundary of one. */
  #death: { readonly side: 'before' | 'after'; left: number } | undefined
  #restartMs = 0
  #composing: Written | undefined

  constructor(
    simulation: Simulation,
    readonly userId: string,
    readonly index: number,
    readonly database: ClientDatabase,
  ) {
    this.#simulation = simulation
    this.name = `${userId}.${index}`
  }

  get engine(): SyncEngine | undefined {
    return this.#life?.engine
  }

  get connection(): Jim1Connection | undefined {
    return this.#life?.connection
  }

  get clock(): VirtualClock | undefined {
    return this.#life?.clock
  }

  /** Starts the program. */
  boot(): void {
    if (this.#life !== undefined) return
    const { timeline, network, server, witness, random, harness } = this.#simulation
    const clock = new VirtualClock(timeline, this.#skewMs)
    const { disk } = this
    const store = new MortalStore(this.database.store, {
      get isDead() {
        return clock.isDead
      },
      get isDiskFull() {
        return disk.isFull
      },
      onBoundary: (side) => this.#boundary(side),
    })
    const http = new VirtualHttp({ clock, server, weather: this.weather, random })
    const onWrite = watchSignals({ name: this.name, store, witness })
    const connection = harness.connection({
      clock,
      random,
      logger: silentLogger,
      openTransport: network.opener(this.name, clock, onWrite),
    })
    const link = new Jim1Link({
      connection,
      http,
      httpBase: () => 'http://virtual',
      token: () => this.#token,
      me: asUserId(this.userId),
      clock,
      logger: silentLogger,
    })
    const engine = harness.engine({
      clock,
      random,
      link,
      store: harness.store(store.store),
      me: { userId: asUserId(this.userId), name: this.userId, avatar: '' },
      newCliMid: () => this.#newCliMid(),
      logger: silentLogger,
    })
    const stopWatching = connection.on('status', (status) => this.#noteStatus(clock, status))
    this.#life = { clock, store, http, connection, engine, stopWatching }
    witness.note(() => `${this.name} starts`)
    new Screen({ name: this.name, engine, store, memory: this.#memory, witness, isDead: () => clock.isDead })
    engine.start()
    if (clock.isDead) return
    connection.networkChanged(!network.isDown(this.name))
    void this.#signIn(clock)
  }

  /** As kill -9, and the start after it. */
  crash(restartMs: number): void {
    this.#restartMs = restartMs
    this.#die()
  }

  /** Ends at the given side of one of the next transactions. */
  crashAt(side: 'before' | 'after', transactions: number, restartMs: number): void {
    this.#death = { side, left: transactions }
    this.#restartMs = restartMs
  }

  /** The person quits the app; the same steps as the app's own. */
  quit(): void {
    const life = this.#life
    if (life === undefined) return
    const { witness, network } = this.#simulation
    life.connection.stop({ code: 'signed_out', reason: '' })
    life.engine.close()
    life.connection.close()
    if (life.clock.isDead) return
    this.#skewMs = life.clock.skewMs
    this.#life = undefined
    if (life.clock.pending > 0) witness.violate('left over', `${this.name}: ${life.clock.pending} timers after close`)
    if (life.http.pending > 0) witness.violate('left over', `${this.name}: ${life.http.pending} requests after close`)
    const open = network.of(this.name).filter((connection) => connection.isClientOpen)
    if (open.length > 0) witness.violate('left over', `${this.name}: ${open.length} sockets after close`)
    life.stopWatching()
    const { connection } = life
    if (connection instanceof CountedConnection && connection.listeners > 0) {
      witness.violate('left over', `${this.name}: ${connection.listeners} listeners after close`)
    }
    witness.note(() => `${this.name} quits`)
  }

  /** Writes a message; what becomes of it is for the witness to see. */
  write(conversationId: ConversationId): void {
    const { witness } = this.#simulation
    const life = this.#life
    if (life === undefined) return
    const text = `${this.name} writes ${++this.#simulation.texts}`
    this.#composing = { device: this.name, conversationId, text, order: this.#simulation.texts }
    // Some call everybody, so that the verdict has mentions to look for.
    const mentions = conversationId.startsWith('c2g:') && this.#simulation.texts % 4 === 0 ? ['*'] : []
    const stored = life.engine.send({ conversationId, content: { kind: 'text', text }, mentions })
    this.#composing = undefined
    if (!stored.ok || life.clock.isDead) return
    const row = life.store.store.messages.get(stored.value)
    if (row?.cliMid === undefined) witness.violate('lost', `${this.name}: ${text} was taken and is not on disk`)
    else witness.taken.add(row.cliMid)
  }

  async expireToken(): Promise<void> {
    this.#isTokenExpired = true
    await this.#simulation.server.expireToken(this.#token, this.userId, this.name)
  }

  /** As good as new: the network is there, the machine is awake, the program runs and is signed in. */
  heal(): void {
    this.#death = undefined
    this.weather.lossPercent = 0
    this.disk.isFull = false
    this.setNetwork(true, true)
    this.#wake()
    this.boot()
    const life = this.#life
    if (life !== undefined && this.#isTokenExpired) void this.#signIn(life.clock)
  }

  /** `isTold`: the system tells the program. */
  setNetwork(isUp: boolean, isTold: boolean, forEver = false): void {
    const { network } = this.#simulation
    this.weather.isNetworkUp = isUp
    if (isUp) network.comeUp(this.name)
    else network.goDown(this.name, forEver)
    if (isTold) this.#life?.connection.networkChanged(isUp)
  }

  sleep(forMs: number): void {
    const life = this.#life
    if (life === undefined || life.clock.isAsleep) return
    life.connection.suspend()
    life.clock.sleep()
    this.#simulation.timeline.after(forMs, () => {
      if (this.#life === life) this.#wake()
    })
  }

  #wake(): void {
    const life = this.#life
    if (life === undefined || !life.clock.isAsleep) return
    life.clock.wake()
    life.connection.resume()
  }

  #newCliMid(): string {
    const order = this.index * 1_000_000 + ++this.#cliMids
    const cliMid = `01890000-0000-7000-8000-${String(order).padStart(12, '0')}`
    if (this.#composing !== undefined) this.#simulation.witness.written.set(cliMid, this.#composing)
    return cliMid
  }

  #boundary(side: 'before' | 'after'): void {
    const death = this.#death
    if (death === undefined || death.side !== side) return
    if (--death.left <= 0) this.#die()
  }

  #die(): void {
    const life = this.#life
    if (life === undefined) return
    const { network, timeline, witness } = this.#simulation
    witness.note(() => `${this.name} dies`)
    this.#life = undefined
    this.#death = undefined
    this.#skewMs = life.clock.skewMs
    life.clock.kill()
    for (const connection of network.of(this.name)) connection.killClient()
    timeline.after(this.#restartMs, () => this.boot())
  }

  /** A log-in: with a fresh token where the old one is void. */
  async #signIn(clock: VirtualClock): Promise<void> {
    const { server } = this.#simulation
    if (this.#token === '' || this.#isTokenExpired) {
      this.#isTokenExpired = false
      this.#token = `${this.name}-${++this.#tokens}`
      await server.issueToken(this.#token, this.userId, this.name)
    }
    const life = this.#life
    if (life?.clock !== clock) return
    life.connection.start({
      address: { host: 'virtual', port: 9001, tls: false },
      clientId: this.userId,
      token: this.#token,
      deviceId: this.name,
      deviceName: this.name,
      appVersion: '0',
      kind: 'sync',
    })
  }

  #noteStatus(clock: VirtualClock, status: ConnectionStatus): void {
    const { witness } = this.#simulation
    if (clock.isDead) return
    const code = 'cause' in status ? (status.cause?.code ?? '') : ''
    witness.note(() => `${this.name} is ${status.state} ${code}`.trimEnd())
    if (status.state !== 'stopped' || status.cause.code === 'signed_out') return
    // The person sees it, and signs in.
    if (status.cause.code !== 'expired') witness.violate('stuck', `${this.name} is stopped: ${status.cause.code} ${status.cause.reason}`)
    clock.deliver(SIGN_IN_MS, () => void this.#signIn(clock))
  }
}
