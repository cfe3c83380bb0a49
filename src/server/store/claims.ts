/** Something that one process has at a time, or with `isShared` several together, of those on one store. */
export type Claim = { readonly name: string; readonly isShared?: boolean }

/** What belongs to one process of several; it ends with the process, however that ends. */
export interface Claims {
  /**
   * False while somebody else has it. What is had is had until it is given back, or until the store was away and somebody
   * else was faster afterwards: `onLost` runs then.
   *
   * @throws StoreUnavailableError while the store is away
   */
  take(claim: Claim, onLost?: () => void): Promise<boolean>
  /** Which process has it, as that calls itself. */
  holder(name: string): Promise<string | undefined>
  /** What one does not have does no harm. */
  giveBack(name: string): Promise<void>
  close(): Promise<void>
}
