type Option<T> = { readonly value: T; readonly label: string }

/** The usual choices, and among them the one in force where it is none of them: a policy may give any. */
export function withCurrent(usual: readonly number[], current: number, labelOf: (value: number) => string): readonly Option<number>[] {
  const values = usual.includes(current) ? usual : [...usual, current].sort((a, b) => a - b)
  return values.map((value) => ({ value, label: labelOf(value) }))
}
