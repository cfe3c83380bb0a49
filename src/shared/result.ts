/** An expected outcome as a value; the only thing that crosses IPC (architecture.md, Decisions). */
export type Result<T, E = Failure> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: E }

/**
 * The UI chooses its text from `code`; `message` is for the log and for details. `retryAfterMs`: the server asked to wait
 * for so long (`rate_limited`).
 */
export type Failure = { readonly code: string; readonly message: string; readonly retryAfterMs?: number }

export function ok(): Result<void, never>
export function ok<T>(value: T): Result<T, never>
export function ok<T>(value?: T): Result<T | undefined, never> {
  return { ok: true, value }
}

export function failed(code: string, message = code): Result<never> {
  return { ok: false, error: { code, message } }
}

/** Ends a switch over a union: a case that was forgotten is a compile error. */
export function assertNever(value: never): never {
  throw new Error(`unexpected ${JSON.stringify(value)}`)
}
