// @vitest-environment happy-dom
import type { FileLack, LocalFile, PictureFault } from '@shared/file'
import { asTransferId } from '@shared/ids'
import type { Message, MessageContent } from '@shared/message'
import type { Transfer, TransferProgress } from '@shared/transfer'
import { enableAutoUnmount, flushPromises } from '@vue/test-utils'
import { TooltipProvider } from 'reka-ui'
import { afterEach, describe, expect, it } from 'vitest'
import { type Component, defineComponent, h, nextTick } from 'vue'
import LibraryPanel from '../../src/renderer/src/components/library/LibraryPanel.vue'
import LibraryTile from '../../src/renderer/src/components/library/LibraryTile.vue'
import ShelfTile from '../../src/renderer/src/components/media/ShelfTile.vue'
import { useTransfersStore } from '../../src/renderer/src/stores/transfers'
import { message } from './messages'
import { mountWithJim } from './mount'

enableAutoUnmount(afterEach)

const PICTURE: MessageContent = { kind: 'image', url: '', name: 'wall.jpg', size: 2048 }
const FILM: MessageContent = { kind: 'video', url: '', name: 'tour.mp4', size: 2048, seconds: 84 }
const AWAY: LocalFile = { family: 'picture', isSaved: false }
const HERE: LocalFile = { ...AWAY, mediaUrl: 'jim-media://file/1' }
const RUNNING: TransferProgress = { step: 'running', bytesPerSecond: 1024, secondsLeft: 2 }
const FAILED: TransferProgress = { step: 'failed', code: 'link_failed', message: '' }

const lacks = (lack: FileLack): LocalFile => ({ ...AWAY, lack })
const hasFault = (fault: PictureFault): LocalFile => ({ ...HERE, fault })

/** With whatever needs a tooltip around it. */
async function show(component: Component, content: MessageContent, file: LocalFile, progress?: TransferProgress) {
  const of: Message = message(1, { content, file })
  const props = component === LibraryPanel ? { selected: [of] } : { message: of, place: 'Design', isActive: false, isChosen: false }
  const Host = defineComponent(() => () => h(TooltipProvider, () => h(component, props)))
  const { wrapper, jim } = mountWithJim(Host, {})
  if (progress !== undefined) {
    const { conversationId, localId } = of
    const transfer: Transfer = {
      ...{ id: asTransferId(9), direction: 'down', conversationId, localId, name: 'wall.jpg', family: 'picture', size: 2048, done: 1024 },
      progress,
    }
    jim.files.move(transfer)
    useTransfersStore().apply([transfer], [], false)
    await nextTick()
  }
  return { wrapper, jim, text: () => wrapper.text().replace(/[\u2066-\u2069]/g, '') }
}

describe('a small square', () => {
  it.each<[string, MessageContent, LocalFile, TransferProgress | undefined, string | undefined, RegExp]>([
    ['that is here', PICTURE, HERE, undefined, undefined, /\d$/],
    ['that is not', PICTURE, AWAY, undefined, 'away', /not on this computer$/],
    ['on its way', PICTURE, AWAY, RUNNING, 'moving', /of 2 KB/],
    ['that failed', PICTURE, AWAY, FAILED, 'failed', /its link does not answer$/],
    ['that is gone', PICTURE, lacks('gone'), undefined, 'lacking', /no longer on the server$/],
    ['that is refused', FILM, lacks('refused'), undefined, 'lacking', /you may no longer read it$/],
    ['that is too large', PICTURE, lacks('too_large'), undefined, 'lacking', /too large to be downloaded here$/],
    ['that cannot be shown', PICTURE, hasFault('unknown_kind'), undefined, 'fault', /Pictures of this kind cannot be shown here$/],
    ['of a film that cannot be shown', FILM, hasFault('broken'), undefined, 'fault', /This video cannot be shown here$/],
  ])('%s has a sign of it, and says so', async (_, content, file, progress, sign, words) => {
    for (const [tile, label] of [
      [ShelfTile, 'button'],
      [LibraryTile, '[role=option]'],
    ] as const) {
      const { wrapper } = await show(tile, content, file, progress)
      const signs = wrapper.findAll('[data-testid=media-sign]').map((found) => found.attributes('data-sign'))
      expect(signs).toEqual(sign === undefined ? [] : [sign])
      expect(
        wrapper
          .get(label)
          .attributes('aria-label')
          ?.replace(/[\u2066-\u2069]/g, ''),
      ).toMatch(words)
      wrapper.unmount()
    }
  })
})

describe('what is chosen in the library', () => {
  it('says once how large it is and once why it is not to be had', async () => {
    const { text } = await show(LibraryPanel, PICTURE, lacks('gone'))
    expect(text().match(/2 KB/g)).toHaveLength(1)
    expect(text().match(/no longer on the server/g)).toHaveLength(1)
  })

  it('says why it is not shown', async () => {
    expect((await show(LibraryPanel, PICTURE, hasFault('broken'))).text()).toContain('This picture is damaged')
  })

  it.each<[string, LocalFile, TransferProgress | undefined, string]>([
    ['that failed', AWAY, FAILED, 'transfers:retry'],
    ['that is not what was sent', lacks('damaged'), undefined, 'files:download'],
  ])('%s is fetched once more', async (_, file, progress, channel) => {
    const { wrapper, jim } = await show(LibraryPanel, PICTURE, file, progress)
    await wrapper
      .findAll('button')
      .find((button) => button.text() === 'Try again')!
      .trigger('click')
    await flushPromises()
    expect(jim.calls.at(-1)?.channel).toBe(channel)
  })

  it('is opened in the browser where only this computer could not have its link', async () => {
    const content: MessageContent = { ...PICTURE, url: 'https://files.example.com/wall.jpg' }
    const { wrapper, jim } = await show(LibraryPanel, content, lacks('refused'))
    await wrapper
      .findAll('button')
      .find((button) => button.text() === 'Open in browser')!
      .trigger('click')
    await flushPromises()
    expect(jim.calls.at(-1)).toEqual({ channel: 'app:open-link', argument: content.url })
    expect((await show(LibraryPanel, content, HERE)).text()).not.toContain('Open in browser')
  })

  it('is not asked for again where that is of no use', async () => {
    expect((await show(LibraryPanel, PICTURE, lacks('gone'))).text()).not.toContain('Try again')
  })
})
