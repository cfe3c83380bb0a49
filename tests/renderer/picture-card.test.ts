// @vitest-environment happy-dom
import type { LocalFile } from '@shared/file'
import { asTransferId } from '@shared/ids'
import type { Message, MessageContent } from '@shared/message'
import type { Transfer, TransferProgress } from '@shared/transfer'
import { enableAutoUnmount, flushPromises, type VueWrapper } from '@vue/test-utils'
import { afterEach, describe, expect, it } from 'vitest'
import ProgressRing from '../../src/renderer/src/components/common/ProgressRing.vue'
import CardImage from '../../src/renderer/src/components/message/CardImage.vue'
import MessageBubble from '../../src/renderer/src/components/message/MessageBubble.vue'
import { shownOf } from '../../src/renderer/src/model/media-run'
import { useTransfersStore } from '../../src/renderer/src/stores/transfers'
import { useViewerStore } from '../../src/renderer/src/stores/viewer'
import { message } from './messages'
import { mountWithJim } from './mount'

enableAutoUnmount(afterEach)

const MB = 1024 * 1024
const HASH = '1QcSHQRnh493V4dIh4eXh1h4kJUI'
const PICTURE: MessageContent = { kind: 'image', url: '', name: 'wall.jpg', size: 2.9 * MB, width: 1600, height: 1200, thumbHash: HASH }
const KNOWN: LocalFile = { family: 'picture', isSaved: false }
const THUMB = 'jim-media://thumb/1'
const WHOLE = 'jim-media://file/1'

function show(change: Partial<Message> = {}, progress?: TransferProgress, direction: Transfer['direction'] = 'down') {
  const of = message(1, { content: PICTURE, file: KNOWN, ...change })
  const mounted = mountWithJim(CardImage, { content: of.content, message: of })
  if (progress !== undefined) {
    const { conversationId, localId } = of
    const id = asTransferId(9)
    const transfer: Transfer = {
      id,
      direction,
      conversationId,
      localId,
      name: 'wall.jpg',
      family: 'picture',
      size: 2.9 * MB,
      done: 1.9 * MB,
      progress,
    }
    mounted.jim.files.move(transfer)
    useTransfersStore().apply([transfer], [], false)
  }
  return mounted
}

const sources = (wrapper: VueWrapper): readonly (string | undefined)[] => wrapper.findAll('img').map((image) => image.attributes('src'))
const signs = (wrapper: VueWrapper): readonly (string | undefined)[] =>
  wrapper
    .findAll('button')
    .map((button) => button.attributes('aria-label'))
    .filter((label) => label !== 'Open wall.jpg')
const press = (wrapper: VueWrapper) => wrapper.get('button:not([aria-label^=Open])')
const pill = (wrapper: VueWrapper): string | undefined =>
  wrapper.find('[data-testid=picture-pill]').exists() ? wrapper.get('[data-testid=picture-pill]').text() : undefined

