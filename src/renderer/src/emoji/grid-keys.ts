export type GridShape = { readonly count: number; readonly columns: number; readonly isRtl: boolean }

/**
 * Where a key leads from a cell of a grid that is filled row by row: to another cell, out of it at the top (`before`),
 * or nowhere (`undefined`), for keys that are not the grid's. Sideways it goes on in the next row.
 */
export function gridTarget(key: string, from: number, { count, columns, isRtl }: GridShape): number | 'before' | undefined {
  const last = count - 1
  const forward = isRtl ? -1 : 1
  const within = (index: number): number => Math.min(last, Math.max(0, index))
  switch (key) {
    case 'ArrowRight':
      return within(from + forward)
    case 'ArrowLeft':
      return within(from - forward)
    case 'ArrowDown':
      if (from + columns <= last) return from + columns
      // A shorter last row has nothing under this column: its end.
      return Math.floor(from / columns) < Math.floor(last / columns) ? last : from
    case 'ArrowUp':
      return from < columns ? 'before' : from - columns
    case 'Home':
      return from - (from % columns)
    case 'End':
      return within(from - (from % columns) + columns - 1)
    case 'PageDown':
      return within(from + 4 * columns)
    case 'PageUp':
      return within(from - 4 * columns)
    default:
      return undefined
  }
}
