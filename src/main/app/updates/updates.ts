import { join } from 'node:path'
import type { UnaskedUpdates, Updates as Shown, UpdateState, UpdateSupport, UpdateWay } from '@shared/updates'
import type { Clock } from '../../lib/clock'
import { Emitter } from '../../lib/emitter'
import { removePath } from '../../lib/held-files'
import type { Logger } from '../../lib/logger'
import { TimerSet } from '../../lib/timer-set'
import { type Found, offerOf } from './found'
import { fetchPackage, sizeOf, verifyPackage } from './package-file'
import {
  type Installation,
  isNewer,
  MAX_RELEASE_BYTES,
  packageFor,
  type Release,
  RELEASE_FILE,
  readRelease,
  SIGNATURE_FILE,
} from './release-file'
import { MAX_SIGNATURE_BYTES, type ReleaseKey } from './release-signature'
import type { ReleaseSource } from './release-source'
import type { Judged, UpdateFailure } from './update-failure'
import { sweepUpdates } from './update-folder'

/** Milliseconds from the start of the program to its first look. */
const FIRST_CHECK_MS = 60_000
const CHECK_EVERY_MS = 86_400_000
/** Milliseconds between two tellings of how far a download is. */
const TELL_EVERY_MS = 200

/** What takes the place of the program that runs. */
export interface Installer {
  readonly installation: Installation
  /** How a package of this kind gets in. */
  wayOf(path: string): UpdateWay
  /** Ends the program and starts the new one. */
  install(package_: Found, path: string): Promise<Judged<void>>
  /** The same when the program ends by itself, without a new start. */
  installAtEnd(package_: Found, path: string): Promise<Judged<void>>
}

export type UpdatesOptions = {
  readonly version: string
  readonly keys: readonly ReleaseKey[]
  readonly installer: Installer
  /** Of the profile; all of it is ours. */
  readonly dir: string
  /** By a policy: no updates at all. */
  readonly isOff: boolean
  readonly unasked: UnaskedUpdates
  /** As the setting has it; empty: none. */
  readonly source: () => string
  readonly checksDaily: () => boolean
  readonly openSource: (text: string) => ReleaseSource
  readonly clock: Clock
  readonly logger: Logger
  /** Bytes that are free where a folder lies; the system's word when absent. */
  readonly freeBytes?: (folder: string) => Promise<number>
}

/** Looks for updates, brings them, and has them installed: one thing at a time, and nothing that nobody asked for. */
export class Updates extends Emitter<{ changed: Shown }> {
  readonly #options: UpdatesOptions
  readonly #timers: TimerSet
  readonly #support: UpdateSupport
  #state: UpdateState = { state: 'idle' }
  #found: Found | undefined
  /** What runs; aborted when it is to end. */
  #job: AbortController | undefined
  /** What was ended may have its file open still. */
  #ended: Promise<unknown> = Promise.resolve()
  #source = ''
  #toldAt = -Infinity

  constructor(options: UpdatesOptions) {
    super()
    this.#options = options
    this.#timers = new TimerSet(options.clock)
    this.#support = options.isOff ? 'off' : options.keys.length === 0 ? 'no_keys' : 'yes'
    this.#source = options.source()
  }

  get shown(): Shown {
    return { ...this.#state, support: this.#support, unasked: this.#options.unasked }
  }

  /** Sweeps what is left over, and begins to look every day where that is allowed. */
  async start(): Promise<void> {
    const { dir, version, clock } = this.#options
    this.#timers.set('check', FIRST_CHECK_MS, () => void this.#checkUnasked())
    await sweepUpdates(dir, { installed: version, now: clock.now() })
  }

  close(): void {
    this.#timers.close()
    this.#job?.abort()
  }

  /** Settings are others now: what was found at another source counts no more. */
  useSource(): void {
    const source = this.#options.source()
    if (source === this.#source) return
    this.#source = source
    this.#job?.abort()
    this.#job = undefined
    this.#found = undefined
    this.#become({ state: 'idle' })
    if (source !== '') this.#timers.set('check', FIRST_CHECK_MS, () => void this.#checkUnasked())
  }

  /** Looks now. */
  check(): Promise<void> {
    return this.#run(async (signal) => {
      this.#become({ state: 'checking' })
      const source = this.#options.openSource(this.#source)
      try {
        await this.#checkAt(source, signal)
      } finally {
        this.#letGo(source)
      }
    })
  }

