// @vitest-environment happy-dom
import type { LocalFile } from '@shared/file'
import type { Message, MessageContent } from '@shared/message'
import { enableAutoUnmount } from '@vue/test-utils'
import { afterEach, describe, expect, it } from 'vitest'
import CardVideo from '../../src/renderer/src/components/message/CardVideo.vue'
import MessageBubble from '../../src/renderer/src/components/message/MessageBubble.vue'
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

  it('that is not to be had says why', () => {
    expect(show({ ...AWAY, lack: 'gone' }).wrapper.text()).toContain('no longer on the server')
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
