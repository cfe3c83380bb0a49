import type { TrialState } from '@shared/trial'
import { defineStore } from 'pinia'
import { shallowRef } from 'vue'

export const useTrialStore = defineStore('trial', () => {
  const state = shallowRef<TrialState>({})

  function setState(next: TrialState): void {
    state.value = next
  }

  return { state, setState }
})
