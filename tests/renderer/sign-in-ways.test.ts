// @vitest-environment happy-dom
import { NO_POLICY, type PolicyInForce } from '@shared/policy'
import { flushPromises } from '@vue/test-utils'
import { expect, it } from 'vitest'
import SignInForm from '../../src/renderer/src/components/sign-in/SignInForm.vue'
import { FORMS } from '../helpers/spoken'
import { mountWithJim } from './mount'

const server = { kind: 'base', host: 'im.example.com', port: 9001, tls: true, httpBase: '', caFile: '' }

/** The kind of server that is signed in to with what the form has at first, when `kind` was the last one. */
async function kindUnder(policy: Partial<PolicyInForce>, kind: string): Promise<unknown> {
  const props = { ways: FORMS, last: { server: { ...server, kind }, user: '7' }, policy: { ...NO_POLICY, ...policy }, isBusy: false }
  const { wrapper } = mountWithJim(SignInForm, props)
  await flushPromises()
  await wrapper.find('input[type="password"]').setValue('secret')
  await wrapper.find('form').trigger('submit')
  const [sent] = (wrapper.emitted('submit') ?? []).map(
    ([request]) => (request as { readonly server: { readonly kind: string } }).server.kind,
  )
  wrapper.unmount()
  return sent
}

it('signs in as last time where no policy says otherwise', async () => {
  expect([await kindUnder({}, 'base'), await kindUnder({}, 'sync')]).toEqual(['base', 'sync'])
})

it('signs in only in ways that a policy allows', async () => {
  expect([await kindUnder({ signInKinds: ['base'] }, 'sync'), await kindUnder({ signInKinds: ['sync'] }, 'base')]).toEqual(['base', 'sync'])
})
