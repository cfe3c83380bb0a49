import type { ChosenFile } from '@shared/file'
import { asUserId, type ConversationId, type LocalId } from '@shared/ids'
import type { ConnectionStatus } from '@shared/status'
import { Jim1Link } from '../../src/main/kinds/jim1/jim1-link'
import type { Jim1Connection } from '../../src/main/kinds/jim1/link/jim1-connection'
import { silentLogger } from '../../src/main/lib/logger'
import type { SyncEngine } from '../../src/main/sync/sync-engine'
import type { StoredMessage } from '../../src/main/store/message-row'
import { namedFile } from '../../src/main/transfers/shared-content'
import { tried } from '../helpers/results'
import type { ClientDatabase } from './databases'
import { DeviceFiles } from './device-files'
import { CountedConnection } from './harness'
import { Home } from './home'
import { mount } from './mounted-disks'
import { MortalStore } from './mortal-store'
import { Memory, Screen } from './screen'
import { watchSignals } from './signal-watch'
import type { Simulation } from './simulation'
import { nameOfBytes } from './some-files'
import { UploadWatch } from './upload-watch'
import { type ByteWeather, VirtualBytes } from './virtual-bytes'
import { EPOCH_MS, VirtualClock } from './virtual-clock'
import { VirtualDisk } from './virtual-disk'
import { type HttpWeather, VirtualHttp } from './virtual-http'
import type { Written } from './witness'

/** How long a person takes to sign in again, and to notice that another sign-in has thrown them out. */
const SIGN_IN_MS = 8000

/** Milliseconds in which everything of a program that was quit has come to its end. */
const QUIT_MS = 4000

/** One run of the program on a device, from its start to its end. */
type Life = {
  readonly clock: VirtualClock
  readonly store: MortalStore
  readonly http: VirtualHttp
  readonly bytes: VirtualBytes
  readonly files: DeviceFiles
  readonly connection: Jim1Connection
  readonly engine: SyncEngine
  readonly stopWatching: () => void
}

/** A computer with the app on it: its disk and what was seen on its screen outlive the program. */
export class Device {
  readonly name: string
  readonly weather: HttpWeather & ByteWeather = { isNetworkUp: true, lossPercent: 0, cut: undefined, flip: undefined }
  readonly disk = { isFull: false }
  /** What lies on it as files: the person's own, and the app's. */
  readonly files: VirtualDisk
  readonly home: Home
  /** Bytes that fetched files may take before the least recently used go. */
  cacheBytes = 1_500_000
  /** Messages whose files the person has asked for since all is well. */
  readonly asked = new Set<LocalId>()
  readonly #simulation: Simulation
  readonly #memory = new Memory()
  #life: Life | undefined
  #token = ''
  #tokens = 0
  #isTokenExpired = false
  #skewMs = 0
  #cliMids = 0
  #ids = 0
  #lives = 0
  readonly #mounted: string
  readonly #uploads: UploadWatch
  /** Changes of files until the program ends at a boundary of one. */
  #fileDeath: { readonly side: 'before' | 'after'; left: number } | undefined
  /** One that was quit and may still have something on its way. */
  #quitting: Life | undefined
  /** Transactions until the program ends at a boundary of one. */
  #death: { readonly side: 'before' | 'after'; left: number } | undefined
  #restartMs = 0
  #composing: Written[] = []