  /** Brings what was found, and verifies it. */
  download(): Promise<void> {
    return this.#run(async (signal) => {
      const found = this.#found
      if (found === undefined) return
      const source = this.#options.openSource(this.#source)
      try {
        await this.#downloadFrom(source, found, signal)
      } finally {
        this.#letGo(source)
      }
    })
  }

  /** Ends what runs; what came of a package is kept. */
  cancel(): void {
    if (this.#job === undefined || this.#state.state === 'installing') return
    this.#job.abort()
    this.#job = undefined
    const found = this.#found
    this.#become(found === undefined ? { state: 'idle' } : { state: 'offered', offer: offerOf(found) })
  }

  /** Looks once more whether the package is what was signed: before somebody types its command. */
  verify(): Promise<void> {
    return this.#run(async (signal) => {
      if (this.#found !== undefined && this.#state.state === 'ready') await this.#verified(this.#found, signal)
    })
  }

  /** Verifies once more, and has the program replaced. Nothing where that is for the person to do. */
  install(): Promise<void> {
    return this.#run(async (signal) => {
      const found = this.#found
      if (found === undefined || this.#state.state !== 'ready' || this.#state.install.way !== 'restart') return
      if (!(await this.#verified(found, signal))) return
      this.#become({ state: 'installing', offer: offerOf(found) })
      const installed = await this.#options.installer.install(found, this.#pathOf(found))
      if (!installed.ok) this.#fail(installed.error)
    })
  }

  async #checkUnasked(): Promise<void> {
    this.#timers.set('check', CHECK_EVERY_MS, () => void this.#checkUnasked())
    const { checksDaily, unasked } = this.#options
    if (!checksDaily() || this.#source === '' || this.#state.state === 'ready') return
    await this.check()
    if (unasked !== 'nothing' && this.#state.state === 'offered') await this.download()
  }

  async #checkAt(source: ReleaseSource, signal: AbortSignal): Promise<void> {
    const { version, clock, dir } = this.#options
    this.#found = undefined
    const read = await this.#read(source, signal)
    if (signal.aborted) return
    if (!read.ok) return this.#fail(read.error)
    const release = read.value
    const isUpdate = isNewer(release, version)
    await sweepUpdates(dir, { installed: version, now: clock.now(), ...(isUpdate ? { only: release.version } : {}) })
    if (signal.aborted) return
    if (!isUpdate) return this.#become({ state: 'current', at: clock.now() })
    const pack = packageFor(release, this.#options.installer.installation)
    if (pack === undefined) return this.#fail({ code: 'no_package', message: 'none for this computer', version: release.version })
    const found = { release, pack }
    this.#found = found
    this.#options.logger.info('an update is there', { version: release.version })
    // It was brought before.
    if ((await sizeOf(this.#pathOf(found))) === pack.bytes) await this.#verified(found, signal)
    else if (!signal.aborted) this.#become({ state: 'offered', offer: offerOf(found) })
  }

  async #read(source: ReleaseSource, signal: AbortSignal): Promise<Judged<Release>> {
    const signatures = await source.small(SIGNATURE_FILE, MAX_SIGNATURE_BYTES, signal)
    // A release that lies there without its signatures is another thing than none.
    const isUnsigned = !signatures.ok && signatures.error.code === 'not_found'
    if (!signatures.ok && !isUnsigned) return signatures
    const release = await source.small(RELEASE_FILE, MAX_RELEASE_BYTES, signal)
    if (!release.ok) return release
    const { keys, version, clock } = this.#options
    return readRelease(
      { release: release.value, signatures: signatures.ok ? signatures.value : Buffer.of() },
      { keys, version, now: clock.now() },
    )
  }

  async #downloadFrom(source: ReleaseSource, found: Found, signal: AbortSignal): Promise<void> {
    const { freeBytes } = this.#options
    const offer = offerOf(found)
    this.#become({ state: 'downloading', offer, doneBytes: 0 })
    const path = this.#pathOf(found)
    const onBytes = (doneBytes: number): void => {
      if (!signal.aborted) this.#become({ state: 'downloading', offer, doneBytes })
    }
    const fetched = await fetchPackage({ source, pack: found.pack, path, signal, onBytes, ...(freeBytes && { freeBytes }) })
    if (signal.aborted) return
    if (!fetched.ok) return this.#fail(fetched.error)
    if (!(await this.#verified(found, signal)) || this.#options.unasked !== 'install') return
    if (this.#state.state !== 'ready' || this.#state.install.way !== 'restart') return
    const prepared = await this.#options.installer.installAtEnd(found, path)
    if (!prepared.ok) this.#fail(prepared.error)
  }

  /** Whether it is ready now; what is not as it was signed is thrown away. */
  async #verified(found: Found, signal: AbortSignal): Promise<boolean> {
    const offer = offerOf(found)
    this.#become({ state: 'verifying', offer })
    const path = this.#pathOf(found)
    const verified = await verifyPackage(path, found.pack, signal)
    if (signal.aborted) return false
    if (!verified.ok) {
      if (verified.error.code === 'package_changed') await removePath(path)
      this.#fail(verified.error)
      return false
    }
    if (found.release.expires <= this.#options.clock.now()) {
      this.#fail({ code: 'expired', message: 'meanwhile', version: found.release.version })
      return false
    }
    this.#become({ state: 'ready', offer, install: this.#options.installer.wayOf(path) })
    return true
  }

  /** One thing at a time: while something runs, what is asked for is not begun. */
  async #run(work: (signal: AbortSignal) => Promise<void>): Promise<void> {
    if (this.#job !== undefined || this.#support !== 'yes' || this.#source === '') return
    const job = new AbortController()
    this.#job = job
    const before = this.#ended
    try {
      const { signal } = job
      const running = before.then(() => (signal.aborted ? undefined : work(signal)))
      this.#ended = running.catch(() => undefined)
      await running
    } catch (error) {
      if (!job.signal.aborted) this.#fail({ code: 'disk_failed', message: error instanceof Error ? error.message : String(error) })
    } finally {
      if (this.#job === job) this.#job = undefined
    }
  }

  /** Not waited for: meanwhile nobody could begin the next thing, and a click on what is offered would be lost. */
  #letGo(source: ReleaseSource): void {
    source.close().catch((error: unknown) => this.#options.logger.info('a source was not closed', { error: String(error) }))
  }

  #pathOf({ release, pack }: Found): string {
    return join(this.#options.dir, release.version, pack.file)
  }

  #fail({ code, message, version }: UpdateFailure): void {
    const offered = this.#found
    this.#options.logger.warn('no update', { code, message })
    this.#become({
      state: 'failed',
      code,
      ...(version === undefined ? {} : { version }),
      ...(offered === undefined ? {} : { offer: offerOf(offered) }),
    })
  }

  /** Progress is told now and then, the last of it too; everything else at once. */
  #become(state: UpdateState): void {
    const isProgress = state.state === 'downloading' && this.#state.state === 'downloading'
    this.#state = state
    const waitMs = this.#toldAt + TELL_EVERY_MS - this.#options.clock.monotonic()
    if (isProgress && waitMs > 0) this.#timers.set('tell', waitMs, () => this.#tell())
    else this.#tell()
  }

  #tell(): void {
    this.#timers.cancel('tell')
    this.#toldAt = this.#options.clock.monotonic()
    this.emit('changed', this.shown)
  }
}
