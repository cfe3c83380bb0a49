import { MAX_DRAGGED } from '@shared/file'
import type { Message } from '@shared/message'
import { useI18n } from 'vue-i18n'
import { bridge } from '../bridge'
import { isFileContent } from '../model/file-face'
import { useToastsStore } from '../stores/toasts'
import { useReport } from './use-report'

/** Drags files to the desktop or another program, as many as are here; of the others it says why not. */
export function useDragOut() {
  const { t } = useI18n()
  const toasts = useToastsStore()
  const { report } = useReport()

  function tell(text: string): void {
    toasts.add({ level: 'info', title: t('drag.notDragged'), text })
  }

  return async (event: DragEvent, messages: readonly Message[]): Promise<void> => {
    // The page's own dragging would carry addresses that mean nothing elsewhere.
    event.preventDefault()
    const localIds = messages.filter(({ content }) => isFileContent(content)).map(({ localId }) => localId)
    if (localIds.length === 0) return
    const result = await bridge.call('files:drag', { localIds: localIds.slice(0, MAX_DRAGGED) })
    if (!result.ok && result.error.code === 'not_here') return tell(t('drag.away', { n: localIds.length }, localIds.length))
    if (!result.ok && result.error.code === 'never_opened') return tell(t('drag.refused', { n: localIds.length }, localIds.length))
    if (!report(result)) return
    const { away, refused } = result.value
    if (away > 0) tell(t('drag.away', { n: away }, away))
    if (refused > 0) tell(t('drag.refused', { n: refused }, refused))
  }
}
