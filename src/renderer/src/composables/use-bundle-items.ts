import type { ContentPlace, MessageContent } from '@shared/message'
import { onMounted, shallowRef } from 'vue'
import { bridge } from '../bridge'
import { useReport } from './use-report'

type BundleItems = Extract<MessageContent, { kind: 'bundle' }>['items']

/** All messages of a bundle, of which a timeline has the first few; `undefined` until they are here. */
export function useBundleItems(place: ContentPlace, onFailed: () => void) {
  const { report } = useReport()
  const items = shallowRef<BundleItems>()
  onMounted(async () => {
    const opened = await bridge.call('messages:content', place)
    if (!report(opened)) onFailed()
    else if (opened.value.kind === 'bundle') items.value = opened.value.items
  })
  return items
}
