import type { Measured } from '@shared/decoding'
import type { Result } from '@shared/result'
import type { Logger } from '../lib/logger'

/** A file of the cache. */
export type MeasuredFile = { readonly sha256: string; readonly path: string; readonly mime: string; readonly of: 'film' | 'sound' }

/** Measures where strange files may be decoded. */
export type MeasureMedia = (file: Omit<MeasuredFile, 'sha256'>) => Promise<Result<Measured>>

export type MeasurementsOptions = {
  readonly measure: MeasureMedia
  /** Something was found out of a file, by its sha256. */
  readonly onMeasured: (sha256: string) => void
  readonly logger: Logger
}

/** Files whose measures are remembered; of the oldest they are taken again. */
const KEPT = 2000
/** Of this start and this computer, not of the file: it is tried again. */
const PASSING: ReadonlySet<string> = new Set(['closed', 'too_many'])

/**
 * What films and sounds are found to be of which their senders said less than is shown: how long, how large, how loud. Asked
 * for as their messages are shown; nobody waits for it.
 */
export class Measurements {
  readonly #options: MeasurementsOptions
  /** The oldest first; nothing in it of what cannot be measured. */
  readonly #known = new Map<string, Measured>()
  readonly #running = new Set<string>()

  constructor(options: MeasurementsOptions) {
    this.#options = options
  }

  /** `undefined`: it is not known yet; its message is told again once it is. */
  of(file: MeasuredFile): Measured | undefined {
    const known = this.#known.get(file.sha256)
    if (known === undefined && !this.#running.has(file.sha256)) void this.#measure(file)
    return known
  }

  async #measure({ sha256, ...file }: MeasuredFile): Promise<void> {
    const { measure, onMeasured, logger } = this.#options
    this.#running.add(sha256)
    const found = await measure(file)
    this.#running.delete(sha256)
    if (!found.ok) logger.info('a film or a sound was not measured', { code: found.error.code, mime: file.mime })
    if (!found.ok && PASSING.has(found.error.code)) return
    this.#known.set(sha256, found.ok ? found.value : {})
    for (const oldest of this.#known.keys()) if (this.#known.size > KEPT) this.#known.delete(oldest)
    if (found.ok) onMeasured(sha256)
  }
}
