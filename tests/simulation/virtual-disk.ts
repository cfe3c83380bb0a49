import type { VirtualClock } from './virtual-clock'

/** A file on a virtual disk; its bytes are replaced, never written to, so that whoever has hashed them need not again. */
export type DiskFile = { readonly bytes: Buffer; readonly mtimeMs: number }

/** One run of a program that uses the disk. */
export interface DiskUser {
  readonly clock: VirtualClock
  readonly isFull: boolean
  /** The program may end here: right before a change reaches the disk, or right after. */
  onChange(side: 'before' | 'after'): void
}

/** How many steps out of a hundred take their time, and how long at most. */
const SLOW_PERCENT = 8
const SLOW_MS = 150
/** Of a disk that is not full. */
const FREE_BYTES = 2 ** 40
/** How many writes out of a hundred take in only a part of what they were given. */
const SHORT_PERCENT = 10

/**
 * What one computer keeps as files. Programs see it below `/<run>/`, people's own files below `/home/`: a program that has
 * ended changes nothing any more, and hears nothing either.
 */
export class VirtualDisk {
  readonly files = new Map<string, DiskFile>()
  readonly #users = new Map<string, DiskUser>()
  readonly #random: () => number
  readonly #now: () => number

  constructor(options: { readonly random: () => number; readonly now: () => number }) {
    this.#random = options.random
    this.#now = options.now
  }

  use(run: string, user: DiskUser): void {
    this.#users.set(run, user)
  }

  /** The bytes of a file as they are, for whoever looks on from outside. */
  at(path: string): DiskFile | undefined {
    return this.files.get(this.#split(path).key)
  }

  put(path: string, bytes: Buffer, mtimeMs = this.#now()): void {
    this.files.set(this.#split(path).key, { bytes, mtimeMs })
  }

  remove(path: string): void {
    this.files.delete(this.#split(path).key)
  }

  /** The files below a folder, by their whole keys. */
  below(folder: string): readonly string[] {
    const { key } = this.#split(folder)
    return [...this.files.keys()].filter((name) => name.startsWith(`${key}/`))
  }

  isAlive(path: string): boolean {
    const { user } = this.#split(path)
    return user === undefined || !user.clock.isDead
  }

  key(path: string): string {
    return this.#split(path).key
  }

  /** A look. It never ends for a program that has ended. */
  async look<T>(path: string, work: (key: string) => T): Promise<T> {
    const { user, key } = this.#split(path)
    await this.#wait(user)
    return isGone(user) ? never() : work(key)
  }

  /** A change; `grows`: it needs room. */
  async change<T>(path: string, grows: boolean, work: (key: string) => T): Promise<T> {
    const { user, key } = this.#split(path)
    await this.#wait(user)
    user?.onChange('before')
    if (isGone(user)) return never()
    if (grows && user?.isFull === true) throw diskError('ENOSPC', path)
    const value = work(key)
    user?.onChange('after')
    return isGone(user) ? never() : value
  }

  /** Bytes that are free, as a program is told. */
  free(path: string): Promise<number> {
    const { user } = this.#split(path)
    return this.look(path, () => (user?.isFull === true ? 0 : FREE_BYTES))
  }

  /** Bytes that a write takes in at once, of so many. */
  portion(length: number): number {
    return length > 1 && this.#random() * 100 < SHORT_PERCENT ? Math.ceil(length * this.#random()) : length
  }

  #wait(user: DiskUser | undefined): Promise<void> | undefined {
    if (user === undefined || this.#random() * 100 >= SLOW_PERCENT) return undefined
    return new Promise((resolve) => user.clock.deliver(this.#random() * SLOW_MS, resolve))
  }

  #split(path: string): { readonly user: DiskUser | undefined; readonly key: string } {
    const [, run = '', ...rest] = path.split('/')
    return { user: this.#users.get(run), key: run === 'home' ? path : `/${rest.join('/')}` }
  }
}

export function diskError(code: string, path: string): Error {
  return Object.assign(new Error(`${code}: ${path}`), { code, errno: -1, path })
}

const isGone = (user: DiskUser | undefined): boolean => user?.clock.isDead === true

function never<T>(): Promise<T> {
  return new Promise(() => undefined)
}
