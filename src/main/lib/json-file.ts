import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'

type Schema<T> = { safeParse(value: unknown): { success: true; data: T } | { success: false } }

/**
 * A small JSON file that is whole or absent: written to a neighbour, then renamed. What cannot be read (missing, cut,
 * of another shape) is `undefined`; the caller has a default.
 */
export class JsonFile<T> {
  readonly #path: string
  readonly #schema: Schema<T>

  constructor(path: string, schema: Schema<T>) {
    this.#path = path
    this.#schema = schema
  }

  load(): T | undefined {
    try {
      const parsed = this.#schema.safeParse(JSON.parse(readFileSync(this.#path, 'utf8')))
      return parsed.success ? parsed.data : undefined
    } catch {
      return undefined
    }
  }

  save(value: T): void {
    const fresh = `${this.#path}.new`
    writeFileSync(fresh, JSON.stringify(value, null, 2), { mode: 0o600, flush: true })
    renameSync(fresh, this.#path)
  }

  remove(): void {
    rmSync(this.#path, { force: true })
  }
}
