/** What a trial office is made to do, so that one can see what becomes of it. Only on the bundled server of "Try it". */
export type TrialState = {
  /** When the network cable was pulled, epoch ms; absent while it is in. */
  readonly cablePulledAt?: number
}

/** Messages that get lost when a gap is made. */
export const TRIAL_LOST_MESSAGES = 4
