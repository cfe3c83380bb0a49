import type { LocalId, TransferId } from '@shared/ids'

/** Files on their way at once, in each direction: a large upload does not hold up what somebody wants to see. */
export const AT_ONCE = 3
/** Bytes from which on a file is large: of these one goes less at once, so that a small one always finds a way. */
export const LARGE_BYTES = 64 * 1024 * 1024

/** What the order depends on. */
export type Waiting = {
  readonly id: TransferId
  readonly direction: 'up' | 'down'
  readonly localId?: LocalId | undefined
  readonly size: number
  /** A person wants it, not a rule. */
  readonly isAsked: boolean
}

/** What a person looks at and has said. */
export type Wishes = {
  readonly inView: ReadonlySet<LocalId>
  /** "This one first", the last one said being the first. */
  readonly first: readonly TransferId[]
}

/**
 * What starts next, in order: what a person put first, what is on screen, what was asked for, the small before the large,
 * the older before the newer.
 *
 * ```
 *   up    ▓▓▓ ▓▓▓ ▓▓▓      three at once, of these two large ones at most
 *   down  ▓▓▓ ▓▓▓ ░░░      the same; what fails leaves its place to the next
 * ```
 */
export function nextTransfers(waiting: readonly Waiting[], running: readonly Waiting[], wishes: Wishes): readonly TransferId[] {
  const next: Waiting[] = []
  for (;;) {
    const beside = [...running, ...next]
    const free = { up: roomOf(beside, 'up'), down: roomOf(beside, 'down') }
    // Thousands may wait: of them only as many are looked for as there is room for.
    if (free.up.all <= 0 && free.down.all <= 0) break
    let best: Waiting | undefined
    for (const one of waiting) {
      const room = free[one.direction]
      if (room.all <= 0 || (isLarge(one) && room.large <= 0) || next.includes(one)) continue
      if (best === undefined || compare(one, best, wishes) < 0) best = one
    }
    if (best === undefined) break
    next.push(best)
  }
  return next.map(({ id }) => id)
}

/** How many more may run in one direction, and how many of them be large. */
function roomOf(running: readonly Waiting[], direction: Waiting['direction']): { readonly all: number; readonly large: number } {
  const there = running.filter((one) => one.direction === direction)
  return { all: AT_ONCE - there.length, large: AT_ONCE - 1 - there.filter(isLarge).length }
}

const isLarge = ({ size }: Waiting): boolean => size > LARGE_BYTES

function compare(a: Waiting, b: Waiting, { inView, first }: Wishes): number {
  const place = ({ id }: Waiting): number => {
    const index = first.indexOf(id)
    return index < 0 ? first.length : index
  }
  const isSeen = ({ localId }: Waiting): boolean => localId !== undefined && inView.has(localId)
  return (
    place(a) - place(b) || Number(isSeen(b)) - Number(isSeen(a)) || Number(b.isAsked) - Number(a.isAsked) || a.size - b.size || a.id - b.id
  )
}
