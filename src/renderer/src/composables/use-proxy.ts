import type { ProxyChange, ProxySettings } from '@shared/network'
import { computed, onMounted, reactive, ref, shallowRef } from 'vue'
import { bridge } from '../bridge'
import { isProxyChanged, keepsPassword, type ProxyForm, proxyChangeOf, proxyFormOf, proxyProblems } from '../model/proxy-form'
import { useReport } from './use-report'

const NONE: ProxySettings = { kind: 'none', host: '', port: 0, user: '', hasPassword: false, canKeepPassword: true, isLocked: false }

/** The proxy that is set, and the form that changes it. */
export function useProxy() {
  const { report } = useReport()
  const proxy = shallowRef<ProxySettings>(NONE)
  const form = reactive<ProxyForm>(proxyFormOf(NONE))
  /** Problems are told once somebody has tried to go on. */
  const hasTried = ref(false)
  const problems = computed(() => proxyProblems(form))
  const change = computed<ProxyChange>(() => proxyChangeOf(form))

  function show(next: ProxySettings): void {
    proxy.value = next
    Object.assign(form, proxyFormOf(next))
    hasTried.value = false
  }

  async function load(): Promise<void> {
    const result = await bridge.call('network:proxy')
    if (report(result)) show(result.value)
  }

  async function save(): Promise<boolean> {
    const result = await bridge.call('network:set-proxy', change.value)
    if (!report(result)) return false
    show(result.value)
    return true
  }

  onMounted(load)
  return {
    current: proxy,
    form,
    hasTried,
    problems,
    change,
    isChanged: computed(() => isProxyChanged(change.value, proxy.value)),
    keepsPassword: computed(() => keepsPassword(change.value, proxy.value)),
    save,
  }
}