  constructor(
    simulation: Simulation,
    readonly userId: string,
    readonly index: number,
    readonly database: ClientDatabase,
  ) {
    this.#simulation = simulation
    this.name = `${userId}.${index}`
    const { timeline, random } = simulation
    const now = (): number => EPOCH_MS + Math.floor(timeline.now)
    this.files = new VirtualDisk({ random, now })
    this.#mounted = mount(this.name, this.files)
    this.home = new Home({ name: this.name, mounted: this.#mounted, disk: this.files, random, now })
    this.#uploads = new UploadWatch({ name: this.name, simulation, canWrite: () => !this.disk.isFull })
  }

  get engine(): SyncEngine | undefined {
    return this.#life?.engine
  }

  get transfers(): DeviceFiles | undefined {
    return this.#life?.files
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
    const { timeline, network, server, witness, random, harness, outside } = this.#simulation
    this.#quitting?.clock.kill()
    this.#quitting = undefined
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
    const bytes = new VirtualBytes({ clock, server, weather: this.weather, random, watch: this.#uploads.ofLife(clock) })
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
      bytes,
      httpBase: () => 'http://virtual',
      token: () => this.#token,
      me: asUserId(this.userId),
      clock,
      logger: silentLogger,
    })
    const mutable = harness.store(store.store)
    const engine = harness.engine({
      clock,
      random,
      link,
      store: mutable,
      me: { userId: asUserId(this.userId), name: this.userId, avatar: '' },
      newCliMid: () => this.#newCliMid(),
      logger: silentLogger,
    })
    const run = `run-${++this.#lives}`
    this.files.use(run, {
      clock,
      get isFull() {
        return disk.isFull
      },
      onChange: (side) => this.#fileBoundary(side),
    })
    const files = new DeviceFiles({
      ...{
        name: this.name,
        clock,
        random,
        link,
        engine,
        store: mutable,
        harness,
        disk: this.files,
        mounted: this.#mounted,
        run,
        witness,
        outside,
      },
      cacheBytes: () => this.cacheBytes,
      fetchLink: outside.fetcher({ clock, weather: this.weather }),
      newId: () => `part-${this.name.replace('.', '-')}-${++this.#ids}`,
    })
    const stopWatching = connection.on('status', (status) => this.#noteStatus(clock, status))
    this.#life = { clock, store, http, bytes, files, connection, engine, stopWatching }
    witness.note(() => `${this.name} starts`)
    new Screen({ name: this.name, engine, store, files, memory: this.#memory, witness, isDead: () => clock.isDead })
    engine.start()
    if (clock.isDead) return
    files.transfers.start()
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

  /** The same at one of the next changes of files. */
  crashAtFile(side: 'before' | 'after', changes: number, restartMs: number): void {
    this.#fileDeath = { side, left: changes }
    this.#restartMs = restartMs
  }

  /** The person quits the app; the same steps as the app's own. */
  quit(): void {
    const life = this.#life
    if (life === undefined) return
    const { witness, network } = this.#simulation
    life.connection.stop({ code: 'signed_out', reason: '' })
    life.files.transfers.close()
    life.engine.close()
    life.connection.close()
    life.files.cache.close()
    void life.bytes.close()
    if (life.clock.isDead) return
    this.#skewMs = life.clock.skewMs
    this.#life = undefined
    // Whoever was stopped in the middle of a file says so a moment later.
    this.#quitting = life
    this.#simulation.timeline.after(QUIT_MS, () => {
      if (this.#quitting === life && life.clock.pending > 0)
        witness.violate('left over', `${this.name}: ${life.clock.pending} timers after close`)
    })
    if (life.bytes.pending > 0) witness.violate('left over', `${this.name}: ${life.bytes.pending} requests for bytes after close`)
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
    this.#composing = [{ device: this.name, conversationId, text, order: this.#simulation.texts }]
    // Some call everybody, so that the verdict has mentions to look for.
    const mentions = conversationId.startsWith('c2g:') && this.#simulation.texts % 4 === 0 ? ['*'] : []
    const stored = life.engine.send({ conversationId, content: { kind: 'text', text }, mentions })
    this.#composing = []
    if (!stored.ok || life.clock.isDead) return
    const row = life.store.store.messages.get(stored.value)
    if (row?.cliMid === undefined) witness.violate('lost', `${this.name}: ${text} was taken and is not on disk`)
    else witness.taken.add(row.cliMid)
  }

  /** Forwards a message that names a file; what is on the server already goes without being brought there again. */
  forward({ localId, conversationId: source, cliMid, content }: StoredMessage, conversationId: ConversationId): void {
    const { witness } = this.#simulation
    const life = this.#life
    if (life === undefined) return
    const file = new Set([nameOfBytes(content)])
    const order = ++this.#simulation.texts
    const from = { conversationId: source, cliMid }
    this.#composing = [{ device: this.name, conversationId, text: `${this.name} forwards ${order}`, order, file, from }]
    const before = new Set(witness.written.keys())
    const sent = life.engine.forward({ localIds: [localId], to: [conversationId], as: 'each', title: '' })
    this.#composing = []
    if (!sent.ok || life.clock.isDead) return
    for (const key of witness.written.keys()) if (!before.has(key)) witness.taken.add(key)
  }

  /** Sends files that lie on the disk, as a person who chose them. */
  async sendFiles(conversationId: ConversationId, paths: readonly string[], as: 'picture' | 'file'): Promise<void> {
    const life = this.#life
    if (life === undefined) return
    const { files } = await life.files.sendable.choose(paths)
    this.#sendChosen(life, conversationId, files, as)
  }

  /** Sends a picture of the clipboard. */
  async paste(conversationId: ConversationId, bytes: Buffer): Promise<void> {
    const life = this.#life
    if (life === undefined) return
    const pasted = await life.files.sendable.paste({ bytes, mime: 'image/png' })
    if (!pasted.ok) return
    for (const { id } of pasted.value.files) this.home.know(life.files.sendable.path(id)!.path, bytes)
    this.#sendChosen(life, conversationId, pasted.value.files, 'picture')
  }

  #sendChosen(life: Life, conversationId: ConversationId, chosen: readonly ChosenFile[], as: 'picture' | 'file'): void {
    if (life.clock.isDead || this.#life !== life || chosen.length === 0) return
    const { witness } = this.#simulation
    const before = new Set(witness.written.keys())
    this.#composing = chosen.map(({ id, name }) => {
      const file = this.home.statesOf(life.files.sendable.path(id)!.path, as)
      return { device: this.name, conversationId, text: name, order: ++this.#simulation.texts, file }
    })
    const sent = life.files.transfers.send({ conversationId, files: chosen.map(({ id }) => ({ id, as })) })
    this.#composing = []
    if (life.clock.isDead) return
    // What cannot be sent is put away again.
    if (!sent.ok) return void life.files.sendable.discard(chosen.map(({ id }) => id))
    for (const cliMid of witness.written.keys()) if (!before.has(cliMid)) witness.taken.add(cliMid)
  }

  /** The program ends, and a byte of something that was half way down is another one when it starts again. */
  rot(by: number, at: number): void {
    this.crash(by * 5000)
    const parts = this.files.below('/run/cache/parts')
    const part = parts[Math.floor(by * parts.length)]
    const file = part === undefined ? undefined : this.files.files.get(part)
    if (part === undefined || file === undefined || file.bytes.length === 0) return
    const bytes = Buffer.from(file.bytes)
    bytes[Math.floor(at * bytes.length)]! ^= 1
    this.files.files.set(part, { ...file, bytes })
  }

  async expireToken(): Promise<void> {
    this.#isTokenExpired = true
    await this.#simulation.signIns.expireToken(this.#token, this.userId, this.name)
  }

  /** As good as new: the network is there, the machine is awake, the program runs and is signed in. */
  heal(): void {
    this.#death = undefined
    this.#fileDeath = undefined
    this.cacheBytes = Infinity
    this.weather.lossPercent = 0
    this.weather.cut = undefined
    this.disk.isFull = false
    this.setNetwork(true, true)
    this.#wake()
    this.boot()
    const life = this.#life
    if (life !== undefined && this.#isTokenExpired) void this.#signIn(life.clock)
  }

  /** Looks at everything, lets go on what is paused, and asks once for each file that is not here. */
  askForFiles(): void {
    const life = this.#life
    if (life === undefined || life.engine.status.state !== 'idle') return
    const rows = life.store.store.conversations.ids().flatMap((id) => life.files.rows(id))
    for (const row of rows) {
      // What came as other bytes than were sent is asked for once more.
      if (life.files.transfers.queue.rowOf(row.localId, 'down')?.failCode === 'damaged') this.asked.delete(row.localId)
      if (namedFile(row) === undefined || this.asked.has(row.localId) || life.files.has(row)) continue
      this.asked.add(row.localId)
      life.files.fetch(row.localId)
    }
    const { queue } = life.files.transfers
    if (queue.isPaused) tried(queue.pauseAll(false))
    for (const { id, progress } of queue.list()) if (progress.step === 'paused') tried(queue.resume(id))
    life.files.look(rows.map(({ localId }) => localId))
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
    const written = this.#composing.shift()
    if (written !== undefined) this.#simulation.witness.written.set(cliMid, written)
    return cliMid
  }

  #boundary(side: 'before' | 'after'): void {
    const death = this.#death
    if (death === undefined || death.side !== side) return
    if (--death.left <= 0) this.#die()
  }

  #fileBoundary(side: 'before' | 'after'): void {
    const death = this.#fileDeath
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
    this.#fileDeath = undefined
    this.#skewMs = life.clock.skewMs
    life.clock.kill()
    life.bytes.kill()
    for (const connection of network.of(this.name)) connection.killClient()
    // Its call stack runs out without a trace. What would go on by itself after that, trying again what leaves none, would for ever.
    queueMicrotask(() => {
      life.files.transfers.close()
      life.engine.close()
    })
    timeline.after(this.#restartMs, () => this.boot())
  }

  /** A log-in: with a fresh token where the old one is void. */
  async #signIn(clock: VirtualClock): Promise<void> {
    const { signIns } = this.#simulation
    if (this.#token === '' || this.#isTokenExpired) {
      this.#isTokenExpired = false
      this.#token = `${this.name}-${++this.#tokens}`
      await signIns.issueToken(this.#token, this.userId, this.name)
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
