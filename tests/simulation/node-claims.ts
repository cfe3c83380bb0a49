import type { Claim, Claims } from '../../src/server/store/claims'
import type { StoreWay } from './store-way'

/** Claims of one life of a node, by its way to the store: they are anybody's while that is broken, and after its end. */
export class NodeClaims implements Claims {
  readonly #claims: Claims
  readonly #way: StoreWay
  readonly #life: { readonly isDead: boolean }
  readonly #held = new Map<string, { readonly claim: Claim; readonly onLost: () => void }>()

  constructor(claims: Claims, way: StoreWay, life: { readonly isDead: boolean }) {
    this.#claims = claims
    this.#way = way
    this.#life = life
  }

  async take(claim: Claim, onLost = (): void => undefined): Promise<boolean> {
    await this.#way.pass(this.#life)
    const isMine = await this.#claims.take(claim)
    if (isMine) this.#held.set(claim.name, { claim, onLost })
    return isMine
  }

  async holder(name: string): Promise<string | undefined> {
    await this.#way.pass(this.#life)
    return this.#claims.holder(name)
  }

  async giveBack(name: string): Promise<void> {
    if (this.#held.delete(name)) await this.#claims.giveBack(name)
  }

  /** The connection that held them is gone. */
  async close(): Promise<void> {
    await this.#claims.close()
  }

  /** There is another: what somebody else has by now is lost. */
  async regain(): Promise<void> {
    for (const [name, { claim, onLost }] of [...this.#held]) {
      if (this.#life.isDead || (await this.#claims.take(claim))) continue
      this.#held.delete(name)
      onLost()
    }
  }
}
