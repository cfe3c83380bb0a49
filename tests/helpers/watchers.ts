/** Conditions that tests wait for. Whoever has them looks at them again after each change. */
export class Watchers {
  readonly #looks = new Set<() => void>()

  /** Resolves once the condition holds: now, or at a later `look`. */
  when(condition: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const look = (): void => {
        if (!condition()) return
        this.#looks.delete(look)
        resolve()
      }
      this.#looks.add(look)
      look()
    })
  }

  look(): void {
    for (const look of [...this.#looks]) look()
  }
}
