import type { Message } from '@shared/message'
import { computed } from 'vue'
import { isForwardable } from '../model/forwardable'
import { useSelectionStore } from '../stores/selection'
import { useTimelineStore } from '../stores/timeline'

/**
 * Picking messages by mouse and by keyboard:
 *
 * ```
 *                       nothing picked yet        while messages are being picked
 *   click               as ever                   picks it, or lets go of it
 *   Ctrl+click, Space   begins with it            picks it, or lets go of it
 *   Shift+click         as ever                   picks the range up to it
 *   Shift+↑↓            begins with the focused   picks the range up to the next
 * ```
 */
export function useMessageSelection() {
  const selection = useSelectionStore()
  const timeline = useTimelineStore()
  /** Messages are being picked. */
  const isOn = computed(() => selection.isOn)

  const isPicked = ({ localId }: Message): boolean => selection.picked?.has(localId) === true

  function extendTo(message: Message): void {
    selection.extendTo(message, timeline.window?.messages ?? [])
  }

  /** What stands as one is picked as one: all of it, or nothing. */
  function toggle(messages: readonly Message[]): void {
    const wanted = !messages.every(isPicked)
    for (const message of messages) if (isPicked(message) !== wanted) selection.toggle(message)
  }

  /** Takes a click that picks away from whatever lies under the pointer. */
  function onClick(event: MouseEvent, messages: readonly Message[]): void {
    if (!selection.isOn && !(event.ctrlKey || event.metaKey)) return
    event.preventDefault()
    event.stopPropagation()
    const last = messages.at(-1)
    if (last === undefined || !messages.every(isForwardable)) return
    if (event.shiftKey && selection.isOn) extendTo(last)
    else toggle(messages)
  }

  /** @param event of the message itself, not of a control in it */
  function onSpace(event: KeyboardEvent, messages: readonly Message[]): void {
    if (event.target !== event.currentTarget) return
    event.preventDefault()
    if (messages.every(isForwardable)) toggle(messages)
  }

  /** The focus goes from one message to the next with Shift held down. */
  function onMoved(from: Message, to: Message): void {
    if (!selection.isOn && isForwardable(from)) selection.start(from)
    if (selection.isOn) extendTo(to)
  }

  return { isOn, isPicked, onClick, onSpace, onMoved }
}
