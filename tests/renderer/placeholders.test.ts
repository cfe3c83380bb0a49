// @vitest-environment happy-dom
import type { LocalFile } from '@shared/file'
import type { MessageContent } from '@shared/message'
import { enableAutoUnmount, flushPromises, type VueWrapper } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type Component, h } from 'vue'
import MediaTile from '../../src/renderer/src/components/media/MediaTile.vue'
import ViewerPicture from '../../src/renderer/src/components/media/ViewerPicture.vue'
import ViewerVideo from '../../src/renderer/src/components/media/ViewerVideo.vue'
import CardImage from '../../src/renderer/src/components/message/CardImage.vue'
import CardVideo from '../../src/renderer/src/components/message/CardVideo.vue'
import { message } from './messages'
import { mountWithJim } from './mount'

enableAutoUnmount(afterEach)

const HASH = '1QcSHQRnh493V4dIh4eXh1h4kJUI'
const PICTURE: MessageContent = { kind: 'image', url: '', name: 'wall.jpg', width: 1600, height: 1200, thumbHash: HASH }
const FILM: MessageContent = { kind: 'video', url: '', name: 'talk.mp4', width: 1280, height: 720, thumbHash: HASH }
const THUMB = 'jim-media://file/2'
const WHOLE = 'jim-media://file/1'
const LARGE = 'jim-media://large/1'
const KNOWN: LocalFile = { family: 'picture', isSaved: false }
const VIEW = { x: 0, y: 0, scale: 1 }

/** Ends the decoding of a picture, by its address. */
const decoding = new Map<string, () => void>()
beforeEach(() => {
  decoding.clear()
  vi.spyOn(HTMLImageElement.prototype, 'decode').mockImplementation(function (this: HTMLImageElement) {
    return new Promise((resolve) => decoding.set(this.src, resolve))
  })
})
afterEach(() => void vi.restoreAllMocks())

function show(component: Component, content: MessageContent, file: LocalFile, props: object = {}): VueWrapper {
  const of = message(1, { content, file })
  // A tile lies in a frame of its parent.
  return mountWithJim(
    {
      render: () =>
        h('div', [h(component, { ...(component === CardImage || component === CardVideo ? { content } : {}), message: of, ...props })]),
    },
    {},
  ).wrapper
}
const hasColours = (wrapper: VueWrapper): boolean =>
  wrapper.findAll('img').some((image) => image.attributes('src')?.startsWith('data:image/png') === true)
const has = (wrapper: VueWrapper, address: string): boolean => wrapper.find(`img[src="${address}"]`).exists()
async function load(wrapper: VueWrapper, address: string): Promise<void> {
  await wrapper.get(`img[src="${address}"]`).trigger('load')
}
async function decode(address: string): Promise<void> {
  decoding.get(address)?.()
  await flushPromises()
}

