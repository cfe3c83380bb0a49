import { SIGN_IN_STEPS, type SignInFailureCode, type SignInStep } from '@shared/account'
import { LINK_CAUSE_CODES } from '@shared/status'

/** Every code that signing in can fail with; each has its words in the locale files, which a test checks. */
export const SIGN_IN_FAILURE_CODES: readonly SignInFailureCode[] = [
  ...LINK_CAUSE_CODES,
  'bad_credentials',
  'too_many_tries',
  'http_failed',
  'http_unreached',
  'server_start_failed',
  'server_not_allowed',
  'way_not_allowed',
  'tls_required',
  'trial_not_allowed',
  'store_newer',
  'store_failed',
  'store_busy',
  'disk_full',
  'read_only',
  'io_failed',
  'cancelled',
]

/** Whether it is the password, or the token, that was not taken. */
export function isSecretRefused(code: string): boolean {
  return code === 'bad_credentials' || code === 'bad_token' || code === 'expired'
}

/** Steps that are shown for one way of signing in: only the trial starts a server, only TLS secures, and so on. */
export function shownSteps(way: {
  readonly isTrial: boolean
  readonly isTls: boolean
  /** A token is fetched first. */
  readonly logsIn: boolean
  readonly hasProxy: boolean
}): SignInStep[] {
  return SIGN_IN_STEPS.filter((step) => {
    if (step === 'start_server') return way.isTrial
    if (step === 'proxy') return way.hasProxy && !way.isTrial
    if (step === 'secure') return way.isTls && !way.isTrial
    if (step === 'log_in') return way.logsIn
    return true
  })
}

export type StepState = 'done' | 'current' | 'failed' | 'waiting'

export function stepStates(
  steps: readonly SignInStep[],
  current: SignInStep | undefined,
  failed: SignInStep | undefined,
): { readonly step: SignInStep; readonly state: StepState }[] {
  const at = SIGN_IN_STEPS.indexOf(failed ?? current ?? steps[0] ?? 'log_in')
  return steps.map((step) => {
    const index = SIGN_IN_STEPS.indexOf(step)
    if (index < at) return { step, state: 'done' }
    if (index > at) return { step, state: 'waiting' }
    return { step, state: failed === undefined ? 'current' : 'failed' }
  })
}
