import type { AccountForm, AccountState, SignInFailure, SignInStep } from '@shared/account'
import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'

export const useAccountStore = defineStore('account', () => {
  /** `undefined` until main has answered for the first time. */
  const state = shallowRef<AccountState>()
  const step = shallowRef<SignInStep>()
  const failure = shallowRef<SignInFailure>()
  /** Every way of signing in, the usual one first. */
  const forms = shallowRef<readonly AccountForm[]>([])
  const me = computed(() => (state.value?.state === 'signed_in' ? state.value : undefined))
  /** Another account, or another database of it: whatever was read before is read anew. */
  const storeKey = computed(() => me.value && `${me.value.userId} ${me.value.repaired?.at ?? 0}`)

  function setState(next: AccountState): void {
    state.value = next
    if (next.state === 'signing_in') step.value = next.step
    if (next.state !== 'signed_in') forms.value = next.forms
  }

  function setStep(next: SignInStep | undefined): void {
    step.value = next
  }

  function setFailure(next: SignInFailure | undefined): void {
    failure.value = next
  }

  return { state, step, failure, forms, me, storeKey, setState, setStep, setFailure }
})
