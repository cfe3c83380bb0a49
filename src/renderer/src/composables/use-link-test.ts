import type { LinkTest, LinkTestRequest } from '@shared/network'
import { computed, onScopeDispose, ref, shallowRef } from 'vue'
import { bridge } from '../bridge'
import { useReport } from './use-report'

/** Tries the way to a server; a result that comes after its view went, or after another try began, is dropped. */
export function useLinkTest() {
  const { report } = useReport()
  const isRunning = ref(false)
  const test = shallowRef<LinkTest>()
  /** One for each of the server's addresses. */
  const tests = computed(() => (test.value === undefined ? [] : [test.value, ...(test.value.others ?? [])]))
  let latest = 0

  async function run(request: LinkTestRequest): Promise<void> {
    const own = ++latest
    isRunning.value = true
    test.value = undefined
    const result = await bridge.call('network:test', request)
    if (own !== latest) return
    isRunning.value = false
    if (report(result)) test.value = result.value
  }

  /** What was tried is not what is typed any more. */
  function forget(): void {
    latest += 1
    isRunning.value = false
    test.value = undefined
  }

  onScopeDispose(forget)
  return { isRunning, tests, run, forget }
}
