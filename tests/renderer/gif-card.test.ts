// @vitest-environment happy-dom
import type { MessageContent } from '@shared/message'
import { enableAutoUnmount, flushPromises, type VueWrapper } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import CardImage from '../../src/renderer/src/components/message/CardImage.vue'
import { message } from './messages'
import { mountWithJim } from './mount'

enableAutoUnmount(afterEach)

const ADDRESS = `jim-media://file/${'a'.repeat(64)}`
const CONTENT: MessageContent = { kind: 'image', url: '', name: 'cat.gif', width: 120, height: 90 }
const ROUND_MS = 700

/** What is in view, as the page would tell. */
let tell: (isIntersecting: boolean) => Promise<void>
let isCalm: boolean
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  isCalm = false
  const observers = new Set<IntersectionObserverCallback>()
  tell = async (isIntersecting) => {
    for (const observer of observers) observer([{ isIntersecting } as IntersectionObserverEntry], {} as IntersectionObserver)
    await flushPromises()
  }
  vi.stubGlobal(
    'IntersectionObserver',
    class {
      constructor(callback: IntersectionObserverCallback) {
        observers.add(callback)
      }
      observe(): void {}
      disconnect(): void {}
    },
  )
  vi.spyOn(window, 'matchMedia').mockImplementation(
    (query) => Object.assign(new EventTarget(), { matches: isCalm && query.includes('reduce'), media: query }) as MediaQueryList,
  )
  vi.spyOn(HTMLImageElement.prototype, 'decode').mockResolvedValue()
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})

async function show(roundMs = ROUND_MS): Promise<VueWrapper> {
  const of = message(1, { content: CONTENT, file: { family: 'picture', isSaved: false } })
  const { wrapper, jim } = mountWithJim(CardImage, { content: CONTENT, message: of })
  jim.files.gifRoundMs = roundMs
  // It comes.
  await wrapper.setProps({ message: { ...of, file: { family: 'picture', isSaved: false, mediaUrl: ADDRESS, mayMove: true } } })
  await flushPromises()
  return wrapper
}
const moves = (card: VueWrapper): boolean => card.findAll('img').some((image) => image.attributes('src') === ADDRESS)
const pressed = (card: VueWrapper): string | undefined => card.get('button').attributes('aria-label')
async function pass(ms: number): Promise<void> {
  vi.advanceTimersByTime(ms)
  await flushPromises()
}

describe('a GIF in the chat', () => {
  it('moves for three rounds once it is seen, and for three more when it is pressed', async () => {
    const card = await show()
    expect(moves(card)).toBe(false)
    await tell(true)
    expect(moves(card)).toBe(true)
    expect(pressed(card)).toBe('Open cat.gif')
    await pass(3 * ROUND_MS - 1)
    expect(moves(card)).toBe(true)
    await pass(1)
    expect(moves(card)).toBe(false)
    expect(card.find('canvas').exists()).toBe(true)
    expect(pressed(card)).toBe('Play cat.gif')
    await card.get('button').trigger('click')
    expect(moves(card)).toBe(true)
    await pass(3 * ROUND_MS)
    expect(moves(card)).toBe(false)
  })

  it('rests out of view', async () => {
    const card = await show()
    await tell(true)
    await tell(false)
    expect(moves(card)).toBe(false)
    await tell(true)
    expect(moves(card)).toBe(true)
  })

  it('stands still until it is pressed, for whoever wants less motion', async () => {
    isCalm = true
    const card = await show()
    await tell(true)
    expect(moves(card)).toBe(false)
    expect(card.find('[data-testid=gif-pill]').exists()).toBe(true)
    await card.get('button').trigger('click')
    expect(moves(card)).toBe(true)
    await pass(3 * ROUND_MS)
    expect(moves(card)).toBe(false)
  })

  it('is not drawn before it is known whether it moves', async () => {
    isCalm = true
    const of = message(1, { content: CONTENT, file: { family: 'picture', isSaved: false, mediaUrl: ADDRESS, mayMove: true } })
    const { wrapper } = mountWithJim(CardImage, { content: CONTENT, message: of })
    expect(moves(wrapper)).toBe(false)
    await flushPromises()
    expect(moves(wrapper)).toBe(false)
    expect(wrapper.find('canvas').exists()).toBe(true)
  })

  it('is a picture like any other where it does not move', async () => {
    const card = await show(0)
    await tell(true)
    expect(card.find('canvas').exists()).toBe(false)
    expect(card.get('img').attributes('src')).toBe(ADDRESS)
    expect(card.find('[data-testid=gif-pill]').exists()).toBe(false)
    expect(pressed(card)).toBe('Open cat.gif')
  })

  it('says so where it cannot be drawn', async () => {
    vi.spyOn(HTMLImageElement.prototype, 'decode').mockRejectedValue(new Error('no picture'))
    const card = await show()
    expect(card.find('canvas').exists()).toBe(false)
    expect(card.text()).toContain('cannot be shown')
  })
})