describe('the colours of a picture that is not drawn yet', () => {
  it.each<[string, Component, MessageContent, LocalFile, object, string]>([
    ['a picture, by its small one', CardImage, PICTURE, { ...KNOWN, thumbUrl: THUMB, mediaUrl: WHOLE }, {}, THUMB],
    ['a picture, by itself', CardImage, PICTURE, { ...KNOWN, thumbUrl: THUMB, mediaUrl: WHOLE }, {}, WHOLE],
    ['a film', CardVideo, FILM, { ...KNOWN, thumbUrl: THUMB }, {}, THUMB],
    ['a tile', MediaTile, PICTURE, { ...KNOWN, thumbUrl: THUMB, mediaUrl: WHOLE }, {}, THUMB],
    ['a tile without a small one', MediaTile, PICTURE, { ...KNOWN, mediaUrl: WHOLE }, {}, WHOLE],
    ['a tile of a film', MediaTile, FILM, { ...KNOWN, thumbUrl: THUMB }, {}, THUMB],
    [
      'the viewer, by the small one',
      ViewerPicture,
      PICTURE,
      { ...KNOWN, thumbUrl: THUMB },
      { view: VIEW, turn: 0, isWhole: false, isFree: true },
      THUMB,
    ],
    [
      'the viewer, by that of the timeline',
      ViewerPicture,
      PICTURE,
      { ...KNOWN, mediaUrl: WHOLE },
      { view: VIEW, turn: 0, isWhole: true, isFree: true },
      WHOLE,
    ],
    [
      'the viewer, by the picture',
      ViewerPicture,
      PICTURE,
      { ...KNOWN, mediaUrl: WHOLE },
      { view: VIEW, turn: 0, isWhole: true, isFree: true },
      LARGE,
    ],
    [
      'the viewer of a film that is not here',
      ViewerVideo,
      FILM,
      { ...KNOWN, thumbUrl: THUMB },
      { source: undefined, playsAtOnce: false },
      THUMB,
    ],
  ])('stay until it is decoded: %s', async (_, component, content, file, props, address) => {
    const wrapper = show(component, content, file, props)
    expect(hasColours(wrapper)).toBe(true)
    expect(has(wrapper, address)).toBe(true)
    await load(wrapper, address)
    await flushPromises()
    expect(hasColours(wrapper)).toBe(true)
    await decode(address)
    expect(hasColours(wrapper)).toBe(false)
    expect(has(wrapper, address)).toBe(true)
  })

  it.each<[string, Component, object]>([
    ['in the timeline', CardVideo, {}],
    ['in the viewer', ViewerVideo, { source: WHOLE, playsAtOnce: false }],
  ])('are what a player shows %s, until its poster is decoded', async (_, component, props) => {
    const wrapper = show(component, FILM, { ...KNOWN, family: 'video', thumbUrl: THUMB, mediaUrl: WHOLE }, props)
    const play = wrapper.find('[aria-label="Play talk.mp4"]')
    if (play.exists()) await play.trigger('click')
    expect(wrapper.get('video').attributes('poster')).toMatch(/^data:image\/png/)
    await load(wrapper, THUMB)
    await decode(THUMB)
    expect(wrapper.get('video').attributes('poster')).toBe(THUMB)
  })

  it('come back where its small one is broken', async () => {
    for (const wrapper of [
      show(MediaTile, PICTURE, { ...KNOWN, thumbUrl: THUMB }),
      show(CardVideo, FILM, { ...KNOWN, thumbUrl: THUMB }),
      show(ViewerPicture, PICTURE, { ...KNOWN, thumbUrl: THUMB }, { view: VIEW, turn: 0, isWhole: false, isFree: true }),
    ]) {
      await load(wrapper, THUMB)
      await decode(THUMB)
      expect(hasColours(wrapper)).toBe(false)
      await wrapper.get(`img[src="${THUMB}"]`).trigger('error')
      expect(hasColours(wrapper)).toBe(true)
      expect(has(wrapper, THUMB)).toBe(false)
    }
  })
})

describe('what lies under a large picture', () => {
  it('stays until the large one is decoded, and goes then', async () => {
    const props = { view: VIEW, turn: 0, isWhole: true, isFree: true }
    const wrapper = show(ViewerPicture, PICTURE, { ...KNOWN, thumbUrl: THUMB, mediaUrl: WHOLE }, props)
    await load(wrapper, LARGE)
    await flushPromises()
    expect([THUMB, WHOLE, LARGE].map((address) => has(wrapper, address))).toEqual([true, true, true])
    await decode(LARGE)
    expect([THUMB, WHOLE, LARGE].map((address) => has(wrapper, address))).toEqual([false, false, true])
  })
})

describe('a tile of a picture that may move', () => {
  it('stands still, and has its colours until it is drawn', async () => {
    const wrapper = show(MediaTile, PICTURE, { ...KNOWN, mediaUrl: WHOLE, mayMove: true })
    expect(has(wrapper, WHOLE)).toBe(false)
    expect(hasColours(wrapper)).toBe(true)
    await decode(WHOLE)
    expect(hasColours(wrapper)).toBe(false)
    expect(wrapper.find('canvas').exists()).toBe(true)
    expect(has(wrapper, WHOLE)).toBe(false)
  })
})
