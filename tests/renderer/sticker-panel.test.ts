// @vitest-environment happy-dom
import { ALL_FEATURES, BARE_FEATURES } from '@shared/features'
import { enableAutoUnmount, flushPromises, mount, type VueWrapper } from '@vue/test-utils'
import { afterEach, describe, expect, it } from 'vitest'
import EmojiPanel from '../../src/renderer/src/components/emoji/EmojiPanel.vue'
import StickerPanel from '../../src/renderer/src/components/emoji/StickerPanel.vue'
import { createAppI18n } from '../../src/renderer/src/i18n'
import { useLinkStore } from '../../src/renderer/src/stores/link'
import { useToastsStore } from '../../src/renderer/src/stores/toasts'
import type { FakeJim } from '../helpers/fake-jim'
import { FakeStickers } from '../helpers/fake-jim-stickers'
import { mountWithJim, useFakeJim } from './mount'

enableAutoUnmount(afterEach)

const { sticker } = FakeStickers

/** @param prepare what main has before the panel opens */
async function open(prepare: (jim: FakeJim) => void): Promise<{ readonly wrapper: VueWrapper; readonly jim: FakeJim }> {
  const jim = useFakeJim()
  prepare(jim)
  const wrapper = mount(StickerPanel, { attachTo: document.body, global: { plugins: [createAppI18n('en')] } })
  await flushPromises()
  return { wrapper, jim }
}

const show = (count: number) => open((jim) => (jim.stickers.all = Array.from({ length: count }, (_, index) => sticker(index + 1))))

const cells = (wrapper: VueWrapper) => wrapper.findAll<HTMLButtonElement>('[role=group] button')
const shown = (wrapper: VueWrapper): readonly number[] =>
  cells(wrapper).map((cell) => Number(/(\d+)$/.exec(cell.get('img').attributes('src') ?? '')?.[1]))
const focused = (): string | null => document.activeElement?.getAttribute('aria-label') ?? null
const button = (wrapper: VueWrapper, name: string) =>
  wrapper.findAll('button').find((each) => each.text() === name || each.attributes('aria-label') === name)!

async function press(key: string): Promise<void> {
  document.activeElement!.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }))
  await flushPromises()
}

