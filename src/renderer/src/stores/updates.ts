import type { Updates } from '@shared/updates'
import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'

export const useUpdatesStore = defineStore('updates', () => {
  const state = shallowRef<Updates>({ state: 'idle', support: 'yes', unasked: 'nothing' })
  /** A newer version waits for the person. */
  const isThere = computed(() => state.value.state === 'offered' || state.value.state === 'ready')

  function setState(next: Updates): void {
    state.value = next
  }

  return { state, isThere, setState }
})
