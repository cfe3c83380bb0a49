import type { SignInRequest } from '@shared/account'
import { ref } from 'vue'
import { bridge, tell } from '../bridge'
import { useAccountStore } from '../stores/account'

/** Signing in, by account or on this computer. Progress and failure are in the account store. */
export function useSignIn() {
  const account = useAccountStore()
  const isBusy = ref(false)

  async function run(
    call: () => ReturnType<typeof bridge.call<'account:sign-in' | 'account:try-local' | 'account:start-fresh'>>,
  ): Promise<void> {
    if (isBusy.value) return
    isBusy.value = true
    account.setFailure(undefined)
    account.setStep(undefined)
    const result = await call()
    isBusy.value = false
    if (result.ok) account.setState(result.value)
    else account.setFailure(result.error.code === 'cancelled' ? undefined : result.error)
  }

  return {
    isBusy,
    signIn: (request: SignInRequest) => run(() => bridge.call('account:sign-in', request)),
    tryLocal: () => run(() => bridge.call('account:try-local')),
    startFresh: () => run(() => bridge.call('account:start-fresh')),
    cancel: () => tell('account:cancel-sign-in'),
  }
}
