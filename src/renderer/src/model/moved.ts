/** The same items with one of them in the place of another; what stood between them closes up. */
export function moved<T>(items: readonly T[], from: number, to: number): readonly T[] {
  const item = items[from]
  if (item === undefined || from === to || items[to] === undefined) return items
  const others = items.toSpliced(from, 1)
  return others.toSpliced(to, 0, item)
}
