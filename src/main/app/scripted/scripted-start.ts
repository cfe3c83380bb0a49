import type { OpenTarget } from '@shared/ipc'
import type { Account } from '../account/account'
import { scriptHooks } from './script-hooks'

/** Signs in and opens a conversation, where a script asked for it; what became of it is for the script to read. */
export async function runScriptHooks(account: Account, open: (target: OpenTarget) => void): Promise<void> {
  const request = scriptHooks.signIn
  if (request !== undefined && !isSignedInWithToken(account, request.user)) {
    const result = await account.signIn(request)
    if (!result.ok) console.log(`jim: sign-in failed at ${result.error.step}: ${result.error.code} ${result.error.message}`)
  }
  const { state } = account
  if (request !== undefined && state.state === 'signed_in') console.log(`jim: signed in as ${state.userId}`)
  const conversationId = scriptHooks.openConversation
  if (conversationId !== undefined) open({ conversationId })
}

function isSignedInWithToken({ state }: Account, user: string): boolean {
  return state.state === 'signed_in' && state.userId === user && state.isTokenKept
}
