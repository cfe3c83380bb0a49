import { createHash, randomBytes } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { systemClock } from '../../src/main/lib/clock'
import { type Ports, startServer } from '../../src/server/server'
import { below, pick, seededRandom } from '../fuzz/random'
import { must } from '../helpers/results'
import { UploadTap } from '../helpers/upload-tap'
import { Desk } from '../integration/office'
import { accountsDir, startApp, startServerProcess, type Victim } from './processes'
import { clientViews, CONVERSATION, inFolder, isOnline, PASSWORD, pause, signInBob, Tally } from './talk'
import { type ClientView, judge, serverMessages, torn, type Verdict } from './verdict'

/** Milliseconds between two messages of each side. */
const PERIOD_MS = 60
/** Milliseconds of undisturbed talk before a kill, at most. */
const MAX_TALK_MS = 1200
/** Milliseconds between two files of each side, and for each MiB that one may have. */
const FILE_PERIOD_MS = 900
const PER_MIB_MS = 225
/** Milliseconds after a start within which one kill in four comes: in the middle of opening, logging in, catching up. */
const MAX_START_MS = 2500
/** Milliseconds between two looks at the databases at the end, and how long everything may take to arrive. */
const LOOK_MS = 500
/** In the end, without anything that arrives: a busy machine may take long, and is no fault. */
const STANDSTILL_MS = 180_000

export type TortureReport = {
  readonly seed: number
  readonly appKills: number
  readonly serverKills: number
  /** Messages that the app said were queued, and of these those whose tick it showed. */
  readonly queued: number
  readonly shownAsSent: number
  /** Files that were sent, and those that are not whole with the other side at the end. */
  readonly files: number
  readonly torn: readonly string[]
  /** Requests that carried bytes of uploads, counted before the server; bytes of them that it had already. */
  readonly uploads: { readonly requests: number; readonly sentAgain: number; readonly astray: number; readonly begunAnew: number }
  readonly verdict: Verdict
}

export type TortureOptions = {
  readonly cycles: number
  readonly seed: number
  /** Bytes of a file at most; 0: only messages. */
  readonly fileBytes: number
  /** Bytes of a file at least. */
  readonly leastFileBytes?: number
  /** The environment of the app: where its display is. */
  readonly env: NodeJS.ProcessEnv
  readonly note?: (line: string) => void
}

/**
 * Real processes, killed for real: the built app (alice) and the built server, one or the other ended by `kill -9` at a
 * random moment, while alice and bob (the client's own parts, in this process, never killed) write to each other all
 * the time. At the end nobody writes any more, everything may arrive, and the three databases are compared.
 */
export function runTorture(options: TortureOptions): Promise<TortureReport> {
  return inFolder('jim-torture-', (dir) => new Torture(dir, options))
}

class Torture {
  readonly #options: TortureOptions
  readonly #random: () => number
  readonly #serverDir: string
  readonly #profileDir: string
  readonly #bobFile: string
  readonly #filesDir: string
  readonly #bobCache: string
  readonly #tally = new Tally()
  readonly #kills = { app: 0, server: 0 }
  #ports: Ports = { tcp: 0, ws: 0, http: 0 }
  /** Files go by it, so that every byte of an upload is counted. */
  #tap: UploadTap | undefined
  #server: Victim | undefined
  #app: Victim | undefined
  #bob: Desk | undefined
  #stopBob: () => void = () => undefined
  #run = 0

