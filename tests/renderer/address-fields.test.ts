// @vitest-environment happy-dom
import { flushPromises, type VueWrapper } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import SettingsNetwork from '../../src/renderer/src/components/settings/SettingsNetwork.vue'
import en from '../../src/renderer/src/locales/en.json'
import { splitHost } from '../../src/renderer/src/model/split-host'
import { useAccountStore } from '../../src/renderer/src/stores/account'
import SignInView from '../../src/renderer/src/views/SignInView.vue'
import { mountWithJim } from './mount'
import { FORMS } from '../helpers/spoken'

describe('what is given for a host', () => {
  it.each([
    ['proxy', 'proxy', undefined],
    ['proxy:8080', 'proxy', '8080'],
    [' im.example.com:9443\n', 'im.example.com', '9443'],
    ['http://proxy:8080', 'proxy', '8080'],
    ['HTTPS://Proxy.example.com:8080/path?x#y', 'Proxy.example.com', '8080'],
    ['socks5://10.0.0.1:1080', '10.0.0.1', '1080'],
    ['https://proxy.example.com/', 'proxy.example.com', undefined],
    ['proxy:', 'proxy', undefined],
    ['[::1]', '::1', undefined],
    ['[::1]:9001', '::1', '9001'],
    ['http://[2001:db8::7]:8080/', '2001:db8::7', '8080'],
    ['[fe80::1%eth0]:9001', 'fe80::1%eth0', '9001'],
    ['[::ffff:10.0.0.1]', '::ffff:10.0.0.1', undefined],
    ['::1', '::1', undefined],
    ['2001:db8::7', '2001:db8::7', undefined],
    ['公司.example:9001', '公司.example', '9001'],
    // Each of several keeps the port that stands behind it.
    ['im1,im2:9101', 'im1,im2:9101', undefined],
    ['im1:9001， im2:9101', 'im1:9001， im2:9101', undefined],
    // None of these is a host; each stays for the form to refuse.
    ['http://user:secret@proxy:8080', 'http://user:secret@proxy:8080', undefined],
    ['proxy:80801234', 'proxy:80801234', undefined],
    ['proxy:web', 'proxy:web', undefined],
    ['two words:80', 'two words:80', undefined],
    ['[proxy]:80', '[proxy]:80', undefined],
    ['', '', undefined],
  ])('%j is %j and port %j', (text, host, port) => {
    expect(splitHost(text)).toEqual(port === undefined ? { host } : { host, port })
  })
})

const inputOf = (wrapper: VueWrapper, label: string): HTMLInputElement => {
  const found = wrapper.findAll('label').find((candidate) => candidate.text() === label)
  return wrapper.get<HTMLInputElement>(`#${found?.attributes('for')}`).element
}

/** As the browser tells it: letters one by one, a paste in one piece, leaving the field as a change. */
async function enter(input: HTMLInputElement, value: string, inputType: string): Promise<void> {
  input.value = value
  input.dispatchEvent(new InputEvent('input', { inputType, bubbles: true }))
  await flushPromises()
}

async function leave(input: HTMLInputElement): Promise<void> {
  input.dispatchEvent(new Event('change', { bubbles: true }))
  await flushPromises()
}

async function signIn(): Promise<VueWrapper> {
  const { wrapper } = mountWithJim(SignInView, {}, { isSignedIn: false })
  useAccountStore().setState({ state: 'signed_out', forms: FORMS })
  await flushPromises()
  return wrapper
}

async function network(): Promise<VueWrapper> {
  const { wrapper, jim } = mountWithJim(SettingsNetwork, {})
  const state = await jim.call('account:state')
  if (state.ok) useAccountStore().setState(state.value)
  await flushPromises()
  await wrapper
    .findAll('[role=radio]')
    .find((radio) => radio.text() === en.network.proxyKind.http)
    ?.trigger('click')
  await flushPromises()
  return wrapper
}

describe.each([
  ['the server at the sign-in form', signIn, en.signIn.server, en.signIn.port],
  ['the server in the settings', network, en.signIn.server, en.signIn.port],
  ['the proxy', network, en.network.proxyHost, en.network.proxyPort],
] as const)('%s', (_, open, hostLabel, portLabel) => {
  it('is taken apart as it is pasted', async () => {
    const wrapper = await open()
    const [host, port] = [inputOf(wrapper, hostLabel), inputOf(wrapper, portLabel)]
    await enter(host, 'http://proxy:8080', 'insertFromPaste')
    expect([host.value, port.value]).toEqual(['proxy', '8080'])
    wrapper.unmount()
  })

  it('is left alone as it is typed, and taken apart when the field is left', async () => {
    const wrapper = await open()
    const [host, port] = [inputOf(wrapper, hostLabel), inputOf(wrapper, portLabel)]
    const before = port.value
    for (let end = 1; end <= '[::1]:9443'.length; end++) await enter(host, '[::1]:9443'.slice(0, end), 'insertText')
    expect([host.value, port.value]).toEqual(['[::1]:9443', before])
    await leave(host)
    expect([host.value, port.value]).toEqual(['::1', '9443'])
    wrapper.unmount()
  })

  it('keeps its port when none is given', async () => {
    const wrapper = await open()
    const [host, port] = [inputOf(wrapper, hostLabel), inputOf(wrapper, portLabel)]
    await enter(port, '1234', 'insertText')
    await enter(host, '[::1]', 'insertFromPaste')
    expect([host.value, port.value]).toEqual(['::1', '1234'])
    wrapper.unmount()
  })
})
