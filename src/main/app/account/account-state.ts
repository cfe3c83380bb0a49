import type { AccountState, SignInStep } from '@shared/account'
import { asUserId } from '@shared/ids'
import { shownName } from '@shared/shown-text'
import type { SavedAccount } from './account-file'
import type { AccountSession } from './account-session'
import { FORMS, formOf } from './kinds'

export type AccountEvents = {
  state: AccountState
  step: SignInStep
  /** The session that is there from now on; `undefined` after sign-out. */
  session: AccountSession | undefined
}

/** The file with an extra certificate authority that an account is kept with; empty = none. */
export function caFileOf(state: AccountState): string {
  if (state.state === 'signing_in') return ''
  return (state.state === 'signed_in' ? state.server : state.last?.server)?.caFile ?? ''
}

/** What the database of the account that is opened is waited for. */
export type StoreWait = NonNullable<Extract<AccountState, { state: 'signing_in' }>['store']>

export function waitingState(store: StoreWait): AccountState {
  return { state: 'signing_in', forms: FORMS, step: 'load', store }
}

type SignedOut = Extract<AccountState, { state: 'signed_out' }>

/** What the sign-in form starts with: the last account, unless that was the trial's. */
export function signedOutState(last: SavedAccount | undefined): SignedOut {
  return last === undefined || last.isLocalTrial
    ? { state: 'signed_out', forms: FORMS }
    : { state: 'signed_out', forms: FORMS, last: { server: last.server, user: last.userId } }
}

export function signedInState(session: AccountSession, saved: SavedAccount, isTokenKept: boolean): AccountState {
  return {
    state: 'signed_in',
    userId: asUserId(saved.userId),
    name: shownName(saved.name, saved.userId),
    avatar: saved.avatar,
    server: saved.server,
    form: formOf(saved.server),
    features: session.link.features,
    isTokenKept,
    isLocalTrial: saved.isLocalTrial,
    repaired: session.repaired,
  }
}