describe('a picture', () => {
  it('has its box before anything of it is here, whatever comes later', async () => {
    const { wrapper } = show()
    const box = wrapper.attributes('style')
    expect(box).toContain('width: 320px')
    await wrapper.setProps({ message: message(1, { content: PICTURE, file: { ...KNOWN, thumbUrl: THUMB, mediaUrl: WHOLE } }) })
    expect(wrapper.attributes('style')).toBe(box)
  })

  it.each<[number, number]>([
    [1200, 44],
    [500, 32],
  ])('of %i px in 1600 leaves room between its corner and its middle', async (height, edge) => {
    const { wrapper } = show({ content: { ...PICTURE, height } }, { step: 'running', bytesPerSecond: 1 })
    await flushPromises()
    expect(wrapper.getComponent(ProgressRing).props('size')).toBe(edge)
  })

  it('is a few colours, then its small one, then itself', async () => {
    const { wrapper } = show()
    expect(sources(wrapper)).toEqual([expect.stringMatching(/^data:image\/png/)])
    await wrapper.setProps({ message: message(1, { content: PICTURE, file: { ...KNOWN, thumbUrl: THUMB } }) })
    // Its address is known, of itself there is nothing yet: main may have to have it decoded first.
    expect(sources(wrapper)).toEqual([expect.stringMatching(/^data:image\/png/), THUMB])
    await wrapper.get(`img[src="${THUMB}"]`).trigger('load')
    await flushPromises()
    expect(sources(wrapper)).toEqual([THUMB])
    await wrapper.setProps({ message: message(1, { content: PICTURE, file: { ...KNOWN, thumbUrl: THUMB, mediaUrl: WHOLE } }) })
    expect(sources(wrapper)).toEqual([THUMB, WHOLE])
  })

  it('of which there is no small one is a few colours until it is itself', async () => {
    const { wrapper } = show({ file: { ...KNOWN, mediaUrl: WHOLE } })
    expect(sources(wrapper)).toEqual([expect.stringMatching(/^data:image\/png/), WHOLE])
    await wrapper.get(`img[src="${WHOLE}"]`).trigger('load')
    await flushPromises()
    expect(sources(wrapper)).toEqual([WHOLE])
  })

  it('draws nothing that a message names and main does not keep', () => {
    const { wrapper } = show({
      content: { ...PICTURE, url: 'jim-media://file/2', thumbUrl: 'jim-media://thumb/2', thumbHash: 'x' } as MessageContent,
    })
    expect(sources(wrapper)).toEqual([])
  })

  it('keeps its small one when it cannot be drawn itself, and says so without one', async () => {
    const { wrapper } = show({ file: { ...KNOWN, thumbUrl: THUMB, mediaUrl: WHOLE } })
    await wrapper.get(`img[src="${THUMB}"]`).trigger('load')
    await flushPromises()
    await wrapper.get(`img[src="${WHOLE}"]`).trigger('error')
    expect(sources(wrapper)).toEqual([THUMB])
    await wrapper.get(`img[src="${THUMB}"]`).trigger('error')
    expect(sources(wrapper)).toEqual([])
    expect(wrapper.text()).toContain('This picture cannot be shown')
  })

  it.each([
    ['broken', 'This picture is damaged and cannot be shown'],
    ['unknown_kind', 'Pictures of this kind cannot be shown here'],
    ['too_large', 'This picture is too large to be shown here'],
    ['timed_out', 'This picture takes too long to draw and is not shown'],
    ['crashed', 'Reading this picture failed; to be safe it is not shown'],
  ] as const)('that is not shown says why, with a small one and without: %s', async (fault, text) => {
    const { wrapper } = show({ file: { ...KNOWN, mediaUrl: WHOLE, fault } })
    expect(sources(wrapper)).toEqual([])
    expect(wrapper.text()).toContain(text)
    expect(wrapper.find('[data-testid=picture-fault]').exists()).toBe(false)
    await wrapper.setProps({ message: message(1, { content: PICTURE, file: { ...KNOWN, thumbUrl: THUMB, mediaUrl: WHOLE, fault } }) })
    await wrapper.get(`img[src="${THUMB}"]`).trigger('load')
    await flushPromises()
    expect(sources(wrapper)).toEqual([THUMB])
    expect(wrapper.get('[data-testid=picture-fault]').text()).toBe(text)
  })

  it('that came as something else says so beside the sign that fetches it again, not beneath it', () => {
    const { wrapper } = show({ file: { ...KNOWN, lack: 'damaged' } })
    expect(wrapper.get('[data-testid=picture-fault]').text()).toBe('damaged: it is not what was sent')
    expect(wrapper.text().match(/damaged/g)).toHaveLength(1)
    expect(wrapper.find('button[aria-label^="Download "]').exists()).toBe(true)
  })

  it.each([
    ['here', { ...KNOWN, mediaUrl: WHOLE }],
    ['not here yet', KNOWN],
  ])('that is %s opens over the window, beside what else its conversation has', async (_, file) => {
    const { wrapper, jim } = show({ file })
    await wrapper.get('button[aria-label="Open wall.jpg"]').trigger('click')
    const { conversationId, localId } = message(1)
    expect(shownOf(useViewerStore().run!).localId).toBe(localId)
    const anchor = { at: 'message', localId }
    expect(jim.calls).toEqual([{ channel: 'shelf:page', argument: { conversationId, shelf: 'media', anchor, limit: 60 } }])
  })

  it('that is not here says how large it is, and is fetched by its sign', async () => {
    const { wrapper, jim } = show()
    expect(pill(wrapper)).toBe('2.9 MB')
    expect(signs(wrapper)).toEqual(['Download wall.jpg'])
    await press(wrapper).trigger('click')
    expect(jim.calls).toEqual([{ channel: 'files:download', argument: { localId: 1 } }])
  })

  it.each<[TransferProgress, string, string, string]>([
    [{ step: 'running', bytesPerSecond: 1 }, '1.9 of 2.9 MB', 'Cancel wall.jpg', 'transfers:cancel'],
    [{ step: 'waiting', why: 'link' }, '1.9 of 2.9 MB · goes on when the connection is back', 'Cancel wall.jpg', 'transfers:cancel'],
    [{ step: 'paused' }, '1.9 of 2.9 MB · paused', 'Resume wall.jpg', 'transfers:resume'],
  ])('on its way at %o', async (progress, text, sign, channel) => {
    const { wrapper, jim } = show({ file: { ...KNOWN, mediaUrl: WHOLE } }, progress, 'up')
    await wrapper.vm.$nextTick()
    expect(pill(wrapper)).toBe(text)
    expect(signs(wrapper)).toEqual([sign])
    await press(wrapper).trigger('click')
    await flushPromises()
    expect(jim.calls).toEqual([{ channel, argument: { id: 9 } }])
  })

  it('that failed is tried again by its sign', async () => {
    const { wrapper, jim } = show({}, { step: 'failed', code: 'gone', message: '' })
    await wrapper.vm.$nextTick()
    expect(signs(wrapper)).toEqual(['Retry wall.jpg'])
    await press(wrapper).trigger('click')
    await flushPromises()
    expect(jim.calls).toEqual([{ channel: 'transfers:retry', argument: { id: 9 } }])
  })

  it('that is not to be had says why in its place', () => {
    const { wrapper } = show({ content: { ...PICTURE, thumbHash: 'x' } as MessageContent, file: { ...KNOWN, lack: 'gone' } })
    expect(wrapper.text()).toContain('no longer on the server')
    expect(signs(wrapper)).toEqual([])
  })
})

