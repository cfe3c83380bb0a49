import { needsSecret, type ServerChange } from '@shared/network'
import { failed, ok, type Result } from '@shared/result'
import type { SavedAccount } from './account-file'
import { type AccountOpening, savedAccount } from './account-opening'
import { readCa } from '../network/ca-file'
import { refusalOf } from '../policy/server-rules'
import { isKnownForm } from './kinds'
import { logInSomewhere } from './sign-in'

/** The account as it is to be kept from now on, and its token there. */
export type PreparedChange = { readonly saved: SavedAccount; readonly token: string | undefined }

/**
 * Looks whether an account can be had at another address, before anything is changed. Fails with `secret_needed`, with
 * `other_account` when somebody else answers to that name there, and with the codes of signing in.
 */
export async function prepareServerChange(
  account: { readonly saved: SavedAccount; readonly token: string | undefined },
  { server, secret }: ServerChange,
  way: Pick<AccountOpening, 'profile' | 'dial' | 'orders' | 'vault' | 'rules'>,
): Promise<Result<PreparedChange>> {
  const { saved, token } = account
  if (!isKnownForm(server.kind)) return failed('other_protocol')
  const refusal = refusalOf(server, way.rules)
  if (refusal !== undefined) return failed(refusal)
  const ca = await readCa(server.caFile)
  if (!ca.ok) return ca
  if (secret === undefined) {
    return needsSecret(saved.server, server) ? failed('secret_needed') : ok({ saved: { ...saved, server }, token })
  }
  const request = { server, user: saved.userId, secret }
  const wayOut = { ca: ca.value, dial: way.dial }
  const credentials = await logInSomewhere(request, way.profile, wayOut, way.orders.of(server), new AbortController().signal)
  if (!credentials.ok) return failed(credentials.error.code, credentials.error.message)
  if (credentials.value.userId !== saved.userId) return failed('other_account')
  return ok({
    saved: savedAccount(server, credentials.value, { isLocalTrial: false, vault: way.vault }, saved),
    token: credentials.value.token,
  })
}
