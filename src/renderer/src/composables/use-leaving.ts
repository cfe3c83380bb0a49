import { useEventListener } from '@vueuse/core'
import { onScopeDispose } from 'vue'
import { bridge } from '../bridge'

/** Runs what may not wait any longer: the window closes, or the system ends the session and closes nothing. */
export function useLeaving(keep: () => unknown): void {
  useEventListener(window, 'pagehide', () => void keep())
  onScopeDispose(bridge.on('session-ends', () => void keep()))
}
