import type { LocalId } from '@shared/ids'
import type { Message } from '@shared/message'
import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'

/** As many as one call may forward. */
export const SELECTION_LIMIT = 100

/** Messages of the open conversation that are picked to be forwarded together. */
export const useSelectionStore = defineStore('selection', () => {
  const picked = shallowRef<ReadonlyMap<LocalId, Message>>()
  const isOn = computed(() => picked.value !== undefined)
  /** In the order of the timeline. */
  const messages = computed(() =>
    [...(picked.value?.values() ?? [])].sort((a, b) => a.position - b.position || a.localId - b.localId),
  )

  function start(message: Message): void {
    picked.value = new Map([[message.localId, message]])
  }

  function toggle(message: Message): void {
    const next = new Map(picked.value)
    if (!next.delete(message.localId) && next.size < SELECTION_LIMIT) next.set(message.localId, message)
    picked.value = next
  }

  function stop(): void {
    picked.value = undefined
  }

  return { picked, isOn, messages, start, toggle, stop }
})
