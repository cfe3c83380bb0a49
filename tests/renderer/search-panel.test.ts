// @vitest-environment happy-dom
import { flushPromises, type VueWrapper } from '@vue/test-utils'
import type { FoundMessage, MessageQuery } from '@shared/search'
import { TooltipProvider } from 'reka-ui'
import { defineComponent, h } from 'vue'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import SearchPanel from '../../src/renderer/src/components/search/SearchPanel.vue'
import { useConversationsStore } from '../../src/renderer/src/stores/conversations'
import { useLayoutStore } from '../../src/renderer/src/stores/layout'
import { useTimelineStore } from '../../src/renderer/src/stores/timeline'
import type { FakeJim } from '../helpers/fake-jim'
import { mountWithJim } from './mount'

/** Longer than the panel waits for the next key. */
const AFTER_KEYS_MS = 500

/** As in the app: its buttons have tooltips. */
const Host = defineComponent(() => () => h(TooltipProvider, () => h(SearchPanel)))

let wrapper: VueWrapper
let jim: FakeJim
beforeEach(() => {
  vi.useFakeTimers()
  ;({ wrapper, jim } = mountWithJim(Host, {}))
  useConversationsStore().setAll(jim.conversations)
})
afterEach(() => {
  wrapper.unmount()
  vi.useRealTimers()
})

const box = () => wrapper.get<HTMLInputElement>('input[type=search]')
const asked = (): readonly MessageQuery[] =>
  jim.calls.filter(({ channel }) => channel === 'search:messages').map(({ argument }) => argument as MessageQuery)

async function type(text: string): Promise<void> {
  await box().setValue(text)
  await vi.advanceTimersByTimeAsync(AFTER_KEYS_MS)
  await flushPromises()
}

/** What the sample history has for a word, newest first. */
async function found(text: string): Promise<readonly FoundMessage[]> {
  const result = await jim.call('search:messages', { text, limit: 40 })
  if (!result.ok || result.value.items.length < 2) throw new Error(`the sample history has too little for ${text}`)
  return result.value.items
}

