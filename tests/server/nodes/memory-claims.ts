import type { Claim, Claims } from '../../../src/server/store/claims'

/** Claims of several servers in one process; each has an end of its own. */
export class MemoryClaims {
  readonly #holders = new Map<string, Set<string>>()

  end(owner: string): Claims {
    const mine = new Set<string>()
    const giveBack = (name: string): void => {
      mine.delete(name)
      const holders = this.#holders.get(name)
      holders?.delete(owner)
      if (holders?.size === 0) this.#holders.delete(name)
    }
    return {
      take: async ({ name }: Claim) => {
        if (this.#holders.has(name)) return mine.has(name)
        this.#holders.set(name, new Set([owner]))
        mine.add(name)
        return true
      },
      holder: async (name) => [...(this.#holders.get(name) ?? [])][0],
      giveBack: async (name) => {
        if (mine.has(name)) giveBack(name)
      },
      close: async () => mine.forEach(giveBack),
    }
  }
}
