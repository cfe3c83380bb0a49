import { ref } from 'vue'
import { bridge } from '../bridge'
import { useReport } from './use-report'

export function useSignOut() {
  const { report } = useReport()
  const isBusy = ref(false)

  /** Resolves to whether nobody is signed in any more. */
  async function signOut(removeData: boolean): Promise<boolean> {
    isBusy.value = true
    const result = await bridge.call('account:sign-out', { removeData })
    isBusy.value = false
    return report(result)
  }

  return { isBusy, signOut }
}
