// @vitest-environment happy-dom
import type { LocalFile } from '@shared/file'
import type { Message, MessageContent } from '@shared/message'
import { asTransferId } from '@shared/ids'
import type { Transfer, TransferProgress } from '@shared/transfer'
import { enableAutoUnmount, flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import CardVideo from '../../src/renderer/src/components/message/CardVideo.vue'
import MessageBubble from '../../src/renderer/src/components/message/MessageBubble.vue'
import { useTransfersStore } from '../../src/renderer/src/stores/transfers'
import { useViewerStore } from '../../src/renderer/src/stores/viewer'
import { message } from './messages'
import { mountWithJim } from './mount'

enableAutoUnmount(afterEach)

const FILM: Extract<MessageContent, { kind: 'video' }> = {
  kind: 'video',
  url: '',
  name: 'talk.mp4',
  size: 18 * 1024 * 1024,
  seconds: 84,
  width: 1280,
  height: 720,
}
const AWAY: LocalFile = { family: 'video', isSaved: false }
const HERE: LocalFile = { ...AWAY, mediaUrl: 'jim-media://file/1', thumbUrl: 'jim-media://file/2' }

function show(file: LocalFile, props: object = {}, change: Partial<Message> = {}) {
  const of = message(1, { content: FILM, file, ...change })
  return mountWithJim(CardVideo, { content: FILM, message: of, ...props })
}

describe('a film', () => {
  it('has its poster, its length and its size, and plays nothing by itself', () => {
    const { wrapper } = show(HERE)
    expect(wrapper.get('img').attributes('src')).toBe(HERE.thumbUrl)
    expect(wrapper.get('[data-testid=video-pill]').text()).toBe('1:24 · 18 MB')
    expect(wrapper.find('video').exists()).toBe(false)
    expect(wrapper.attributes('style')).toContain('width: 320px')
  })

  it.each(['broken', 'crashed'] as const)(
    'of which its poster could not be made (%s) says that it cannot be shown, and plays nowhere here',
    (fault) => {
      const { wrapper } = show({ ...HERE, fault })
      expect(wrapper.get('[data-testid=video-broken]').text()).toContain('cannot be shown here')
      expect(wrapper.find('[aria-label="Play talk.mp4"]').exists()).toBe(false)
      expect(wrapper.find('video').exists()).toBe(false)
    },
  )

  it('plays in its place, and from there over the window', async () => {
    const { wrapper } = show(HERE)
    await wrapper.get('[aria-label="Play talk.mp4"]').trigger('click')
    expect(wrapper.get('video').attributes('src')).toBe(HERE.mediaUrl)
    expect(useViewerStore().run).toBeUndefined()
    await wrapper.get('[aria-label="Enlarge talk.mp4"]').trigger('click')
    expect(useViewerStore().run?.messages[0]?.localId).toBe(1)
  })

  it('of an album plays over the window', async () => {
    const { wrapper } = show(HERE, { isFilling: true })
    await wrapper.get('[aria-label="Play talk.mp4"]').trigger('click')
    expect(wrapper.find('video').exists()).toBe(false)
    expect(useViewerStore().playsAtOnce).toBe(1)
  })

  it('that is not here is fetched when it is asked for', async () => {
    const { wrapper, jim } = show(AWAY)
    expect(wrapper.find('[aria-label="Play talk.mp4"]').exists()).toBe(false)
    await wrapper.get('[aria-label="Download talk.mp4"]').trigger('click')
    expect(jim.calls).toEqual([{ channel: 'files:download', argument: { localId: 1 } }])
  })

  it.each<[string, (video: HTMLVideoElement) => void]>([
    ['fails', (video) => void video.dispatchEvent(new Event('error'))],
    ['gives no picture', (video) => void video.dispatchEvent(new Event('loadedmetadata'))],
  ])('that %s says that it cannot be shown, and is opened elsewhere', async (_, happens) => {
    const { wrapper, jim } = show(HERE)
    await wrapper.get('[aria-label="Play talk.mp4"]').trigger('click')
    const video = wrapper.get('video').element as HTMLVideoElement
    Object.defineProperty(video, 'videoWidth', { value: 0 })
    happens(video)
    await wrapper.vm.$nextTick()
    expect(wrapper.find('video').exists()).toBe(false)
    expect(wrapper.get('[data-testid=video-broken]').text()).toContain('This video cannot be shown here')
    await wrapper.get('[data-testid=video-broken] button').trigger('click')
    expect(jim.calls).toEqual([{ channel: 'files:open', argument: { localId: 1 } }])
  })

  it('with a picture goes on', async () => {
    const { wrapper } = show(HERE)
    await wrapper.get('[aria-label="Play talk.mp4"]').trigger('click')
    const video = wrapper.get('video').element as HTMLVideoElement
    Object.defineProperty(video, 'videoWidth', { value: 1280 })
    video.dispatchEvent(new Event('loadedmetadata'))
    await wrapper.vm.$nextTick()
    expect(wrapper.find('video').exists()).toBe(true)
  })

  it('that is not to be had says why, and opens in the browser where it is a link', async () => {
    const gone = show({ ...AWAY, lack: 'gone' }).wrapper.get('[data-testid=video-lacking]')
    expect([gone.text(), gone.findAll('button').length]).toEqual(['no longer on the server', 0])
    const content = { ...FILM, url: 'https://files.example/talk.mp4' }
    const { wrapper, jim } = mountWithJim(CardVideo, { content, message: message(1, { content, file: { ...AWAY, lack: 'refused' } }) })
    expect(wrapper.text()).toContain('its website does not give it to you')
    await wrapper.get('[data-testid=video-lacking] button').trigger('click')
    expect(jim.calls).toEqual([{ channel: 'app:open-link', argument: content.url }])
  })

  it('that came as something else says so beside the sign that fetches it again', () => {
    const { wrapper } = show({ ...AWAY, lack: 'damaged' })
    expect(wrapper.get('[data-testid=picture-fault]').text()).toBe('damaged: it is not what was sent')
    expect(wrapper.find('[data-testid=video-pill]').exists()).toBe(false)
    expect(wrapper.find('[aria-label="Download talk.mp4"]').exists()).toBe(true)
  })

  it('silences the one that played before', () => {
    const films = [show(HERE), show(HERE)].map(({ wrapper }) => wrapper)
    const paused: number[] = []
    const play = async (n: number): Promise<HTMLVideoElement> => {
      await films[n]!.get('[aria-label="Play talk.mp4"]').trigger('click')
      const video = films[n]!.get('video').element as HTMLVideoElement
      Object.defineProperty(video, 'paused', { value: false })
      video.pause = () => void paused.push(n)
      video.dispatchEvent(new Event('play'))
      return video
    }
    return play(0)
      .then(() => play(1))
      .then(() => expect(paused).toEqual([0]))
  })
})

describe('a film in its bubble', () => {
  const bubble = (file: LocalFile | undefined) =>
    mountWithJim(MessageBubble, { message: message(1, { content: FILM, ...(file === undefined ? {} : { file }) }), isLast: true }).wrapper

  it('is drawn to its edges; one that may do harm, or of which nothing is known, is a card of a file', () => {
    expect(bubble(HERE).classes()).toContain('is-bare')
    for (const file of [{ ...HERE, danger: 'disguised' } as const, undefined]) {
      const wrapper = bubble(file)
      expect(wrapper.classes()).not.toContain('is-bare')
      expect(wrapper.find('[data-testid=file-line]').exists()).toBe(true)
    }
  })
})

describe('a film that comes', () => {
  const COMING = 'jim-media://arriving/9'
  const RUNNING: TransferProgress = { step: 'running', bytesPerSecond: 1000 }
  const MB = 1024 * 1024
  /** Whether it is in view, as the page would tell. */
  let tell: (isIntersecting: boolean) => Promise<void>
  beforeEach(() => {
    const observers = new Set<IntersectionObserverCallback>()
    let told = 0
    tell = async (isIntersecting) => {
      await flushPromises()
      expect(observers.size).toBeGreaterThan(0)
      for (const observer of observers)
        observer([{ isIntersecting, time: ++told } as IntersectionObserverEntry], {} as IntersectionObserver)
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
  })
  afterEach(() => vi.unstubAllGlobals())

  function coming(props: object = {}) {
    const mounted = show(AWAY, props)
    const { wrapper } = mounted
    const { conversationId, localId } = message(1)
    const shared = {
      id: asTransferId(9),
      direction: 'down',
      conversationId,
      localId,
      name: 'talk.mp4',
      family: 'video',
      size: 18 * MB,
    } as const
    const move = async (progress: TransferProgress, filmUrl?: string): Promise<void> => {
      const transfer: Transfer = { ...shared, done: 9 * MB, progress, ...(filmUrl === undefined ? {} : { filmUrl }) }
      useTransfersStore().apply([transfer], [], false)
      await wrapper.vm.$nextTick()
    }
    const arrive = async (): Promise<void> => {
      useTransfersStore().apply([], [asTransferId(9)], false)
      await wrapper.setProps({ message: message(1, { content: FILM, file: HERE }) })
    }
    const source = (): string | undefined => (wrapper.find('video').exists() ? wrapper.get('video').attributes('src') : undefined)
    return { ...mounted, move, arrive, source }
  }

  it('waits with its ring until it can be played, and then has both', async () => {
    const { wrapper, move } = coming()
    await move(RUNNING)
    expect(wrapper.find('[aria-label="Play talk.mp4"]').exists()).toBe(false)
    await move(RUNNING, COMING)
    expect(wrapper.find('[aria-label="Play talk.mp4"]').exists()).toBe(true)
    expect(wrapper.find('[aria-label="Cancel talk.mp4"]').exists()).toBe(true)
    expect(wrapper.find('video').exists()).toBe(false)
  })

  it('plays on at the same address when it is here, and tells until then how far it is', async () => {
    const { wrapper, move, arrive, source } = coming()
    await move(RUNNING, COMING)
    await wrapper.get('[aria-label="Play talk.mp4"]').trigger('click')
    const video = wrapper.get('video').element
    expect(source()).toBe(COMING)
    expect(wrapper.get('[data-testid=picture-pill]').text()).toBe('9 of 18 MB')
    await move({ step: 'checking' }, COMING)
    // The transfer tells of its end a moment before the message has its file.
    await move({ step: 'done', at: 1000, tookMs: 500 })
    expect(wrapper.get('video').element).toBe(video)
    await arrive()
    expect(wrapper.get('video').element).toBe(video)
    expect(source()).toBe(COMING)
    expect(wrapper.find('[data-testid=picture-pill]').exists()).toBe(false)
  })

  it.each<[string, TransferProgress]>([
    ['damaged', { step: 'failed', code: 'damaged', message: '' }],
    ['gone', { step: 'failed', code: 'gone', message: '' }],
  ])('that turns out to be %s plays no longer, and can be tried again', async (_, end) => {
    const { wrapper, move, source } = coming()
    await move(RUNNING, COMING)
    await wrapper.get('[aria-label="Play talk.mp4"]').trigger('click')
    await move(end)
    expect(source()).toBeUndefined()
    expect(wrapper.find('[aria-label="Retry talk.mp4"]').exists()).toBe(true)
  })

  it('that does not play yet waits until it is whole', async () => {
    const { wrapper, move, arrive, source } = coming()
    await move(RUNNING, COMING)
    await wrapper.get('[aria-label="Play talk.mp4"]').trigger('click')
    await wrapper.get('video').trigger('error')
    expect(wrapper.find('[data-testid=video-broken]').exists()).toBe(false)
    expect(wrapper.find('[aria-label="Play talk.mp4"]').exists()).toBe(false)
    await arrive()
    await wrapper.get('[aria-label="Play talk.mp4"]').trigger('click')
    expect(source()).toBe(HERE.mediaUrl)
  })

  it('begins by itself once it can, for whoever asked for it and still looks at it', async () => {
    const { wrapper, move, source } = coming()
    await tell(true)
    await wrapper.get('[aria-label="Download talk.mp4"]').trigger('click')
    await move(RUNNING)
    expect(source()).toBeUndefined()
    await move(RUNNING, COMING)
    expect(source()).toBe(COMING)
  })

  it.each<[string, (way: ReturnType<typeof coming>) => Promise<unknown>]>([
    ['was never asked for', () => Promise.resolve()],
    [
      'was scrolled past',
      async ({ wrapper }) => {
        await wrapper.get('[aria-label="Download talk.mp4"]').trigger('click')
        await tell(false)
      },
    ],
    [
      'was given up, and comes anew',
      async ({ wrapper, move }) => {
        await wrapper.get('[aria-label="Download talk.mp4"]').trigger('click')
        await move(RUNNING)
        useTransfersStore().apply([], [asTransferId(9)], false)
        await wrapper.vm.$nextTick()
      },
    ],
  ])('does not begin by itself where it %s', async (_, happens) => {
    const way = coming()
    await tell(true)
    await happens(way)
    await way.move(RUNNING, COMING)
    expect(way.source()).toBeUndefined()
  })

  it('of an album is opened over the window, by hand', async () => {
    const { wrapper, move, source } = coming({ isFilling: true })
    await tell(true)
    await wrapper.get('[aria-label="Download talk.mp4"]').trigger('click')
    await move(RUNNING, COMING)
    expect(source()).toBeUndefined()
    await wrapper.get('[aria-label="Play talk.mp4"]').trigger('click')
    expect(useViewerStore().playsAtOnce).toBe(1)
  })
})
