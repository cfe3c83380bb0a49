import { useEventListener } from '@vueuse/core'

/** Who is asked about files that are held over the window and dropped there. */
export type DropTaker = {
  /** Whether they could be dropped where they are now. */
  readonly over: (event: DragEvent) => boolean
  readonly leave: () => void
  readonly drop: (event: DragEvent) => void
}

/**
 * What is dropped onto the window never takes the page elsewhere, as Chromium would for files and links. Files are
 * `taker`'s; text may be dropped where text is written.
 */
export function useDropGuard(taker: DropTaker): void {
  useEventListener(window, 'dragover', (event) => {
    if (hasFiles(event)) {
      event.preventDefault()
      const isTaken = taker.over(event)
      if (event.dataTransfer !== null) event.dataTransfer.dropEffect = isTaken ? 'copy' : 'none'
    } else if (!isField(event.target)) {
      event.preventDefault()
      if (event.dataTransfer !== null) event.dataTransfer.dropEffect = 'none'
    }
  })
  // Before a field hears of it: an editor would read the files as text.
  useEventListener(
    window,
    'drop',
    (event) => {
      if (!hasFiles(event) && isField(event.target)) return
      event.preventDefault()
      if (hasFiles(event)) taker.drop(event)
    },
    { capture: true },
  )
  // Out of the window, or let go of with Escape: then there is nothing that is entered.
  useEventListener(window, 'dragleave', (event) => {
    if (event.relatedTarget === null) taker.leave()
  })
  useEventListener(window, 'dragend', taker.leave)
}

function hasFiles({ dataTransfer }: DragEvent): boolean {
  return dataTransfer?.types.includes('Files') === true
}

function isField(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('input, textarea, [contenteditable="true"]') !== null
}
