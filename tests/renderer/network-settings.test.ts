// @vitest-environment happy-dom
import type { IpcChannel } from '@shared/ipc'
import type { LinkTest } from '@shared/network'
import { flushPromises, type VueWrapper } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import SettingsNetwork from '../../src/renderer/src/components/settings/SettingsNetwork.vue'
import SettingsStorage from '../../src/renderer/src/components/settings/SettingsStorage.vue'
import en from '../../src/renderer/src/locales/en.json'
import { isProxyChanged, keepsPassword, proxyChangeOf, type ProxyForm, proxyProblems } from '../../src/renderer/src/model/proxy-form'
import { useAccountStore } from '../../src/renderer/src/stores/account'
import { useDialogsStore } from '../../src/renderer/src/stores/dialogs'
import { useToastsStore } from '../../src/renderer/src/stores/toasts'
import type { FakeJim } from '../helpers/fake-jim'
import { mountWithJim } from './mount'

type Page = { readonly wrapper: VueWrapper; readonly jim: FakeJim }

async function networkPage(): Promise<Page> {
  const { wrapper, jim } = mountWithJim(SettingsNetwork, {})
  const state = await jim.call('account:state')
  if (state.ok) useAccountStore().setState(state.value)
  await flushPromises()
  return { wrapper, jim }
}

async function drawn(): Promise<void> {
  await flushPromises()
  await new Promise((done) => requestAnimationFrame(done))
}

/** The control of a label, as a person finds it. */
function field(wrapper: VueWrapper, label: string) {
  const found = wrapper.findAll('label').find((candidate) => candidate.text() === label)
  return wrapper.get(`#${found?.attributes('for')}`)
}

const button = (wrapper: VueWrapper, name: string) => wrapper.findAll('button').find((candidate) => candidate.text() === name)!
const argumentsOf = (jim: FakeJim, channel: string) => jim.calls.filter((call) => call.channel === channel).map(({ argument }) => argument)

/** From now on every test of the way ends so. */
function answerTest(jim: FakeJim, value: LinkTest): void {
  const call = jim.call.bind(jim)
  jim.call = ((channel: IpcChannel, ...rest: never[]) =>
    channel === 'network:test' ? Promise.resolve({ ok: true, value }) : call(channel, ...rest)) as typeof jim.call
}

async function choose(wrapper: VueWrapper, kind: keyof typeof en.network.proxyKind): Promise<void> {
  await wrapper
    .findAll('[role=radio]')
    .find((radio) => radio.text() === en.network.proxyKind[kind])
    ?.trigger('click')
}

