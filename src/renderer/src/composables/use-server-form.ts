import type { ServerAddress } from '@shared/account'
import { needsSecret } from '@shared/network'
import type { Failure } from '@shared/result'
import { computed, reactive, ref, watch } from 'vue'
import { bridge } from '../bridge'
import { emptyForm, formProblems, requestOf, type SignInField } from '../model/sign-in-form'
import { useAccountStore } from '../stores/account'

/** The address of the account that is signed in, and the form that changes it. */
export function useServerForm() {
  const account = useAccountStore()
  const form = reactive(emptyForm([]))
  const failure = ref<Failure>()
  const hasTried = ref(false)
  const now = computed(() => account.me?.server)
  const server = computed<ServerAddress>(() => requestOf(form).server)
  const isChanged = computed(() => JSON.stringify(server.value) !== JSON.stringify(now.value))
  const isSecretNeeded = computed(() => now.value !== undefined && needsSecret(now.value, server.value))
  const problems = computed(() => {
    const found = new Map(formProblems(form))
    if (!isSecretNeeded.value) found.delete('secret')
    return found as ReadonlyMap<SignInField, string>
  })

  function reset(): void {
    const { me } = account
    Object.assign(form, me === undefined ? emptyForm([]) : emptyForm([me.form], { server: me.server, user: me.userId }))
    hasTried.value = false
  }

  async function save(): Promise<boolean> {
    failure.value = undefined
    const secret = isSecretNeeded.value ? { secret: form.secret } : {}
    const result = await bridge.call('network:set-server', { server: server.value, ...secret })
    if (result.ok) account.setState(result.value)
    else failure.value = result.error
    return result.ok
  }

  watch(() => JSON.stringify(now.value), reset, { immediate: true })
  return { form, server, failure, hasTried, problems, isChanged, isSecretNeeded, reset, save }
}
