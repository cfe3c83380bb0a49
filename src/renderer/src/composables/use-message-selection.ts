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

  function extendTo(message: Message): void {
    selection.extendTo(message, timeline.window?.messages ?? [])
  }

  /** Takes a click that picks away from whatever lies under the pointer. */
  function onClick(event: MouseEvent, message: Message): void {
    if (!selection.isOn && !(event.ctrlKey || event.metaKey)) return
    event.preventDefault()
    event.stopPropagation()
    if (!isForwardable(message)) return
    if (event.shiftKey && selection.isOn) extendTo(message)
    else selection.toggle(message)
  }

  /** @param event of the message itself, not of a control in it */
  function onSpace(event: KeyboardEvent, message: Message): void {
    if (event.target !== event.currentTarget) return
    event.preventDefault()
    if (isForwardable(message)) selection.toggle(message)
  }

  /** The focus goes from one message to the next with Shift held down. */
  function onMoved(from: Message, to: Message): void {
    if (!selection.isOn && isForwardable(from)) selection.start(from)
    if (selection.isOn) extendTo(to)
  }

  const isPicked = ({ localId }: Message): boolean => selection.picked?.has(localId) === true

  return { isOn, isPicked, onClick, onSpace, onMoved }
}