describe('the network page', () => {
  it('sets a proxy, its password only when one was typed', async () => {
    const { wrapper, jim } = await networkPage()
    await choose(wrapper, 'socks5')
    await field(wrapper, en.network.proxyHost).setValue(' 10.0.0.1 ')
    await field(wrapper, en.network.proxyUser).setValue('alice')
    await field(wrapper, en.network.proxyPassword).setValue('p')
    await wrapper.get('form').trigger('submit')
    await flushPromises()
    const place = { kind: 'socks5', host: '10.0.0.1', port: 1080, user: 'alice' }
    expect(argumentsOf(jim, 'network:set-proxy')).toEqual([{ ...place, password: 'p' }])
    expect((field(wrapper, en.network.proxyPassword).element as HTMLInputElement).value).toBe('')
    await field(wrapper, en.network.proxyPort).setValue('1081')
    await wrapper.get('form').trigger('submit')
    await flushPromises()
    expect(argumentsOf(jim, 'network:set-proxy')[1]).toEqual({ ...place, port: 1081 })
    wrapper.unmount()
  })

  it('says at its field what is missing, and calls nobody', async () => {
    const { wrapper, jim } = await networkPage()
    await choose(wrapper, 'http')
    await button(wrapper, en.network.test).trigger('click')
    await wrapper.get('form').trigger('submit')
    expect(wrapper.text()).toContain(en.network.problem.required)
    expect(argumentsOf(jim, 'network:test')).toEqual([])
    expect(argumentsOf(jim, 'network:set-proxy')).toEqual([])
    wrapper.unmount()
  })

  it('tests what is typed, not what is set, and forgets the result with the next letter', async () => {
    const { wrapper, jim } = await networkPage()
    await choose(wrapper, 'system')
    await button(wrapper, en.network.test).trigger('click')
    await flushPromises()
    expect(argumentsOf(jim, 'network:test')).toMatchObject([{ server: { host: 'im.example.com' }, proxy: { kind: 'system' } }])
    expect(wrapper.findAll('[data-step-state=passed]')).toHaveLength(5)
    expect(argumentsOf(jim, 'network:set-proxy')).toEqual([])
    await field(wrapper, en.signIn.server).setValue('im2.example.com')
    expect(wrapper.find('[data-step]').exists()).toBe(false)
    wrapper.unmount()
  })

  it('names the stage that failed, its cause and what to do', async () => {
    const { wrapper, jim } = await networkPage()
    const failed: LinkTest = {
      steps: [
        { stage: 'resolve', state: 'passed', tookMs: 1 },
        { stage: 'connect', state: 'failed', tookMs: 2 },
        { stage: 'greet', state: 'skipped' },
      ],
      failure: { code: 'refused', reason: 'connect ECONNREFUSED 10.0.0.1:9001' },
    }
    answerTest(jim, failed)
    await button(wrapper, en.network.test).trigger('click')
    await flushPromises()
    expect(wrapper.get('[data-step-state=failed]').text()).toContain(en.network.step.connect)
    expect(wrapper.get('[role=alert]').text()).toContain(en.signIn.failure.refused)
    expect(wrapper.get('[role=alert] details').text()).toContain('ECONNREFUSED')
    expect(wrapper.get('[role=alert] details').attributes('open')).toBeUndefined()
    wrapper.unmount()
  })

  it('asks for the password before a sign-in goes to another host, and not for another certificate authority', async () => {
    const { wrapper, jim } = await networkPage()
    const secret = en.network.secret.replace('{user}', useAccountStore().me?.userId ?? '')
    await button(wrapper, en.network.choose).trigger('click')
    await flushPromises()
    expect((field(wrapper, en.signIn.caFile).element as HTMLInputElement).value).toBe('/etc/office/root-ca.pem')
    expect(wrapper.text()).toContain('Office Root CA')
    expect(wrapper.text()).not.toContain(secret)
    await field(wrapper, en.signIn.server).setValue('new.example.com')
    await wrapper.get('form').trigger('submit')
    expect(argumentsOf(jim, 'network:set-server')).toEqual([])
    await field(wrapper, secret).setValue('demo')
    await wrapper.get('form').trigger('submit')
    await flushPromises()
    expect(argumentsOf(jim, 'network:set-server')).toMatchObject([
      { server: { host: 'new.example.com', caFile: '/etc/office/root-ca.pem' }, secret: 'demo' },
    ])
    expect(useAccountStore().me?.server.host).toBe('new.example.com')
    wrapper.unmount()
  })

  it('puts the focus into the first field that is wrong', async () => {
    const { wrapper } = await networkPage()
    await field(wrapper, en.signIn.port).setValue('0')
    await field(wrapper, en.signIn.httpBase).setValue('nonsense')
    await wrapper.get('form').trigger('submit')
    await drawn()
    expect(document.activeElement).toBe(field(wrapper, en.signIn.port).element)
    await field(wrapper, en.signIn.port).setValue('9001')
    await button(wrapper, en.network.test).trigger('click')
    await drawn()
    expect(document.activeElement).toBe(field(wrapper, en.signIn.httpBase).element)
    wrapper.unmount()
  })

  it('says why the server was not changed, in words', async () => {
    const { wrapper, jim } = await networkPage()
    jim.failures.set('network:set-server', 'ca_file_invalid')
    await button(wrapper, en.network.choose).trigger('click')
    await flushPromises()
    await wrapper.get('form').trigger('submit')
    await flushPromises()
    expect(wrapper.get('[role=alert]').text()).toBe(en.signIn.failure.ca_file_invalid)
    wrapper.unmount()
  })
})

