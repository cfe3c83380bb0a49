import { stat } from 'node:fs/promises'
import type { RenderPicture, Shown } from './renditions'

/** Pictures that few programs can show, Chromium among those that cannot (adr/032). */
const FOREIGN: ReadonlySet<string> = new Set(['image/heic', 'image/heif'])
/** Pictures that are kept as they are shown, while a sheet and a message ask for them. */
const KEPT = 12

export const isForeignPicture = (mime: string): boolean => FOREIGN.has(mime)

/** The name of a picture that goes as another than it was. */
export function namedAs(name: string, target: string, mime: string): string {
  return target === 'image/jpeg' && mime !== target ? `${name.replace(/\.[^.]*$/, '') || 'image'}.jpg` : name
}

/**
 * What the window shows of the person's own foreign pictures until they are sent as others: encoded anew, as those of strangers,
 * and kept in memory.
 */
export class ForeignPictures {
  readonly #render: RenderPicture
  /** By what the file was, the oldest first. */
  readonly #made = new Map<string, Promise<Shown | undefined>>()

  constructor(render: RenderPicture) {
    this.#render = render
  }

  /** `undefined`: it cannot be shown, or not now. */
  async of({ path, mime }: { readonly path: string; readonly mime: string }): Promise<Shown | undefined> {
    const found = await stat(path).catch(() => undefined)
    if (found === undefined) return undefined
    const key = `${found.size} ${found.mtimeMs} ${path}`
    const made = this.#made.get(key) ?? this.#make({ sha256: key, source: { path }, bytes: found.size, mime })
    this.#made.delete(key)
    this.#made.set(key, made)
    for (const oldest of this.#made.keys()) if (this.#made.size > KEPT) this.#made.delete(oldest)
    return made
  }

  async #make(picture: Parameters<RenderPicture>[0]): Promise<Shown | undefined> {
    const made = await this.#render(picture, 'screen')
    return made.ok ? made.value : undefined
  }
}
