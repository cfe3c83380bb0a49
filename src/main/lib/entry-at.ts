import { type Stats, statSync } from 'node:fs'

/**
 * What is at a path. Whatever is wrong with the way there (a share that is away, a right that was taken, a file in a
 * folder's place), nothing is: `statSync` by itself is silent about missing entries alone.
 */
export function entryAt(path: string): Stats | undefined {
  try {
    return statSync(path)
  } catch {
    return undefined
  }
}
