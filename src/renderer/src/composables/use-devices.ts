import type { DeviceSession } from '@shared/roster'
import { onMounted, ref, shallowRef } from 'vue'
import { bridge } from '../bridge'
import { useLinkStore } from '../stores/link'
import { useReport } from './use-report'

/** My sessions on all devices, this one first, then the latest seen. */
export function useDevices() {
  const link = useLinkStore()
  const { describe, report } = useReport()
  const devices = shallowRef<readonly DeviceSession[]>()
  /** Why they could not be listed, in words. */
  const problem = ref('')

  async function load(): Promise<void> {
    problem.value = ''
    if (!link.features.devices) return
    const result = await bridge.call('devices:list')
    if (!result.ok) problem.value = describe(result.error)
    else devices.value = [...result.value].sort((a, b) => Number(b.isThisDevice) - Number(a.isThisDevice) || b.lastSeen - a.lastSeen)
  }

  async function end({ sessionId }: DeviceSession): Promise<boolean> {
    const isDone = report(await bridge.call('devices:end', { sessionId }))
    if (isDone) devices.value = devices.value?.filter((device) => device.sessionId !== sessionId)
    return isDone
  }

  onMounted(load)
  return { devices, problem, load, end }
}
