import { bridge } from '../bridge'
import { useReport } from './use-report'

/** Opens a link outside the app, after main has checked it. */
export function useOpenLink() {
  const { report } = useReport()
  return async (url: string): Promise<void> => void report(await bridge.call('app:open-link', url))
}
