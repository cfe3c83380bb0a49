import type { Transfer } from '@shared/transfer'

/** Running ones first, then those that wait, the failed and the done ones; in each the newest last, of the done ones first. */
export function panelOrder(transfers: Iterable<Transfer>): readonly Transfer[] {
  return [...transfers].sort((a, b) => {
    const rank = rankOf(a) - rankOf(b)
    if (rank !== 0) return rank
    return a.progress.step === 'done' && b.progress.step === 'done' ? b.progress.at - a.progress.at : a.id - b.id
  })
}

function rankOf({ progress: { step } }: Transfer): number {
  if (step === 'done') return 3
  if (step === 'failed') return 2
  return step === 'waiting' || step === 'paused' ? 1 : 0
}

/** The last quarter that was passed, 0–4: what is said aloud of progress. */
export function quarterOf(share: number): number {
  return Math.floor(Math.min(1, share) * 4)
}