  constructor(dir: string, options: TortureOptions) {
    this.#options = options
    this.#random = seededRandom(options.seed)
    this.#serverDir = join(dir, 'server')
    this.#profileDir = join(dir, 'alice')
    this.#bobFile = join(dir, 'bob.db')
    this.#filesDir = join(dir, 'sent')
    this.#bobCache = join(dir, 'bob-files')
    for (const folder of [this.#serverDir, this.#profileDir, this.#filesDir]) mkdirSync(folder)
  }

  async run(): Promise<TortureReport> {
    await this.#addPeople()
    await this.#startServer()
    this.#tap = await UploadTap.open(this.#ports.http, join(this.#serverDir, 'files'))
    await this.#startBob()
    this.#startApp(PERIOD_MS)
    await isOnline(this.#app)
    for (let cycle = 1; cycle <= this.#options.cycles; cycle++) await this.#cycle(cycle)
    const views = await this.#settle()
    const verdict = judge(this.#serverView(), views, this.#tally.queued)
    const { seed } = this.#options
    const [queued, shownAsSent] = [this.#tally.queued.size, this.#tally.sent.size]
    const files = readdirSync(this.#filesDir).filter((name) => this.#tally.queued.has(name))
    const kills = { appKills: this.#kills.app, serverKills: this.#kills.server }
    const { requests = [], sentAgain = 0, astray = [], begunAnew = [] } = this.#tap ?? {}
    const uploads = { requests: requests.length, sentAgain, astray: astray.length, begunAnew: begunAnew.length }
    return { seed, ...kills, queued, shownAsSent, files: files.length, torn: this.#torn(files), uploads, verdict }
  }

  async close(): Promise<void> {
    this.#stopBob()
    this.#bob?.close()
    for (const victim of [this.#app, this.#server]) await victim?.kill()
    await this.#tap?.close()
  }

  async #addPeople(): Promise<void> {
    const server = await startServer({ host: '127.0.0.1', tcp: 0, ws: 0, http: 0, dataDir: this.#serverDir })
    for (const userId of ['alice', 'bob']) await server.addUser({ userId, name: userId, password: PASSWORD })
    await server.close()
  }

  /** Ports are free ones at first, the same ones ever after. */
  async #startServer(): Promise<void> {
    const { victim, ports } = await startServerProcess(this.#serverDir, this.#ports)
    this.#server = victim
    this.#ports = ports
    this.#bob?.connection.reconnectNow()
  }

  async #startBob(): Promise<void> {
    const { token, deviceId } = await signInBob(this.#ports.http)
    const bob = new Desk(this.#ports, 'bob', token, deviceId, this.#bobFile, { files: this.#bobCache, http: this.#tap!.port })
    await bob.connect()
    let [count, files] = [0, 0]
    this.#bob = bob
    bob.engine.on('messages', ({ upserted }) => {
      const files = upserted
        .flatMap((localId) => bob.store.messages.get(localId) ?? [])
        .filter(({ type, isMine }) => type === 'file' && !isMine)
      for (const { localId } of files) if (bob.transferOf(localId, 'down') === undefined) must(bob.transfers!.wanted.download(localId))
    })
    const stopTexts = systemClock.every(PERIOD_MS, () => {
      const text = `bob 1 ${++count}`
      bob.say(text, CONVERSATION)
      this.#tally.queued.add(text)
    })
    const { fileBytes, leastFileBytes = 1 } = this.#options
    const stopFiles = this.#every(this.#filePeriodMs, () => {
      const name = `bob-file 1 ${++files}`
      writeFileSync(join(this.#filesDir, name), randomBytes(leastFileBytes + below(this.#random, fileBytes - leastFileBytes)))
      bob.sendFiles([join(this.#filesDir, name)], CONVERSATION)
      this.#tally.queued.add(name)
    })
    this.#stopBob = () => {
      stopTexts()
      stopFiles()
    }
  }

  get #filePeriodMs(): number {
    return Math.max(FILE_PERIOD_MS, Math.round((this.#options.fileBytes / 2 ** 20) * PER_MIB_MS))
  }

  /** Where files are sent at all. */
  #every(periodMs: number, run: () => void): () => void {
    return this.#options.fileBytes === 0 ? () => undefined : systemClock.every(periodMs, run)
  }

  /** What the other side does not hold whole: by the hash of what lies in its cache. */
  #torn(names: readonly string[]): readonly string[] {
    const hashes = new Map(names.map((name) => [name, hashOf(join(this.#filesDir, name))]))
    const held = { bob: heldIn(this.#bobCache), alice: heldIn(accountsDir(this.#profileDir)) }
    const of = (sender: string): readonly string[] => names.filter((name) => name.startsWith(sender))
    return [...torn(hashes, held.bob, of('alice')), ...torn(hashes, held.alice, of('bob'))]
  }

  #startApp(periodMs: number): void {
    const { env } = this.#options
    const { fileBytes, leastFileBytes } = this.#options
    const files = {
      dir: this.#filesDir,
      periodMs: periodMs === 0 ? 0 : this.#filePeriodMs,
      leastBytes: leastFileBytes,
      mostBytes: fileBytes,
    }
    const torture = { conversationId: CONVERSATION, run: ++this.#run, periodMs, ...(fileBytes === 0 ? {} : { files }) }
    this.#app = startApp({ profileDir: this.#profileDir, user: 'alice', ports: { ...this.#ports, http: this.#tap!.port }, torture, env })
    this.#tally.hear(this.#app)
  }

  async #cycle(cycle: number): Promise<void> {
    const victim = pick(this.#random, ['app', 'server', 'both'] as const)
    const isEarly = below(this.#random, 4) === 0
    await pause(below(this.#random, isEarly ? MAX_START_MS : MAX_TALK_MS))
    this.#options.note?.(`cycle ${cycle}: kill ${victim}, ${this.#tally.queued.size} queued, ${this.#tally.sent.size} shown as sent`)
    if (victim !== 'server') {
      this.#kills.app++
      await this.#app?.kill()
    }
    if (victim !== 'app') {
      this.#kills.server++
      await this.#server?.kill()
      await pause(below(this.#random, 300))
      await this.#startServer()
    }
    if (victim === 'server') return
    this.#startApp(PERIOD_MS)
    if (below(this.#random, 4) > 0) await isOnline(this.#app)
  }

  /** Nobody writes any more; resolves when everything has arrived, or nothing arrives for too long. */
  async #settle(): Promise<readonly ClientView[]> {
    this.#stopBob()
    await this.#app?.kill()
    this.#startApp(0)
    await isOnline(this.#app)
    this.#bob?.connection.reconnectNow()
    let views = this.#views()
    let before = ''
    let since = systemClock.monotonic()
    while (!this.#isSettled(views) && systemClock.monotonic() - since < STANDSTILL_MS) {
      await pause(LOOK_MS)
      views = this.#views()
      const now = JSON.stringify([views.map(({ waiting, ranges }) => [waiting, ranges]), this.#fileBytes()])
      if (now === before) continue
      before = now
      since = systemClock.monotonic()
    }
    await this.#app?.stop()
    return this.#views()
  }

  #isSettled(views: readonly ClientView[]): boolean {
    const last = this.#serverView().length
    // Files last: bob lives in this process, and all of them are read for that.
    if (!views.every(({ waiting, ranges }) => waiting === 0 && ranges.length === 1 && ranges[0]?.[1] === last)) return false
    return this.#torn(readdirSync(this.#filesDir).filter((name) => this.#tally.queued.has(name))).length === 0
  }

  /** What lies of files in all places: it changes as long as one of them goes up or down. */
  #fileBytes(): number {
    const folders = [join(this.#serverDir, 'files'), this.#bobCache, accountsDir(this.#profileDir)]
    return folders.flatMap(filesIn).reduce((sum, path) => sum + (statSync(path, { throwIfNoEntry: false })?.size ?? 0), 0)
  }

  #views(): readonly ClientView[] {
    return clientViews(this.#profileDir, [this.#bobFile])
  }

  #serverView(): ReturnType<typeof serverMessages> {
    return serverMessages(join(this.#serverDir, 'server.db'), CONVERSATION)
  }
}

function hashOf(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex')
}

/** The hashes of whole files that lie in a cache: of their bytes, whatever their names say. */
function heldIn(folder: string): ReadonlySet<string> {
  return new Set(
    filesIn(folder)
      .filter((path) => /^[0-9a-f]{64}$/.test(basename(path)))
      .map(hashOf),
  )
}

/** Without databases, which change while nothing comes. */
function filesIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.includes('.db'))
    .map((entry) => join(entry.parentPath, entry.name))
}
