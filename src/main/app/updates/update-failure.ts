import type { UpdateFailureCode } from '@shared/updates'

/** The window chooses its words by the code; `version`: of what was offered, where that is known. */
export type UpdateFailure = { readonly code: UpdateFailureCode; readonly message: string; readonly version?: string }
export type Judged<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: UpdateFailure }

export function refusedUpdate(
  code: UpdateFailureCode,
  message: string,
  version?: string,
): { readonly ok: false; readonly error: UpdateFailure } {
  return { ok: false, error: { code, message, ...(version === undefined ? {} : { version }) } }
}
