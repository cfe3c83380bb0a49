import { useEventListener } from '@vueuse/core'
import { isStrayLetter, takesLetters } from '../model/typed-letter'
import { useSelectionStore } from '../stores/selection'
import { useCovered } from './use-covered'

/** Letters and pastes that come while the list or the timeline has the focus go to the composer. */
export function useStrayInput(
  field: { readonly isThere: () => boolean; readonly focus: () => void },
  paste: (event: ClipboardEvent) => void,
): void {
  const selection = useSelectionStore()
  const isCovered = useCovered()
  const isFree = (): boolean => !isCovered.value && !selection.isOn && field.isThere()

  // The focus moves before the key does its work, so the key writes by itself, input methods included.
  useEventListener(window, 'keydown', (event) => {
    if (isFree() && isStrayLetter(event, document.activeElement)) field.focus()
  })
  useEventListener(window, 'paste', (event) => {
    if (event.defaultPrevented || !isFree() || takesLetters(document.activeElement)) return
    field.focus()
    paste(event)
  })
}
