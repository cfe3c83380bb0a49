import type { AccountForm } from '@shared/account'
import { ALL_FEATURES, BARE_FEATURES } from '@shared/features'
import type { Spoken } from '@shared/status'

/** What came to light at the log-in: a server that can do everything, and one that carries messages and no more. */
export const FULL: Spoken = { protocol: 'full', features: ALL_FEATURES }
export const BARE: Spoken = { protocol: 'bare', features: { ...BARE_FEATURES, acks: 'accepted' } }

/** Two ways of signing in, with the ids that saved accounts have. */
export const PASSWORD_FORM: AccountForm = { id: 'sync', user: 'name', secret: 'password', hasHttp: true, defaultPort: 9001 }
export const TOKEN_FORM: AccountForm = { id: 'base', user: 'id', secret: 'token', hasHttp: false, defaultPort: 9001 }
export const FORMS: readonly AccountForm[] = [PASSWORD_FORM, TOKEN_FORM]
