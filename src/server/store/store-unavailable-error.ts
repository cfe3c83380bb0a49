/** Nothing can be kept now: over HTTP 503, on a connection `overloaded`. Whatever was not acknowledged is asked again. */
export class StoreUnavailableError extends Error {
  override readonly name = 'StoreUnavailableError'
  readonly statusCode = 503
  /** When asking again is worth it. */
  readonly retryAfterMs = 1000
}
