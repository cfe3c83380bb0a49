import type { Appended, AppendOutcome } from './server-store'

/**
 * What became of drafts that nobody refuses: without a condition, and with files that are their sender's.
 *
 * @throws Error when one was refused all the same
 */
export function mustBeStored(outcomes: readonly AppendOutcome[]): readonly Appended[] {
  return outcomes.map((outcome) => {
    if ('refused' in outcome) throw new Error(`a message was refused: ${outcome.refused}`)
    return outcome
  })
}
