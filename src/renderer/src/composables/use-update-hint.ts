import { onMounted } from 'vue'
import { bridge } from '../bridge'
import { useUpdatesStore } from '../stores/updates'

/** What main found while there was no page, or another one: the rest comes by events. */
export function useUpdateHint(): void {
  const store = useUpdatesStore()
  onMounted(async () => {
    const result = await bridge.call('updates:state')
    if (result.ok) store.setState(result.value)
  })
}
