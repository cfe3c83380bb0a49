// @vitest-environment happy-dom
import type { LocalFile } from '@shared/file'
import { asTransferId } from '@shared/ids'
import type { Message, MessageContent } from '@shared/message'
import type { Transfer, TransferProgress } from '@shared/transfer'
import { enableAutoUnmount, flushPromises } from '@vue/test-utils'
import { TooltipProvider } from 'reka-ui'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { defineComponent, h } from 'vue'
import MediaViewer from '../../src/renderer/src/components/media/MediaViewer.vue'
import { useTransfersStore } from '../../src/renderer/src/stores/transfers'
import { useViewerStore } from '../../src/renderer/src/stores/viewer'
import type { FakeJim } from '../helpers/fake-jim'
import { message } from './messages'
import { mountWithJim } from './mount'

enableAutoUnmount(afterEach)
beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const KNOWN: LocalFile = { family: 'picture', isSaved: false }
const HERE: LocalFile = { ...KNOWN, mediaUrl: 'jim-media://file/1' }
const PICTURE: MessageContent = { kind: 'image', url: '', name: 'wall.jpg', size: 3_000_000, width: 1600, height: 1200 }
const LINKED: MessageContent = { ...PICTURE, url: 'https://files.example/wall.jpg' }
const VIDEO: MessageContent = { kind: 'video', url: '', name: 'talk.mp4', size: 9_000_000 }

/** Keeps the one run that stands in the store on screen, as the window does. */
const Host = defineComponent(() => {
  const viewer = useViewerStore()
  return () => h(TooltipProvider, () => (viewer.run === undefined ? undefined : h(MediaViewer, { run: viewer.run })))
})

async function show(change: Partial<Message>, progress?: TransferProgress, roundMs = 0, filmUrl?: string): Promise<FakeJim> {
  const of = message(1, { content: PICTURE, file: KNOWN, ...change })
  const { jim } = mountWithJim(Host, {})
  jim.files.gifRoundMs = roundMs
  if (progress !== undefined) {
    const { conversationId, localId } = of
    const moved: Transfer = {
      id: asTransferId(9),
      direction: 'down',
      conversationId,
      localId,
      name: 'wall.jpg',
      family: 'picture',
      size: 3_000_000,
      done: 1_000_000,
      progress,
      ...(filmUrl === undefined ? {} : { filmUrl }),
    }
    jim.files.move(moved)
    useTransfersStore().apply([moved], [], false)
  }
  useViewerStore().open(of)
  await flushPromises()
  return jim
}

const find = (selector: string): HTMLElement | null => document.body.querySelector(selector)
const note = (): string | undefined => find('[data-testid=viewer-note]')?.textContent?.trim()
const names = (): readonly (string | null)[] =>
  [...document.body.querySelectorAll('[data-testid=viewer] button')].map(
    (button) => button.getAttribute('aria-label') ?? button.textContent,
  )
const press = (key: string, change: KeyboardEventInit = {}): boolean =>
  find('[data-testid=viewer]')!.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...change }))

describe('a viewer that goes', () => {
  const asks = (jim: FakeJim): number => jim.calls.filter(({ channel }) => channel === 'app:pictures-closed').length

  it.each<[string, () => void]>([
    ['by its key', () => press('Escape')],
    ['with what it stood over', () => useViewerStore().close()],
  ])('%s has what was decoded given back, and not before', async (_, leave) => {
    const jim = await show({ file: HERE })
    expect(asks(jim)).toBe(0)
    leave()
    await flushPromises()
    expect(find('[data-testid=viewer]')).toBeNull()
    expect(asks(jim)).toBe(1)
  })
})

