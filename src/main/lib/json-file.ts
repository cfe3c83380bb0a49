import { readFileSync, writeFileSync } from 'node:fs'
import { ok, type Result } from '@shared/result'
import { removePathSync, renamePathSync, retryHeldSync } from './held-files'

type Schema<T> = { safeParse(value: unknown, how?: { jitless: boolean }): { success: true; data: T } | { success: false } }

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
      // A file is read once: code made for its schema would cost more than it saves, and a start reads several.
      const parsed = this.#schema.safeParse(JSON.parse(readFileSync(this.#path, 'utf8')), { jitless: true })
      return parsed.success ? parsed.data : undefined
    } catch {
      return undefined
    }
  }

  /** Fails with `disk_full`, `read_only` or `io_failed`, the store's words for it; then the old content is still there. */
  save(value: T): Result<void, DiskFailure> {
    const fresh = `${this.#path}.new`
    try {
      retryHeldSync(() => writeFileSync(fresh, JSON.stringify(value, null, 2), { mode: 0o600, flush: true }))
      renamePathSync(fresh, this.#path)
      return ok()
    } catch (error) {
      return diskFailure(error)
    }
  }

  /** One that is not there is removed. Fails as `save` does. */
  remove(): Result<void, DiskFailure> {
    try {
      removePathSync(this.#path)
      return ok()
    } catch (error) {
      return diskFailure(error)
    }
  }
}

export type DiskFailure = { readonly code: 'disk_full' | 'read_only' | 'io_failed'; readonly message: string }

const DISK_CODES: { readonly [errno: string]: DiskFailure['code'] | undefined } = {
  ENOSPC: 'disk_full',
  EDQUOT: 'disk_full',
  EROFS: 'read_only',
  EACCES: 'read_only',
  EPERM: 'read_only',
}

/** An error of `node:fs` in the store's words. */
export function diskFailure(error: unknown): Result<never, DiskFailure> {
  const errno = error instanceof Error && 'code' in error ? String(error.code) : ''
  return { ok: false, error: { code: DISK_CODES[errno] ?? 'io_failed', message: error instanceof Error ? error.message : String(error) } }
}
