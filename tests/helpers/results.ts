import type { Result } from '../../src/shared/result'

type Failed = { readonly code: string; readonly message?: string }

/** The value of what has to work. */
export function must<T>(result: Result<T, Failed>): T {
  if (!result.ok) throw new Error(`failed: ${result.error.code} ${result.error.message ?? ''}`)
  return result.value
}

/** For what a person tries and a hostile world may refuse: the test looks at what has become of everything. */
export function tried(_result: Result<unknown, Failed> | Promise<Result<unknown, Failed>> | undefined): void {}
