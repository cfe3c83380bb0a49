// @vitest-environment happy-dom
import { type Settings, settingsInForce } from '@shared/settings'
import { flushPromises, type VueWrapper } from '@vue/test-utils'
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import EmojiPanel from '../../src/renderer/src/components/emoji/EmojiPanel.vue'
import EmojiPicker from '../../src/renderer/src/components/emoji/EmojiPicker.vue'
import { useEmoji } from '../../src/renderer/src/composables/use-emoji'
import { useSettingsStore } from '../../src/renderer/src/stores/settings'
import type { FakeJim } from '../helpers/fake-jim'
import { mountWithJim } from './mount'

let wrapper: VueWrapper
let jim: FakeJim

beforeAll(() => useEmoji().load())
beforeEach(() => {
  const made = mountWithJim(EmojiPanel, {})
  wrapper = made.wrapper
  jim = made.jim
})
afterEach(() => wrapper.unmount())

const search = (): HTMLInputElement => wrapper.get<HTMLInputElement>('input').element
const grid = (): HTMLElement => wrapper.get<HTMLElement>('[role=group][aria-label]').element
const cells = (): HTMLButtonElement[] => [...grid().querySelectorAll('button')]
const focused = (): string | null => document.activeElement?.getAttribute('aria-label') ?? null

function press(element: Element, key: string, init: KeyboardEventInit & { readonly keyCode?: number } = {}): void {
  const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...init })
  if (init.keyCode !== undefined) Object.defineProperty(event, 'keyCode', { value: init.keyCode })
  element.dispatchEvent(event)
}

async function find(text: string): Promise<void> {
  await wrapper.get('input').setValue(text)
}

async function openTab(name: string): Promise<void> {
  const tab = wrapper.findAll('[role=tab]').find((each) => each.attributes('aria-label') === name)
  await tab?.trigger('mousedown', { button: 0 })
  await flushPromises()
}

async function remember(change: Partial<Settings>): Promise<void> {
  const settings = useSettingsStore()
  settings.setSettings(settingsInForce({ ...settings.settings, ...change }))
  await flushPromises()
}

describe('the emoji picker', () => {
  it('opens with its search focused, on the smileys of somebody new', () => {
    expect(document.activeElement).toBe(search())
    expect(grid().getAttribute('aria-label')).toBe('Smileys')
    expect(cells()[0]?.getAttribute('aria-label')).toBe('grinning face')
  })

  it('finds in both languages and by pinyin, and Enter takes the first', async () => {
    for (const [text, char] of [
      ['coffee', '☕'],
      ['咖啡', '☕'],
      ['kafei', '☕'],
    ] as const) {
      await find(text)
      press(search(), 'Enter')
      expect(wrapper.emitted('pick')?.at(-1)).toEqual([char, false])
    }
  })

  it('leaves the keys of a composition to the input method', async () => {
    await find('coffee')
    press(search(), 'Enter', { keyCode: 229 })
    press(search(), 'ArrowDown', { keyCode: 229 })
    expect(wrapper.emitted('pick')).toBeUndefined()
    expect(document.activeElement).toBe(search())
  })

  it('says so when nothing is found, and Enter does nothing then', async () => {
    await find('no such thing')
    press(search(), 'Enter')
    expect(wrapper.get('[role=status]').text()).toContain('“no such thing”')
    expect(wrapper.emitted('pick')).toBeUndefined()
  })

  it('is walked through by arrows: down from the search, and up to it again', async () => {
    press(search(), 'ArrowDown')
    expect(focused()).toBe('grinning face')
    press(document.activeElement ?? grid(), 'ArrowRight')
    expect(focused()).toBe(cells()[1]?.getAttribute('aria-label'))
    press(document.activeElement ?? grid(), 'ArrowDown')
    expect(focused()).toBe(cells()[10]?.getAttribute('aria-label'))
    await flushPromises()
    expect(cells().filter((cell) => cell.tabIndex === 0)).toEqual([document.activeElement])
    press(document.activeElement ?? grid(), 'ArrowUp')
    press(document.activeElement ?? grid(), 'ArrowUp')
    expect(document.activeElement).toBe(search())
  })
})

describe('what was used', () => {
  it('comes first the next time, newest first, each once', async () => {
    await remember({ recentEmoji: ['👍', '☕'] })
    await find('coffee')
    press(search(), 'Enter')
    await flushPromises()
    expect(useSettingsStore().settings.recentEmoji).toEqual(['☕', '👍'])
    wrapper.unmount()
    const made = mountWithJim(EmojiPanel, {}, { settings: { recentEmoji: ['☕', '👍🏽'] } })
    wrapper = made.wrapper
    await remember({ recentEmoji: ['☕', '👍🏽'] })
    await openTab('Recent')
    expect(cells().map((cell) => [cell.textContent?.trim(), cell.getAttribute('aria-label')])).toEqual([
      ['☕', 'hot beverage'],
      ['👍🏽', 'thumbs up'],
    ])
  })

  it('is forgotten from the end', async () => {
    const many = Array.from({ length: 32 }, (_, index) => String.fromCodePoint(0x1f400 + index))
    await remember({ recentEmoji: many })
    await find('coffee')
    press(search(), 'Enter')
    await flushPromises()
    expect(useSettingsStore().settings.recentEmoji).toEqual(['☕', ...many.slice(0, 31)])
  })
})

describe('skin tones', () => {
  it('colour those who have them, from the moment they are chosen', async () => {
    await wrapper
      .findAll('[role=radio]')
      .find((each) => each.attributes('aria-label') === 'Medium')
      ?.trigger('click')
    await flushPromises()
    expect(jim.calls.at(-1)).toMatchObject({ channel: 'settings:set', argument: { emojiTone: 3 } })
    await find('thumbs up')
    press(search(), 'Enter')
    await find('coffee')
    press(search(), 'Enter')
    expect(wrapper.emitted('pick')?.map(([char]) => char)).toEqual(['👍🏽', '☕'])
  })
})

describe('faces', () => {
  it('are sent as their symbols, not put into the text', async () => {
    await openTab('Big faces')
    expect(cells()[0]?.getAttribute('aria-label')).toBe('Smile')
    cells()[0]?.click()
    expect(wrapper.emitted('face')).toEqual([['[:smile]']])
    expect(wrapper.emitted('pick')).toBeUndefined()
    expect(jim.calls.filter(({ channel }) => channel === 'settings:set')).toEqual([])
  })
})

describe('the button with the picker', () => {
  it('gives writing its focus back at the very key that closes it', async () => {
    const closings: string[] = []
    const { wrapper: picker } = mountWithJim(EmojiPicker, { onClosed: () => closings.push('closed') })
    await picker.get('button').trigger('click')
    await flushPromises()
    const field = await vi.waitUntil(() => document.querySelector<HTMLInputElement>('[role=dialog] input'), { timeout: 30_000 })
    // Nothing is waited for: a key that follows is on its way already.
    press(field, 'Escape')
    expect(closings).toEqual(['closed'])
    picker.unmount()
  })
})
