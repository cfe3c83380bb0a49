import type { Selection } from '../model/edit-history'
import type { TextChange } from '../model/text-change'

/** What a text stands in while it is written, with its caret. Places count in UTF-16. */
export interface TextField {
  /** What has the focus. */
  readonly element: HTMLElement
  readonly text: string
  readonly selection: Selection
  /** Puts text in place of a stretch, selects, and shows where the selection ends. Tells nobody. */
  replace(change: TextChange, selection: Selection): void
  /** Takes the focus, and leaves the selection where it is. */
  focus(): void
}

/** The field that the page itself has. */
export function plainField(element: HTMLTextAreaElement): TextField {
  return {
    element,
    get text() {
      return element.value
    },
    get selection(): Selection {
      return [element.selectionStart, element.selectionEnd]
    },
    replace({ at, removed, inserted }, selection) {
      element.setRangeText(inserted, at, at + removed.length, 'end')
      element.setSelectionRange(...selection)
      // Setting text does not scroll to the caret, as typing does.
      if (element.selectionEnd === element.value.length) element.scrollTop = element.scrollHeight
    },
    focus: () => element.focus({ preventScroll: true }),
  }
}