describe('the file of a certificate authority', () => {
  it('is chosen, never typed, since main reads no path that a page makes up', async () => {
    const { wrapper } = await networkPage()
    expect(field(wrapper, en.signIn.caFile).attributes('readonly')).toBeDefined()
    wrapper.unmount()
  })

  it('that holds none is told of, and the one before stays', async () => {
    const { wrapper, jim } = await networkPage()
    await button(wrapper, en.network.choose).trigger('click')
    await flushPromises()
    jim.failures.set('network:choose-ca', 'ca_file_invalid')
    await button(wrapper, en.network.choose).trigger('click')
    await flushPromises()
    expect(wrapper.text()).toContain(en.signIn.failure.ca_file_invalid)
    expect((field(wrapper, en.signIn.caFile).element as HTMLInputElement).value).toBe('/etc/office/root-ca.pem')
    wrapper.unmount()
  })

  it('is taken away again', async () => {
    const { wrapper, jim } = await networkPage()
    await button(wrapper, en.network.choose).trigger('click')
    await flushPromises()
    await button(wrapper, en.network.removeCa).trigger('click')
    await flushPromises()
    expect((field(wrapper, en.signIn.caFile).element as HTMLInputElement).value).toBe('')
    expect(wrapper.text()).not.toContain('Office Root CA')
    expect(argumentsOf(jim, 'network:describe-ca')).toEqual([])
    wrapper.unmount()
  })
})

describe("a proxy's form", () => {
  const form: ProxyForm = { kind: 'http', host: 'proxy.example.com', port: '', user: 'alice', password: '' }
  const now = {
    kind: 'http',
    host: 'proxy.example.com',
    port: 8080,
    user: 'alice',
    hasPassword: true,
    canKeepPassword: true,
    isLocked: false,
  } as const

  it('means the usual port by none', () => {
    expect(proxyChangeOf(form)).toEqual({ kind: 'http', host: 'proxy.example.com', port: 8080, user: 'alice' })
    expect(isProxyChanged(proxyChangeOf(form), now)).toBe(false)
  })

  it('keeps the password for the same proxy and user only', () => {
    expect(keepsPassword(proxyChangeOf(form), now)).toBe(true)
    expect(keepsPassword(proxyChangeOf({ ...form, host: 'evil.test' }), now)).toBe(false)
    expect(keepsPassword(proxyChangeOf({ ...form, user: 'bob' }), now)).toBe(false)
  })

  it.each([
    ['no host', { host: ' ' }, [['host', 'required']]],
    ['a URL', { host: 'http://proxy' }, [['host', 'bad_host']]],
    ['port 0', { port: '0' }, [['port', 'bad_port']]],
    ['port 65536', { port: '65536' }, [['port', 'bad_port']]],
    ['nothing where nothing is needed', { kind: 'system', host: '' }, []],
  ] as const)('refuses %s', (_, change, problems) => {
    expect([...proxyProblems({ ...form, ...change })]).toEqual(problems)
  })
})

describe('the storage page', () => {
  it('shows the size of each kind that is there, and the sum', async () => {
    const { wrapper } = mountWithJim(SettingsStorage, {})
    await flushPromises()
    expect(wrapper.get('[data-kind=search]').text()).toBe('61 MB')
    expect(wrapper.find('[data-kind=trial]').exists()).toBe(false)
    expect(wrapper.get('[data-testid=storage-total]').text()).toBe('903 MB')
    wrapper.unmount()
  })

  it('clears the cache after a question, and says what was freed', async () => {
    const { wrapper, jim } = mountWithJim(SettingsStorage, {})
    await flushPromises()
    await button(wrapper, en.storage.clear).trigger('click')
    const dialogs = useDialogsStore()
    const toasts = useToastsStore()
    expect(argumentsOf(jim, 'storage:clear-cache')).toEqual([])
    if (dialogs.current?.dialog !== 'confirm') throw new Error('nobody asked')
    expect(dialogs.current.text()).toContain('678 MB')
    expect(await dialogs.current.run()).toBe(true)
    expect(dialogs.current.text()).toContain('678 MB')
    expect(toasts.all[0]?.text).toContain('678 MB')
    expect(wrapper.find('[data-kind=images]').exists()).toBe(false)
    wrapper.unmount()
  })

  it('opens the folder, and says so when there is nothing to open it with', async () => {
    const { wrapper, jim } = mountWithJim(SettingsStorage, {})
    await flushPromises()
    jim.failures.set('storage:open-folder', 'no_file_manager')
    await button(wrapper, en.storage.openFolder).trigger('click')
    await flushPromises()
    expect(useToastsStore().all[0]?.text).toBe(en.error.no_file_manager)
    wrapper.unmount()
  })
})