describe('the search panel', () => {
  it('asks once for what was typed in one go, and not for an empty box', async () => {
    await box().setValue('a')
    await box().setValue('al')
    await type('all')
    await type('')
    expect(asked().map(({ text }) => text)).toEqual(['all'])
  })

  it('asks in one conversation when it was opened there', async () => {
    const [{ conversationId } = { conversationId: undefined }] = jim.conversations
    if (conversationId === undefined) throw new Error('no conversation')
    useLayoutStore().openSearch({ conversationId, text: 'the' })
    await vi.advanceTimersByTimeAsync(AFTER_KEYS_MS)
    expect(asked().at(-1)).toMatchObject({ text: 'the', conversationId })
  })

  it('goes to the newest by Enter, and to another by the arrow keys', async () => {
    const [first, second] = await found('的')
    await type('的')
    await box().trigger('keydown', { key: 'Enter' })
    expect(useTimelineStore().target).toMatchObject({ localId: first?.message.localId })
    await box().trigger('keydown', { key: 'ArrowDown' })
    await box().trigger('keydown', { key: 'Enter' })
    expect(useTimelineStore().target).toMatchObject({ localId: second?.message.localId })
    expect(useConversationsStore().openId).toBe(second?.message.conversationId)
  })

  it('waits with Enter for the answer to what was typed last', async () => {
    const [first, second] = await found('的')
    await type('the')
    await box().setValue('的')
    await box().trigger('keydown', { key: 'Enter' })
    await flushPromises()
    expect(useTimelineStore().target).toMatchObject({ localId: first?.message.localId })
    await box().setValue('的 ')
    for (const key of ['ArrowDown', 'ArrowDown', 'Enter']) await box().trigger('keydown', { key })
    await flushPromises()
    expect(useTimelineStore().target).toMatchObject({ localId: second?.message.localId })
    const before = asked().length
    await vi.advanceTimersByTimeAsync(AFTER_KEYS_MS)
    expect(asked()).toHaveLength(before)
  })

  it('opens nothing by Enter when nothing is found, the search fails, or one types on', async () => {
    await type('的')
    await box().setValue('zzzzzz')
    await box().trigger('keydown', { key: 'Enter' })
    await flushPromises()
    jim.failures.set('search:messages', 'store_failed')
    await box().setValue('the')
    await box().trigger('keydown', { key: 'Enter' })
    await flushPromises()
    jim.failures.clear()
    await box().setValue('的')
    void box().trigger('keydown', { key: 'Enter' })
    await type('the')
    expect(asked().map(({ text }) => text)).toEqual(['的', 'zzzzzz', 'the', '的', 'the'])
    expect(useTimelineStore().target).toBeUndefined()
  })

  it('leaves the keys to an input method while it composes', async () => {
    await found('的')
    await type('的')
    box().element.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', isComposing: true, bubbles: true }))
    expect(useTimelineStore().target).toBeUndefined()
  })

  it('marks what was found and says how much it is', async () => {
    const messages = await found('的')
    await type('的')
    // Without a height only the active result is drawn.
    await box().trigger('keydown', { key: 'ArrowDown' })
    const active = wrapper.get('[role=option][aria-selected=true]')
    expect(box().attributes('aria-activedescendant')).toBe(active.attributes('id'))
    expect(active.get('mark').text()).toBe('的')
    expect(wrapper.find('[role=status]').text()).toBe(`${messages.length} messages found`)
  })

  it('says that nothing was found, and takes away filters that leave nothing', async () => {
    await type('zzzzzz')
    expect(wrapper.text()).toContain('No messages found')
    expect(wrapper.findAll('button').some((button) => button.text() === 'Search everywhere')).toBe(false)
    useLayoutStore().openSearch({ conversationId: 'c2g:none' as never, text: 'the' })
    await vi.advanceTimersByTimeAsync(AFTER_KEYS_MS)
    await flushPromises()
    await wrapper
      .findAll('button')
      .find((button) => button.text() === 'Search everywhere')
      ?.trigger('click')
    await vi.advanceTimersByTimeAsync(AFTER_KEYS_MS)
    expect(asked().at(-1)).toEqual({ text: 'the', limit: 40 })
  })

  it('asks for what the filters leave without a word, and says when that is nothing', async () => {
    const choose = async (chip: string, choice: string): Promise<void> => {
      await wrapper.get(`button[aria-label="${chip}"]`).trigger('click')
      await flushPromises()
      const option = [...document.querySelectorAll<HTMLElement>('[role=option]')].find((each) => each.textContent?.trim() === choice)
      if (option === undefined) throw new Error(`no ${choice}`)
      option.click()
      await vi.advanceTimersByTimeAsync(AFTER_KEYS_MS)
      await flushPromises()
    }
    await choose('Kind', 'Pictures')
    expect(asked()).toEqual([{ text: '', limit: 40, kinds: ['image'] }])
    expect(wrapper.find('[role=status]').text()).toMatch(/^[1-9]\d* messages? found$/)
    useLayoutStore().openSearch({ conversationId: 'c2g:none' as never })
    await vi.advanceTimersByTimeAsync(AFTER_KEYS_MS)
    await flushPromises()
    expect(asked().at(-1)).toEqual({ text: '', limit: 40, kinds: ['image'], conversationId: 'c2g:none' })
    expect(wrapper.text()).toContain('No message fits these filters.')
  })

  it('asks nothing of a chat alone', async () => {
    useLayoutStore().openSearch({ conversationId: 'c2g:none' as never })
    await vi.advanceTimersByTimeAsync(AFTER_KEYS_MS)
    expect(asked()).toEqual([])
    expect(wrapper.text()).toContain('Find what was said')
  })

  it('offers another try when the search did not work', async () => {
    jim.failures.set('search:messages', 'store_failed')
    await type('the')
    expect(wrapper.text()).toContain('The search did not work')
    jim.failures.clear()
    await wrapper
      .findAll('button')
      .find((button) => button.text() === 'Try again')
      ?.trigger('click')
    await flushPromises()
    expect(wrapper.text()).not.toContain('The search did not work')
  })

  it('drops an answer that a newer question overtook', async () => {
    const answers: (() => void)[] = []
    const call = jim.call.bind(jim)
    vi.spyOn(jim, 'call').mockImplementation(async (channel, ...argument) => {
      if (channel === 'search:messages') await new Promise<void>((resolve) => answers.push(resolve))
      return call(channel, ...argument)
    })
    await type('the')
    await type('zzzzzz')
    answers[1]?.()
    await flushPromises()
    answers[0]?.()
    await flushPromises()
    expect(wrapper.text()).toContain('No messages found')
  })
})
