/** Of the source from `from` up to `to`, or bytes that stand instead of others. */
export type Piece = { readonly from: number; readonly to: number } | Uint8Array

/** What a copy is made of, in its order. */
export type Plan = readonly Piece[]

/** Neighbours become one: a plan is short where little is left out. */
export class PlanBuilder {
  readonly #pieces: Piece[] = []

  keep(from: number, to: number): void {
    if (to <= from) return
    const last = this.#pieces.at(-1)
    if (last !== undefined && 'from' in last && last.to === from) this.#pieces[this.#pieces.length - 1] = { from: last.from, to }
    else this.#pieces.push({ from, to })
  }

  put(bytes: Uint8Array): void {
    this.#pieces.push(bytes)
  }

  get plan(): Plan {
    return this.#pieces
  }
}

/** The copy would be the source. */
export function isWhole(plan: Plan, size: number): boolean {
  const [only] = plan
  return plan.length === 1 && only !== undefined && 'from' in only && only.from === 0 && only.to === size
}
