export type Start = {
  readonly isPackaged: boolean
  /** `--no-sandbox` among the arguments. */
  readonly isSwitchedOff: boolean
  /** Undefined on Windows. */
  readonly uid: number | undefined
}

/**
 * Whether this start has to be refused. What starts an AppImage adds `--no-sandbox` by itself where user namespaces are closed;
 * nobody would know that strangers' texts and pictures are then read without it. Root has no sandbox, and a checkout is the
 * developer's own affair.
 */
export function isRefused({ isPackaged, isSwitchedOff, uid }: Start): boolean {
  return isPackaged && isSwitchedOff && uid !== 0
}
