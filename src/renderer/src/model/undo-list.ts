/** What was, what is, and what was taken back. */
export type UndoList<T> = { readonly past: readonly T[]; readonly present: T; readonly future: readonly T[] }

export function undoList<T>(present: T): UndoList<T> {
  return { past: [], present, future: [] }
}

/** What was taken back before is gone. */
export function did<T>({ past, present }: UndoList<T>, next: T): UndoList<T> {
  return { past: [...past, present], present: next, future: [] }
}

/** The same where there is nothing to take back. */
export function undone<T>(list: UndoList<T>): UndoList<T> {
  const { past, present, future } = list
  return past.length === 0 ? list : { past: past.slice(0, -1), present: past.at(-1) as T, future: [present, ...future] }
}

export function redone<T>(list: UndoList<T>): UndoList<T> {
  const { past, present, future } = list
  return future.length === 0 ? list : { past: [...past, present], present: future[0] as T, future: future.slice(1) }
}
