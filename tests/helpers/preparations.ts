import { vi } from 'vitest'

/**
 * How many statements SQLite prepares anew while `run` reads rows: better-sqlite3 makes a function that builds the rows
 * at the first read after every preparation.
 */
export async function countPreparations(run: () => unknown): Promise<number> {
  const spy = vi.spyOn(globalThis, 'Function')
  try {
    await run()
    return spy.mock.calls.length
  } finally {
    spy.mockRestore()
  }
}