describe('stickers of one’s own', () => {
  it('are sent by a click, and named by their place for those who do not see them', async () => {
    const { wrapper } = await show(3)
    expect(cells(wrapper).map((cell) => cell.attributes('aria-label'))).toEqual([1, 2, 3].map((n) => `Sticker ${n} of 3`))
    await cells(wrapper)[1]!.trigger('click')
    expect(wrapper.emitted('send')).toEqual([[sticker(2).id]])
  })

  it('are walked by the arrows in rows of four; above them is the field', async () => {
    const { wrapper } = await show(6)
    expect(cells(wrapper).map((cell) => cell.attributes('tabindex'))).toEqual(['0', '-1', '-1', '-1', '-1', '-1'])
    cells(wrapper)[0]!.element.focus()
    for (const [key, place] of [
      ['ArrowDown', 5],
      ['ArrowRight', 6],
      ['ArrowUp', 2],
      ['End', 4],
      ['Home', 1],
    ] as const) {
      await press(key)
      expect(focused()).toBe(`Sticker ${place} of 6`)
    }
    await press('ArrowUp')
    expect(wrapper.emitted('leave')).toHaveLength(1)
  })

  it('are walked the other way where one reads so, and Tab comes back to the last', async () => {
    const { wrapper } = await show(6)
    wrapper.get<HTMLElement>('[role=group]').element.style.direction = 'rtl'
    cells(wrapper)[0]!.element.focus()
    await press('ArrowLeft')
    expect(focused()).toBe('Sticker 2 of 6')
    expect(cells(wrapper).map((cell) => cell.attributes('tabindex'))).toEqual(['-1', '0', '-1', '-1', '-1', '-1'])
  })

  it('move while one looks at them, and no longer', async () => {
    const { wrapper } = await open((jim) => (jim.stickers.all = [sticker(1, { isMoving: true }), sticker(2)]))
    const moves = (): boolean => cells(wrapper)[0]!.find('img').exists()
    const looks: readonly (readonly [string, string])[] = [
      ['mouseenter', 'mouseleave'],
      ['focus', 'blur'],
    ]
    expect(moves()).toBe(false)
    for (const [begin, end] of looks) {
      await cells(wrapper)[0]!.trigger(begin)
      expect(moves()).toBe(true)
      await cells(wrapper)[0]!.trigger(end)
      expect(moves()).toBe(false)
    }
  })

  it('that cannot be drawn have a sign in their place, and can still be removed', async () => {
    const { wrapper } = await show(2)
    await cells(wrapper)[0]!.get('img').trigger('error')
    expect(cells(wrapper)[0]!.find('img').exists()).toBe(false)
    expect(cells(wrapper)[0]!.find('svg').exists()).toBe(true)
    cells(wrapper)[0]!.element.focus()
    await press('Backspace')
    expect(shown(wrapper)).toEqual([2])
  })

  it('go by Delete, the focus to the next one, and come back where they stood', async () => {
    const { wrapper } = await show(3)
    cells(wrapper)[1]!.element.focus()
    await press('Delete')
    expect(shown(wrapper)).toEqual([1, 3])
    expect(focused()).toBe('Sticker 2 of 2')
    expect(wrapper.get('[role=status]').text()).toBe('Sticker removed')
    await button(wrapper, 'Undo').trigger('click')
    await flushPromises()
    expect(shown(wrapper)).toEqual([1, 2, 3])
    expect(button(wrapper, 'Undo')).toBeUndefined()
    // What was pressed is gone.
    expect(focused()).toBe('Sticker 2 of 3')
  })

  it('go by a click while they are being removed, and none is sent then', async () => {
    const { wrapper } = await show(1)
    await button(wrapper, 'Remove stickers').trigger('click')
    expect(button(wrapper, 'Remove stickers').attributes('aria-pressed')).toBe('true')
    expect(cells(wrapper)[0]!.attributes('aria-label')).toBe('Remove sticker 1 of 1')
    await cells(wrapper)[0]!.trigger('click')
    await flushPromises()
    expect(wrapper.emitted('send')).toBeUndefined()
    expect(wrapper.text()).toContain('No stickers yet')
    // Whoever has none left is not left without a focus.
    expect(document.activeElement).toBe(button(wrapper, 'Add…').element)
    // Nor is what comes next removed by a click.
    await button(wrapper, 'Undo').trigger('click')
    await flushPromises()
    expect(cells(wrapper)[0]!.attributes('aria-label')).toBe('Sticker 1 of 1')
  })

  it('are added from files, the first that was chosen first; of what cannot be kept the rest is let go of', async () => {
    const { wrapper, jim } = await show(1)
    jim.files.choice = {
      files: [7, 8, 9].map((id) => ({ id: `chosen-${id}`, name: `${id}.png`, size: 9, mime: 'image/png', family: 'picture' as const })),
      refused: [],
    }
    await button(wrapper, 'Add…').trigger('click')
    await flushPromises()
    expect(shown(wrapper)).toEqual([7, 8, 9, 1])
    const added = jim.calls.filter(({ channel }) => channel === 'stickers:add').map(({ argument }) => argument)
    jim.failures.set('stickers:add', 'stickers_full')
    await button(wrapper, 'Add…').trigger('click')
    await flushPromises()
    expect(added).toHaveLength(3)
    expect(useToastsStore().all.at(-1)?.text).toContain('room for 200 stickers')
    expect(jim.calls.at(-1)).toMatchObject({ channel: 'files:discard', argument: { ids: ['chosen-7', 'chosen-8'] } })
    expect(shown(wrapper)).toHaveLength(4)
  })

  it('are none where nothing that was chosen can be one, which is said', async () => {
    const { wrapper, jim } = await show(1)
    jim.files.choice = { files: [], refused: [{ name: 'a', code: 'is_folder' }] }
    await button(wrapper, 'Add…').trigger('click')
    await flushPromises()
    expect(useToastsStore().all.at(-1)?.text).toBe('This picture cannot be read. Choose another one.')
    expect(shown(wrapper)).toEqual([1])
  })

  it('say that they could not be read', async () => {
    const { wrapper } = await open((jim) => jim.failures.set('stickers:list', 'io_failed'))
    expect(wrapper.text()).toContain('Your stickers could not be read')
  })
})

describe('their tab', () => {
  const tabs = (wrapper: VueWrapper) => wrapper.findAll('[role=tab]').map((tab) => tab.attributes('aria-label'))

  it('is there where files can be sent', async () => {
    const { wrapper } = mountWithJim(EmojiPanel, {})
    const link = useLinkStore()
    link.setConnection({ state: 'online', since: 0, rttMs: 1, features: ALL_FEATURES } as never)
    await flushPromises()
    expect(tabs(wrapper).at(-1)).toBe('My stickers')
    link.setConnection({ state: 'online', since: 0, rttMs: 1, features: BARE_FEATURES } as never)
    await flushPromises()
    expect(tabs(wrapper)).not.toContain('My stickers')
  })
})
