import { app } from 'electron'
import { MAX_CHOSEN_FILES } from '@shared/file'
import type { Logger } from '../../lib/logger'
import { pathsIn } from './given-paths'

/** Takes absolute paths of files that the person wants to send. */
export type TakeFiles = (paths: readonly string[]) => void

/**
 * Files from outside the window, by "open with" or "send to", to be sent to a conversation that is still to be chosen:
 *
 * ```
 * cold start    Windows, Linux: among our arguments        macOS: open-file, before the app is ready
 * warm start    Windows, Linux: second-instance            macOS: open-file, once for each
 * ```
 *
 * Make it before the app is ready, or macOS's first ones are lost. They wait until there is somebody who takes them: on a cold
 * start nobody is signed in yet.
 */
export class GivenFiles {
  readonly #logger: Logger
  #waiting: readonly string[] = []
  #take: TakeFiles | undefined

  constructor(logger: Logger) {
    this.#logger = logger.scoped('given-files')
    const isDefaultApp = process.defaultApp === true
    app.on('open-file', (event, path) => {
      event.preventDefault()
      this.#receive([path])
    })
    app.on('second-instance', (_, argv, cwd) => this.#receive(pathsIn(argv, { cwd, isDefaultApp })))
    this.#receive(pathsIn(process.argv, { cwd: process.cwd(), isDefaultApp }))
  }

  /** Hands over what waits, and what comes from now on. */
  attach(take: TakeFiles): void {
    this.#take = take
    const waiting = this.#waiting
    this.#waiting = []
    if (waiting.length > 0) take(waiting)
  }

  /** From now on they wait again. */
  detach(): void {
    this.#take = undefined
  }

  #receive(paths: readonly string[]): void {
    if (paths.length === 0) return
    this.#logger.info('files were given', { count: paths.length })
    if (this.#take === undefined) this.#waiting = [...this.#waiting, ...paths].slice(0, 2 * MAX_CHOSEN_FILES)
    else this.#take(paths)
  }
}
