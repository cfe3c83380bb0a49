import type { IpcArgument } from '@shared/ipc'
import { ref } from 'vue'
import { bridge } from '../bridge'
import { useReport } from './use-report'

/** What others see of me; the account tells it anew once the server has it. */
export function useOwnProfile() {
  const { report } = useReport()
  const isSaving = ref(false)

  async function save(change: IpcArgument<'profile:set'>): Promise<void> {
    isSaving.value = true
    report(await bridge.call('profile:set', change))
    isSaving.value = false
  }

  return { isSaving, save }
}
