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
export function nextTransfers(waiting: Iterable<Waiting>, running: readonly Waiting[], wishes: Wishes): readonly TransferId[] {
  const free = { up: roomOf(running, 'up'), down: roomOf(running, 'down') }
  if (free.up.all <= 0 && free.down.all <= 0) return []
  const compare = comparing(wishes)
  // Thousands may wait: one look at each, and of each kind only as many are kept as there is room for.
  const best = { up: { small: [], large: [] }, down: { small: [], large: [] } } satisfies Record<string, Record<string, Waiting[]>>
  for (const one of waiting) {
    const { all, large } = free[one.direction]
    const kept: Waiting[] = best[one.direction][isLarge(one) ? 'large' : 'small']
    const room = isLarge(one) ? Math.min(all, large) : all
    if (room <= 0 || (kept.length === room && compare(one, kept.at(-1)!) > 0)) continue
    kept.push(one)
    kept.sort(compare)
    kept.length = Math.min(kept.length, room)
  }
  const candidates: Waiting[] = [...best.up.small, ...best.up.large, ...best.down.small, ...best.down.large].sort(compare)
  return candidates.flatMap((one) => {
    const room = free[one.direction]
    if (room.all <= 0 || (isLarge(one) && room.large <= 0)) return []
    room.all--
    if (isLarge(one)) room.large--
    return [one.id]
  })
}

/** How many more may run in one direction, and how many of them be large. */
function roomOf(running: readonly Waiting[], direction: Waiting['direction']): { all: number; large: number } {
  const there = running.filter((one) => one.direction === direction)
  return { all: AT_ONCE - there.length, large: AT_ONCE - 1 - there.filter(isLarge).length }
}

export const isLarge = ({ size }: Waiting): boolean => size > LARGE_BYTES

/** The order where there are no wishes. */
export const compareWaiting = (a: Waiting, b: Waiting): number => Number(b.isAsked) - Number(a.isAsked) || a.size - b.size || a.id - b.id

function comparing({ inView, first }: Wishes): (a: Waiting, b: Waiting) => number {
  const places = new Map(first.map((id, index) => [id, index]))
  const place = ({ id }: Waiting): number => (places.size === 0 ? 0 : (places.get(id) ?? places.size))
  const isSeen = ({ localId }: Waiting): boolean => localId !== undefined && inView.has(localId)
  return (a, b) => place(a) - place(b) || Number(isSeen(b)) - Number(isSeen(a)) || compareWaiting(a, b)
}
