import { fromAbsolute, startOfMonth } from '@internationalized/date'

/** From its first moment to the next month's, epoch ms. */
export type Month = { readonly from: number; readonly to: number }

/** The month of a moment, where the reader is. */
export function monthOf(at: number, zone: string): Month {
  const first = startOfMonth(fromAbsolute(at, zone)).set({ hour: 0, minute: 0, second: 0, millisecond: 0 })
  return { from: first.toDate().getTime(), to: first.add({ months: 1 }).toDate().getTime() }
}

/** Cut into months wherever the month changes, in the order in which they come. */
export function byMonth<T extends { readonly at: number }>(
  items: readonly T[],
  zone: string,
): readonly { readonly month: Month; readonly items: readonly T[] }[] {
  const groups: { readonly month: Month; readonly items: T[] }[] = []
  for (const item of items) {
    const last = groups.at(-1)
    if (last !== undefined && item.at >= last.month.from && item.at < last.month.to) last.items.push(item)
    else groups.push({ month: monthOf(item.at, zone), items: [item] })
  }
  return groups
}
