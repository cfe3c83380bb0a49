import type { Message } from '@shared/message'
import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import * as model from '../model/message-selection'

/** Messages of the open conversation that are picked to be forwarded together. */
export const useSelectionStore = defineStore('selection', () => {
  const selection = shallowRef<model.MessageSelection>()
  const isOn = computed(() => selection.value !== undefined)
  const picked = computed(() => selection.value?.picked)
  const messages = computed(() => (selection.value === undefined ? [] : model.selectedMessages(selection.value)))
  const isFull = computed(() => messages.value.length >= model.SELECTION_LIMIT)

  function start(message: Message): void {
    selection.value = model.selectOne(message)
  }

  /** The first one begins a selection. */
  function toggle(message: Message): void {
    selection.value = selection.value === undefined ? model.selectOne(message) : model.toggled(selection.value, message)
  }

  /** @param loaded the messages among which a range is picked */
  function extendTo(message: Message, loaded: readonly Message[]): void {
    if (selection.value === undefined) start(message)
    else selection.value = model.extendedTo(selection.value, message, loaded)
  }

  function stop(): void {
    selection.value = undefined
  }

  return { isOn, picked, messages, isFull, start, toggle, extendTo, stop }
})