describe('what is looked at', () => {
  it('is drawn whole where it is here, and can be zoomed, saved and copied', async () => {
    const jim = await show({ file: HERE })
    const sources = (): readonly (string | null)[] =>
      [...document.body.querySelectorAll('[data-testid=viewer-stage] img')].map((image) => image.getAttribute('src'))
    // The timeline's is there until the large one is drawn, and one's own is the same in both places.
    expect(sources().slice(-2)).toEqual(['jim-media://file/1', 'jim-media://large/1'])
    find('[data-testid=viewer-picture]')?.dispatchEvent(new Event('load'))
    await flushPromises()
    expect(sources()).toEqual(['jim-media://large/1'])
    expect(note()).toBeUndefined()
    for (const name of ['Zoom in', 'Rotate', 'Save as…', 'Copy picture', 'Forward…', 'Go to message']) expect(names()).toContain(name)
    press('s')
    await flushPromises()
    expect(jim.calls.at(-1)).toEqual({ channel: 'files:save-as', argument: { localId: 1 } })
    expect(names()).not.toContain('Pause')
  })

  describe('and moves', () => {
    const drawing = vi.fn()
    let isCalm: boolean
    beforeEach(() => {
      isCalm = false
      drawing.mockReset()
      vi.spyOn(window, 'matchMedia').mockImplementation(
        (query) => Object.assign(new EventTarget(), { matches: isCalm && query.includes('reduce'), media: query }) as MediaQueryList,
      )
      vi.spyOn(HTMLImageElement.prototype, 'decode').mockResolvedValue()
      vi.spyOn(HTMLCanvasElement.prototype, 'getContext').mockReturnValue({ drawImage: drawing } as never)
    })
    afterEach(() => void vi.restoreAllMocks())
    const isMoving = (): boolean => find('[data-testid=viewer-picture]') !== null
    const click = async (name: string): Promise<void> => {
      find(`[data-testid=viewer] button[aria-label="${name}"]`)?.click()
      await flushPromises()
    }

    it('stops and goes on by its button and the space bar, and stands as it was seen', async () => {
      await show({ file: HERE }, undefined, 700)
      expect([isMoving(), names().includes('Pause')]).toEqual([true, true])
      const seen = find('[data-testid=viewer-picture]')
      await click('Pause')
      expect([isMoving(), find('[data-testid=viewer-still]') !== null]).toEqual([false, true])
      expect(drawing.mock.calls.map(([image]) => image === seen)).toEqual([true])
      press(' ')
      await flushPromises()
      expect([isMoving(), find('[data-testid=viewer-still]')]).toEqual([true, null])
      press(' ')
      await flushPromises()
      await click('Play')
      expect(isMoving()).toBe(true)
    })

    it('stands still at first for whoever wants less motion', async () => {
      isCalm = true
      await show({ file: HERE }, undefined, 700)
      expect([isMoving(), drawing.mock.calls.length, find('[data-testid=viewer-still]')?.getAttribute('aria-label')]).toEqual([
        false,
        1,
        'wall.jpg',
      ])
      await click('Play')
      expect(isMoving()).toBe(true)
    })

    it('is drawn as it is for whoever wants less motion where it does not', async () => {
      isCalm = true
      await show({ file: HERE })
      expect([isMoving(), names().includes('Play')]).toEqual([true, false])
    })
  })

  it('is fetched by itself where it is not here, once it is not only passed', async () => {
    const jim = await show({})
    expect(jim.calls).toEqual([])
    await vi.advanceTimersByTimeAsync(300)
    expect(jim.calls).toEqual([{ channel: 'files:download', argument: { localId: 1 } }])
    expect(names()).not.toContain('Save as…')
    press('s')
    await flushPromises()
    expect(jim.calls).toHaveLength(1)
  })

  it.each<[string, TransferProgress, readonly string[]]>([
    ['that waits for its turn goes first', { step: 'waiting', why: 'turn' }, ['transfers:first']],
    ['that was tried in vain is tried now', { step: 'waiting', why: 'retry', retryAt: 1 }, ['files:download']],
    ['that is on its way goes on', { step: 'running', bytesPerSecond: 1 }, []],
    ['that somebody has paused stays so', { step: 'paused' }, []],
    ['that waits for the link has nothing to wait for before it', { step: 'waiting', why: 'link' }, []],
  ])('%s, be it a picture or a document', async (_, progress, channels) => {
    for (const content of [PICTURE, { kind: 'file', url: '', name: 'plan.pdf', size: 3_000_000 }] as const) {
      const jim = await show({ content, file: { ...KNOWN, family: 'pdf' } }, progress)
      await vi.advanceTimersByTimeAsync(300)
      expect(jim.calls.map(({ channel }) => channel)).toEqual(channels)
    }
  })

  it('goes first once where it comes to wait for its turn after that', async () => {
    const jim = await show({ content: { kind: 'file', url: '', name: 'plan.pdf', size: 3_000_000 }, file: { ...KNOWN, family: 'pdf' } })
    const put = async (progress: TransferProgress): Promise<void> => {
      const place = { conversationId: message(1).conversationId, localId: message(1).localId }
      const row = { id: asTransferId(9), direction: 'down', ...place, name: 'plan.pdf', family: 'pdf', size: 3, done: 0, progress } as const
      jim.files.move(row)
      useTransfersStore().apply([row], [], false)
      await flushPromises()
    }
    await put({ step: 'waiting', why: 'turn' })
    await put({ step: 'running', bytesPerSecond: 1 })
    await put({ step: 'waiting', why: 'turn' })
    expect(jim.calls.map(({ channel }) => channel)).toEqual(['files:download', 'transfers:first'])
  })

  it('waits to be asked for where it is only a link that one came by', async () => {
    const jim = await show({ content: LINKED })
    expect(useViewerStore().playsAtOnce).toBe(1)
    useViewerStore().playsAtOnce = undefined
    await vi.advanceTimersByTimeAsync(300)
    expect(jim.calls).toEqual([])
    find('[aria-label="Download wall.jpg"]')!.click()
    await flushPromises()
    expect(jim.calls).toEqual([{ channel: 'files:download', argument: { localId: 1 } }])
  })

  it('waits to be asked for where it is a film', async () => {
    const jim = await show({ content: VIDEO, file: { ...KNOWN, family: 'video' } })
    await vi.advanceTimersByTimeAsync(300)
    expect(jim.calls).toEqual([])
    find('[aria-label="Download talk.mp4"]')!.click()
    await flushPromises()
    expect(jim.calls).toEqual([{ channel: 'files:download', argument: { localId: 1 } }])
  })

  it('names no key that does nothing: a picture alone has no neighbours, a film no zoom', async () => {
    const named = (): string => find('[data-testid=viewer-keys]')?.textContent ?? ''
    await show({ file: HERE })
    expect(named()).toBe('+ − zoomEsc close')
    useViewerStore().change((run) => ({ ...run, older: 2 }))
    await flushPromises()
    expect(named()).toBe('← → browse+ − zoomEsc close')
    useViewerStore().close()
    await show({ content: VIDEO, file: { ...HERE, family: 'video' } })
    expect(named()).toBe('Esc close')
  })

  it('plays a film while it comes, and says how far it is', async () => {
    await show({ content: VIDEO, file: { ...KNOWN, family: 'video' } }, { step: 'running', bytesPerSecond: 1 }, 0, 'jim-media://arriving/9')
    const video = find('[data-testid=viewer-video]')!
    expect(video.getAttribute('src')).toBe('jim-media://arriving/9')
    expect(find('[data-testid=picture-pill]')?.textContent).toContain('of 2.9 MB')
    const here = message(1, { content: VIDEO, file: { ...HERE, family: 'video' } })
    useTransfersStore().apply([], [asTransferId(9)], false)
    useViewerStore().change((run) => ({ ...run, messages: [here] }))
    await flushPromises()
    expect(find('[data-testid=viewer-video]')).toBe(video)
    expect(video.getAttribute('src')).toBe('jim-media://arriving/9')
    expect(find('[data-testid=picture-pill]')).toBeNull()
  })

  it('plays no film that turns out to be damaged', async () => {
    await show({ content: VIDEO, file: { ...KNOWN, family: 'video' } }, { step: 'running', bytesPerSecond: 1 }, 0, 'jim-media://arriving/9')
    const moved = useTransfersStore().ofMessage(message(1).localId)!
    useTransfersStore().apply([{ ...moved, progress: { step: 'failed', code: 'damaged', message: '' } }], [], false)
    await flushPromises()
    expect(find('[data-testid=viewer-video]')).toBeNull()
    expect(note()).toContain('Not downloaded')
  })

  it('says how far it is on its way', async () => {
    await show({}, { step: 'running', bytesPerSecond: 1000 })
    expect(find('[data-testid=picture-pill]')?.textContent).toContain('of 2.9 MB')
    expect(find('[role=progressbar]')?.getAttribute('aria-valuenow')).toBe('33')
    await vi.advanceTimersByTimeAsync(300)
  })

  it.each<[string, Partial<Message>, TransferProgress | undefined, string, string | undefined]>([
    ['failed', {}, { step: 'failed', code: 'io_failed', message: '' }, 'Not downloaded', 'Retry wall.jpg'],
    ['gone', { file: { ...KNOWN, lack: 'gone' } }, undefined, 'no longer on the server', undefined],
    ['too large', { file: { ...KNOWN, lack: 'too_large' } }, undefined, 'too large to be downloaded here', undefined],
    ['refused', { file: { ...KNOWN, lack: 'refused' } }, undefined, 'you may no longer read it', undefined],
    ['damaged', { file: { ...KNOWN, lack: 'damaged' } }, undefined, 'damaged', 'Download wall.jpg'],
    ['a dead link', { content: LINKED, file: { ...KNOWN, lack: 'gone' } }, undefined, 'its link no longer works', 'Open in browser'],
    ['a link that failed', { content: LINKED }, { step: 'failed', code: 'link_failed', message: '' }, 'does not answer', 'Open in browser'],
    ['dangerous', { file: { ...HERE, danger: 'disguised' } }, undefined, 'Its name says one thing', 'Save as…'],
    ['taken back', { content: { kind: 'recalled' }, file: undefined }, undefined, 'Message recalled', undefined],
  ])('that is %s says so, and what can be done', async (_, change, progress, text, button) => {
    await show(change, progress)
    expect(note()).toContain(text)
    expect(find('[data-testid=viewer-picture]')).toBeNull()
    if (button !== undefined) expect(names()).toContain(button)
  })

  it('that cannot be drawn is opened elsewhere', async () => {
    const jim = await show({ file: HERE })
    find('[data-testid=viewer-picture]')!.dispatchEvent(new Event('error'))
    await flushPromises()
    expect(note()).toContain('This picture cannot be shown')
    ;[...document.body.querySelectorAll('button')].find(({ textContent }) => textContent?.trim() === 'Open with another program')!.click()
    await flushPromises()
    expect(jim.calls.at(-1)).toEqual({ channel: 'files:open', argument: { localId: 1 } })
  })

  it('that is a film without a picture says so, though nothing of it failed', async () => {
    await show({ content: VIDEO, file: { ...HERE, family: 'video' } })
    const video = find('[data-testid=viewer-video]')!
    Object.defineProperty(video, 'videoWidth', { value: 0 })
    video.dispatchEvent(new Event('loadedmetadata'))
    await flushPromises()
    expect(note()).toContain('This video cannot be shown here')
    expect(find('[data-testid=viewer-video]')).toBeNull()
  })
})

describe('the keys', () => {
  it('of the window beneath do nothing while it is open, and it keeps none that others have', async () => {
    await show({ file: HERE })
    const heard: string[] = []
    const listen = ({ key }: KeyboardEvent): void => void heard.push(key)
    window.addEventListener('keydown', listen)
    for (const key of ['ArrowDown', 'k', 'ArrowRight']) press(key, { ctrlKey: key === 'k', altKey: key === 'ArrowDown' })
    press('Tab')
    window.removeEventListener('keydown', listen)
    expect(heard).toEqual(['Tab'])
  })
})