describe('a picture in its bubble', () => {
  const bubble = (change: Partial<Message>) =>
    mountWithJim(MessageBubble, { message: message(1, { content: PICTURE, file: KNOWN, ...change }), isLast: true }).wrapper

  it('is bare without words, and has them in a frame as wide as itself', () => {
    expect(bubble({}).classes()).toContain('is-bare')
    const framed = bubble({ content: { ...PICTURE, caption: 'the wall' } as MessageContent })
    expect(framed.classes()).not.toContain('is-bare')
    expect(framed.classes()).toContain('is-framed')
    expect(framed.get('[data-testid=caption]').text()).toContain('the wall')
    expect(framed.findAll('time')).toHaveLength(1)
  })

  it('is small and by itself where it was sent as a sticker, its time beside it', async () => {
    const content: MessageContent = { ...PICTURE, isSticker: true }
    const file: LocalFile = { ...KNOWN, mediaUrl: WHOLE, thumbUrl: THUMB }
    const { wrapper } = mountWithJim(MessageBubble, { message: message(1, { content, file }), isLast: true })
    const card = wrapper.get<HTMLElement>('[aria-label="Sticker"]')
    expect(card.attributes('style')).toContain('width: 160px')
    // What can be seen through has nothing under it, and does not go before the other is there.
    expect(sources(wrapper)).toEqual([THUMB, WHOLE])
    await wrapper.get(`img[src="${WHOLE}"]`).trigger('load')
    await flushPromises()
    expect(sources(wrapper)).toEqual([WHOLE])
    expect(card.classes()).not.toContain('bg-hover')
    expect(wrapper.get('.bubble').classes()).toEqual(expect.arrayContaining(['is-bare', 'flex']))
    expect(wrapper.find('.meta-over').exists()).toBe(false)
  })

  it('is seen where it is a sticker that is not here, and says why in as much as it has room for', () => {
    const sticker = (edge: number, file: LocalFile) => {
      const content: MessageContent = { ...PICTURE, isSticker: true, width: edge, height: edge }
      return mountWithJim(MessageBubble, { message: message(1, { content, file }), isLast: true }).wrapper.get('[aria-label="Sticker"]')
    }
    expect(sticker(120, KNOWN).classes()).toContain('bg-hover')
    const lack = (edge: number) => {
      const spans = sticker(edge, { ...KNOWN, lack: 'gone' }).findAll('span')
      return spans.filter((span) => span.text() === 'no longer on the server').at(-1)
    }
    expect([lack(120)?.classes().includes('sr-only'), lack(60)?.classes().includes('sr-only')]).toEqual([false, true])
    expect(sticker(120, { ...KNOWN, lack: 'gone' }).text()).not.toContain('120 × 120')
  })

  it('is a file like any other where it may do harm', () => {
    const wrapper = bubble({ file: { ...KNOWN, mediaUrl: WHOLE, danger: 'disguised' } })
    expect(wrapper.find('img').exists()).toBe(false)
    expect(wrapper.get('[data-testid=file-line]').text()).toContain('Not what its name says')
  })
})
