// @vitest-environment happy-dom
import { SIGN_IN_STEPS } from '@shared/account'
import { MAX_PLACES } from '@shared/server-places'
import { flushPromises } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import { emptyForm, formProblems, placeOf, requestOf } from '../../src/renderer/src/model/sign-in-form'
import { SIGN_IN_FAILURE_CODES, shownSteps, stepStates } from '../../src/renderer/src/model/sign-in-failures'
import en from '../../src/renderer/src/locales/en.json'
import zhCN from '../../src/renderer/src/locales/zh-CN.json'
import SignInView from '../../src/renderer/src/views/SignInView.vue'
import { useAccountStore } from '../../src/renderer/src/stores/account'
import { mountWithJim } from './mount'
import { FORMS } from '../helpers/spoken'

const filled = { ...emptyForm(FORMS), host: ' im.example.com ', user: 'alice', secret: ' s p ' }

async function drawn(): Promise<void> {
  await flushPromises()
  await new Promise((done) => requestAnimationFrame(done))
}

describe('sign-in', () => {
  it.each([
    ['en', en],
    ['zh-CN', zhCN],
  ] as const)('has words of its own for every failure and step in %s', (_, locale) => {
    const failures = locale.signIn.failure as Record<string, string>
    const texts = SIGN_IN_FAILURE_CODES.map((code) => failures[code])
    expect(texts.every((text) => text !== undefined && text.length > 5)).toBe(true)
    expect(new Set(texts).size).toBe(texts.length)
    expect(Object.keys(failures).sort()).toEqual([...SIGN_IN_FAILURE_CODES].sort())
    expect(Object.keys(locale.signIn.step).sort()).toEqual([...SIGN_IN_STEPS].sort())
  })

  it('starts with TLS on', () => {
    expect(requestOf(filled)).toEqual({
      server: { kind: 'sync', host: 'im.example.com', port: 9001, tls: true, httpBase: '', caFile: '' },
      user: 'alice',
      secret: ' s p ',
    })
  })

  it.each([
    ['an empty host', { host: ' ' }, 'host', 'required'],
    ['a URL for a host', { host: 'https://im.example.com' }, 'host', 'bad_host'],
    ['an address that is missing', { host: 'im1:9001,,im2' }, 'host', 'empty_place'],
    ['an address twice', { host: 'im1, im1:9001' }, 'host', 'same_place'],
    ['fifty addresses', { host: Array.from({ length: 50 }, (_, n) => `im${n}`).join() }, 'host', 'too_many_places'],
    ['no port of the second', { host: 'im1, im2:' }, 'host', 'bad_port_there'],
    ['port 0', { port: '0' }, 'port', 'bad_port'],
    ['port 65536', { port: '65536' }, 'port', 'bad_port'],
    ['a port of letters', { port: '90x' }, 'port', 'bad_port'],
    ['a user with a colon', { user: 'a:b' }, 'user', 'bad_user'],
    ['no password', { secret: '' }, 'secret', 'required'],
    ['a file for an HTTP address', { httpBase: 'file:///etc' }, 'httpBase', 'bad_url'],
  ] as const)('refuses %s before dialling', (_, change, field, problem) => {
    expect([...formProblems({ ...filled, ...change })]).toEqual([[field, problem]])
  })

  it('takes several addresses, and shows them again as they were typed', () => {
    const form = { ...filled, host: 'im1, im2:9101', port: '9002' }
    expect([...formProblems(form)]).toEqual([])
    const { server } = requestOf(form)
    expect(server).toMatchObject({ host: 'im1', port: 9002, others: [{ host: 'im2', port: 9101 }] })
    const again = { ...emptyForm(FORMS, { server, user: 'alice' }), secret: ' s p ' }
    expect(again).toMatchObject({ host: 'im1:9002, im2:9101', port: '9002' })
    expect(requestOf(again).server).toEqual(server)
    const offered = { name: 'Office', address: { ...server, host: 'IM2', port: 9101, others: [{ host: 'im1', port: 9002 }] } }
    expect([placeOf([offered], requestOf(again)), placeOf([offered], requestOf(filled))]).toEqual([0, -1])
  })

  it.each([
    ['en', en],
    ['zh-CN', zhCN],
  ] as const)('says in %s how many addresses there may be', (_, locale) => {
    expect(locale.signIn.problem.too_many_places).toContain(String(MAX_PLACES))
  })

  it('shows only the steps that this way of signing in has', () => {
    expect(shownSteps({ isTrial: true, isTls: false, logsIn: true, hasProxy: false })[0]).toBe('start_server')
    expect(shownSteps({ isTrial: false, isTls: false, logsIn: false, hasProxy: false })).toEqual([
      'resolve',
      'connect',
      'authenticate',
      'load',
    ])
  })

  it('marks what is done, what runs and what waits', () => {
    const steps = shownSteps({ isTrial: false, isTls: true, logsIn: true, hasProxy: false })
    expect(stepStates(steps, 'connect', undefined).map((entry) => entry.state)).toEqual([
      'done',
      'done',
      'current',
      'waiting',
      'waiting',
      'waiting',
    ])
    expect(stepStates(steps, 'connect', 'secure').find((entry) => entry.state === 'failed')?.step).toBe('secure')
  })

  it('explains a failure by its step and keeps what was typed', async () => {
    const { wrapper } = mountWithJim(
      SignInView,
      {},
      { isSignedIn: false, signInFailure: { step: 'secure', code: 'tls_untrusted', message: 'self-signed' } },
    )
    useAccountStore().setState({ state: 'signed_out', forms: FORMS })
    await flushPromises()
    const [host, , user, secret] = wrapper.findAll('input')
    await host?.setValue('im.example.com')
    await user?.setValue('alice')
    await secret?.setValue('secret')
    await wrapper.get('form').trigger('submit')
    await flushPromises()
    expect(wrapper.get('[role=alert]').text()).toContain(en.signIn.step.secure)
    expect(wrapper.get('[role=alert]').text()).toContain(en.signIn.failure.tls_untrusted)
    expect(user?.element.value).toBe('alice')
    wrapper.unmount()
  })

  it('says when the server takes another try', async () => {
    const { wrapper } = mountWithJim(SignInView, {}, { isSignedIn: false })
    useAccountStore().setFailure({ step: 'log_in', code: 'overloaded', message: 'busy', retryAfterMs: 1500 })
    await flushPromises()
    expect(wrapper.get('[role=alert]').text()).toContain(en.signIn.failure.overloaded)
    expect(wrapper.get('[role=alert]').text()).toContain('The server takes another try in 2 s.')
    wrapper.unmount()
  })

  it('says that the message store is being updated', async () => {
    const { wrapper } = mountWithJim(SignInView, {}, { isSignedIn: false })
    useAccountStore().setState({ state: 'signing_in', forms: FORMS, step: 'load', store: 'updating' })
    await flushPromises()
    expect(wrapper.get('[role=status]').text()).toBe(en.signIn.storeUpdating)
    expect(wrapper.text()).not.toContain(en.signIn.step.log_in)
    wrapper.unmount()
  })

  it('says that another program holds the database, and lets one cancel', async () => {
    const { wrapper } = mountWithJim(SignInView, {}, { isSignedIn: false })
    useAccountStore().setState({ state: 'signing_in', forms: FORMS, step: 'load', store: 'busy' })
    await flushPromises()
    expect(wrapper.get('[role=status]').text()).toBe(en.signIn.failure.store_busy)
    expect(wrapper.text()).not.toContain(en.signIn.step.log_in)
    expect(wrapper.text()).toContain(en.common.cancel)
    useAccountStore().setState({ state: 'signing_in', forms: FORMS, step: 'resolve' })
    await flushPromises()
    expect(wrapper.text()).not.toContain(en.signIn.failure.store_busy)
    expect(wrapper.text()).toContain(en.signIn.step.resolve)
    wrapper.unmount()
  })

  it('puts what OpenSSL says behind a disclosure', async () => {
    const message = '140735:error:1408F10B:SSL routines:ssl3_get_record:wrong version number:../deps/openssl/ssl/record/ssl3_record.c:355:'
    const { wrapper } = mountWithJim(SignInView, {}, { isSignedIn: false, signInFailure: { step: 'secure', code: 'tls_failed', message } })
    useAccountStore().setState({ state: 'signed_out', forms: FORMS, failure: { step: 'secure', code: 'tls_failed', message } })
    await flushPromises()
    const details = wrapper.get('[role=alert] details')
    expect(details.attributes('open')).toBeUndefined()
    expect(details.get('summary').text()).toBe(en.common.details)
    expect(details.text()).toContain('ssl3_record.c')
    const plain = wrapper.get('[role=alert]').text().replace(details.text(), '')
    expect(plain).toContain(en.signIn.failure.tls_failed)
    expect(plain).not.toContain('openssl')
    wrapper.unmount()
  })

  it.each([
    ['the server', { user: 'alice', secret: 'x' }, en.signIn.server],
    ['the user', { host: 'im.example.com', secret: 'x' }, en.signIn.user],
    ['the password', { host: 'im.example.com', user: 'alice' }, en.signIn.password],
    ['everything', {}, en.signIn.server],
  ])(
    'puts the focus into the first field that is wrong where %s is missing',
    async (_, typed: { readonly host?: string; readonly user?: string; readonly secret?: string }, label) => {
      const { wrapper } = mountWithJim(SignInView, {}, { isSignedIn: false })
      useAccountStore().setState({ state: 'signed_out', forms: FORMS })
      await flushPromises()
      const [host, , user, secret] = wrapper.findAll('input')
      await host?.setValue(typed.host ?? '')
      await user?.setValue(typed.user ?? '')
      await secret?.setValue(typed.secret ?? '')
      await wrapper.get('form').trigger('submit')
      await drawn()
      expect(wrapper.get(`label[for="${document.activeElement?.id}"]`).text()).toBe(label)
      wrapper.unmount()
    },
  )

  it.each([
    ['bad_credentials', en.signIn.password],
    ['bad_token', en.signIn.password],
    ['refused', undefined],
  ] as const)('after %s the next letter goes to %s', async (code, label) => {
    const failure = { step: 'log_in', code, message: '' } as const
    const { wrapper } = mountWithJim(SignInView, {}, { isSignedIn: false, signInFailure: failure })
    useAccountStore().setState({ state: 'signed_out', forms: FORMS })
    await flushPromises()
    const [host, , user, secret] = wrapper.findAll('input')
    await host?.setValue('im.example.com')
    await user?.setValue('alice')
    await secret?.setValue('secret')
    ;(document.activeElement as HTMLElement | null)?.blur()
    await wrapper.get('form').trigger('submit')
    await flushPromises()
    const focused = document.activeElement as HTMLInputElement
    expect(document.querySelector(`label[for="${focused.id}"]`)?.textContent).toBe(label)
    if (label !== undefined) expect([focused.selectionStart, focused.selectionEnd]).toEqual([0, 'secret'.length])
    wrapper.unmount()
  })

  it('opens what hides the field that is wrong', async () => {
    const server = { kind: 'sync', host: 'im.example.com', port: 9001, tls: true, httpBase: '', caFile: '' } as const
    const { wrapper } = mountWithJim(SignInView, {}, { isSignedIn: false })
    useAccountStore().setState({ state: 'signed_out', forms: FORMS, last: { server: { ...server, httpBase: 'nonsense' }, user: 'alice' } })
    await flushPromises()
    const advanced = wrapper.findAll('button').find((button) => button.text() === en.signIn.advanced)
    if (advanced?.attributes('aria-expanded') === 'true') await advanced.trigger('click')
    await wrapper.get('input[type=password]').setValue('secret')
    await wrapper.get('form').trigger('submit')
    await drawn()
    expect(wrapper.get(`label[for="${document.activeElement?.id}"]`).text()).toBe(en.signIn.httpBase)
    wrapper.unmount()
  })
})
