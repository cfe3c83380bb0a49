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

/** Tells main whose files are on screen and not here: they come first. Each view is told once. */
export function useFilesSeen(): (messages: readonly Message[]) => void {
  const link = useLinkStore()
  let told = ''

  return useDebounceFn((messages: readonly Message[]) => {
    if (!link.features.files) return
    const localIds = messages
      .filter(({ content, file }) => isFileContent(content) && file !== undefined && file.mediaUrl === undefined && file.lack === undefined)
      .map(({ localId }) => localId)
      .slice(0, MOST)
    const next = localIds.join()
    if (next !== '' && next !== told) tell('files:in-view', { localIds })
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
