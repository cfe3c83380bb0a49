import type { Message } from '@shared/message'
import { useDebounceFn } from '@vueuse/core'
import { type Ref, watch } from 'vue'
import { tell } from '../bridge'
import { isFileContent } from '../model/file-face'
import type { RowsInView } from '../model/rows-in-view'
import { messagesOf, type TimelineRow } from '../model/timeline-rows'
import { useLinkStore } from '../stores/link'

/** Rest after which what is on screen is told, ms: whoever only passes by asks for nothing. */
const AFTER_MS = 200
/** A view has no more rows than this: more would be somebody's trick. */
const MOST = 200

/**
 * Tells main whose files are on screen: what is not here of them comes first, what is here stays. Each view is told once, and
 * again when what is here of it is another thing.
 */
export function useFilesSeen(): (messages: readonly Message[]) => void {
  const link = useLinkStore()
  let told = ''

  return useDebounceFn((messages: readonly Message[]) => {
    if (!link.features.files) return
    const shown = messages.filter(({ content, file }) => isFileContent(content) && file !== undefined).slice(0, MOST)
    const next = shown.map(({ localId, file }) => `${localId}${file?.mediaUrl === undefined ? '' : '!'}`).join()
    if (next !== told) tell('files:in-view', { localIds: shown.map(({ localId }) => localId) })
    told = next
  }, AFTER_MS)
}

/** The same of a timeline. */
export function useFilesInView(rows: Readonly<Ref<readonly TimelineRow[]>>, visible: Readonly<Ref<RowsInView | undefined>>): void {
  const seen = useFilesSeen()

  function look(): void {
    const shown = new Set(visible.value?.shown)
    seen(rows.value.flatMap((row) => (shown.has(row.key) ? messagesOf(row) : [])))
  }

  watch([visible, rows], look, { immediate: true })
}
