/**
 * Closes everything, what came last first, once, after `onBegin`. What fails keeps nothing else from being closed.
 *
 * @throws what the first that failed did
 */
export function closeOnce(closers: readonly (() => Promise<void>)[], onBegin: () => void): () => Promise<void> {
  let closing: Promise<void> | undefined
  return () =>
    (closing ??= (async () => {
      onBegin()
      const failures: unknown[] = []
      for (const closer of [...closers].reverse()) await closer().catch((error: unknown) => failures.push(error))
      if (failures.length > 0) throw failures[0]
    })())
}
