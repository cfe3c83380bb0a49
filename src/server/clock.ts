/** Time as a parameter, as far as the server needs it. */
export interface ServerClock {
  /** Epoch ms. */
  now(): number
  /** Returns the function that cancels; twice, or after it ran, is harmless. */
  after(delayMs: number, run: () => void): () => void
}

export const systemServerClock: ServerClock = {
  now: () => Date.now(),
  after(delayMs, run) {
    const timer = setTimeout(run, delayMs)
    return () => clearTimeout(timer)
  },
}
