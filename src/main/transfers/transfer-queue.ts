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
  const sorted = [...waiting].sort((a, b) => compare(a, b, wishes))
  for (const one of sorted) {
    const beside = [...running, ...next].filter(({ direction }) => direction === one.direction)
    if (beside.length >= AT_ONCE) continue
    if (isLarge(one) && beside.filter(isLarge).length >= AT_ONCE - 1) continue
    next.push(one)
  }
  return next.map(({ id }) => id)
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
