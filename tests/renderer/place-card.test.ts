// @vitest-environment happy-dom
import type { MessageContent } from '@shared/message'
import { enableAutoUnmount, flushPromises, type VueWrapper } from '@vue/test-utils'
import { afterEach, describe, expect, it, vi } from 'vitest'
import CardLocation from '../../src/renderer/src/components/message/CardLocation.vue'
import { useToastsStore } from '../../src/renderer/src/stores/toasts'
import { mountWithJim } from './mount'

enableAutoUnmount(afterEach)
afterEach(() => vi.restoreAllMocks())

const PLACE = { lat: 39.90923, lng: 116.397428 }
const AMAP = 'https://uri.amap.com/marker?position=116.397428,39.90923'

function show(change: Partial<Extract<MessageContent, { kind: 'location' }>> = {}) {
  return mountWithJim(CardLocation, { content: { kind: 'location', place: PLACE, name: 'The gate', ...change }, isMine: false })
}

const buttons = (card: VueWrapper): readonly string[] => card.findAll('button').map((button) => button.text())

async function copied(card: VueWrapper): Promise<readonly string[]> {
  const texts: string[] = []
  vi.spyOn(navigator.clipboard, 'writeText').mockImplementation((text) => Promise.resolve(void texts.push(text)))
  await card.findAll('button').at(-1)!.trigger('click')
  await flushPromises()
  return texts
}
const told = () => useToastsStore().all.map(({ level, title, text }) => ({ level, title, text }))

describe('a place', () => {
  it('has its coordinates copied as they stand there, and says so', async () => {
    const { wrapper } = show()
    expect(wrapper.text()).toContain('39.90923, 116.39743')
    expect(wrapper.text()).not.toContain('Chinese maps')
    expect(buttons(wrapper)).toEqual(['Copy coordinates'])
    expect(await copied(wrapper)).toEqual(['39.90923, 116.39743'])
    expect(told()).toEqual([{ level: 'info', title: 'Coordinates copied', text: '39.90923, 116.39743' }])
  })

  it('names the Chinese system that its map is in, where it stands and where it is copied', async () => {
    const { wrapper, jim } = show({ mapUrl: AMAP })
    expect(wrapper.text()).toContain('39.90923, 116.39743 · GCJ-02 (Chinese maps)')
    expect(buttons(wrapper)).toEqual(['Map', 'Copy coordinates'])
    expect(await copied(wrapper)).toEqual(['39.90923, 116.39743'])
    expect(told().map(({ text }) => text)).toEqual([expect.stringContaining('They are in GCJ-02')])
    await wrapper.get('button').trigger('click')
    expect(jim.calls.filter(({ channel }) => channel === 'app:open-link').map(({ argument }) => argument)).toEqual([AMAP])
  })

  it('says that nothing was copied where the clipboard takes nothing', async () => {
    const { wrapper } = show()
    vi.spyOn(navigator.clipboard, 'writeText').mockRejectedValue(new Error('denied'))
    await wrapper.get('button').trigger('click')
    await flushPromises()
    expect(told().map(({ level }) => level)).toEqual(['warning'])
  })

  it('has nothing to copy where it is nowhere, and no map that no browser opens', () => {
    const { wrapper } = show({ place: undefined, mapUrl: 'file:///etc/passwd' })
    expect(wrapper.text()).toContain('Location unknown')
    expect(buttons(wrapper)).toEqual([])
  })
})
