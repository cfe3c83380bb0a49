import { pick } from '../fuzz/random'
import { pathOn } from './device-files'
import { sha256Of, someBytes, strippedOf } from './some-files'
import type { VirtualDisk } from './virtual-disk'

type HomeOptions = {
  readonly name: string
  readonly mounted: string
  readonly disk: VirtualDisk
  readonly random: () => number
  readonly now: () => number
}

/** A person's own files on one computer, which change and vanish while the app has to do with them. */
export class Home {
  readonly #options: HomeOptions
  readonly #states = new Map<string, Set<string>>()
  /** The same as they may go as pictures. */
  readonly #pictures = new Map<string, Set<string>>()
  #made = 0

  constructor(options: HomeOptions) {
    this.#options = options
  }

  /** A new file like no other. */
  make(isPicture: boolean): string {
    const { name, random } = this.#options
    const path = this.#newPath(isPicture)
    this.#write(path, someBytes(random, `${name} ${this.#made}`, isPicture))
    return path
  }

  /** A new file with bytes that somebody has already. */
  copy(bytes: Buffer): string {
    const path = this.#newPath(false)
    this.#write(path, bytes)
    return path
  }

  /** Every state that a file has been in, as SHA-256s of what goes. It goes on growing. */
  statesOf(path: string, as: 'picture' | 'file'): ReadonlySet<string> {
    return (as === 'picture' ? this.#pictures : this.#states).get(path) ?? new Set()
  }

  /** Something that lies on the disk by itself. */
  know(path: string, bytes: Buffer): void {
    this.#states.set(path, (this.#states.get(path) ?? new Set()).add(sha256Of(bytes)))
    this.#pictures.set(path, (this.#pictures.get(path) ?? new Set()).add(sha256Of(strippedOf(bytes))))
  }

  /** One of the files becomes another one, shorter or of the same size; is only touched; or vanishes. */
  disturb(by: number): void {
    const { disk, random, now } = this.#options
    const path = [...this.#states.keys()][Math.floor(by * this.#states.size)]
    const file = path === undefined ? undefined : disk.at(pathOn(path))
    if (path === undefined || file === undefined || path.includes('outgoing')) return
    const how = pick(random, ['other', 'shorter', 'touched', 'gone'] as const)
    if (how === 'gone') return disk.remove(pathOn(path))
    if (how === 'touched') return disk.put(pathOn(path), file.bytes, now() + 1)
    const bytes = Buffer.from(file.bytes.subarray(0, how === 'shorter' ? Math.ceil(file.bytes.length / 2) : undefined))
    bytes[bytes.length - 1]! ^= 1
    this.#write(path, bytes)
  }

  #newPath(isPicture: boolean): string {
    const { name, mounted } = this.#options
    return `${mounted}/home/${name.replace('.', '-')}-${++this.#made}.${isPicture ? 'png' : 'bin'}`
  }

  #write(path: string, bytes: Buffer): void {
    const { disk, now } = this.#options
    disk.put(pathOn(path), bytes, now())
    this.know(path, bytes)
  }
}
