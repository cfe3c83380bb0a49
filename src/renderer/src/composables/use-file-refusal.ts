import { useEventListener } from '@vueuse/core'
import { useI18n } from 'vue-i18n'
import { useToastsStore } from '../stores/toasts'

/** Files cannot be sent yet: whoever pastes or drops one is told so, instead of seeing nothing happen. */
export function useFileRefusal() {
  const { t } = useI18n()
  const toasts = useToastsStore()

  function refuseFiles(): void {
    toasts.add({ level: 'info', title: t('composer.noFiles'), text: t('composer.noFilesText') })
  }

  return { refuseFiles }
}

/**
 * What is dropped onto the window never takes the page elsewhere, as Chromium would for files and links. Files are
 * answered by `onFiles`; text may be dropped where text is written.
 */
export function useDropGuard(onFiles: () => void): void {
  useEventListener(window, 'dragover', (event) => {
    if (hasFiles(event)) {
      event.preventDefault()
      if (event.dataTransfer !== null) event.dataTransfer.dropEffect = 'copy'
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
      if (hasFiles(event)) onFiles()
    },
    { capture: true },
  )
}

function hasFiles({ dataTransfer }: DragEvent): boolean {
  return dataTransfer?.types.includes('Files') === true
}

function isField(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('input, textarea, [contenteditable="true"]') !== null
}
