// @vitest-environment happy-dom
import { ImageOff, Play } from '@lucide/vue'
import { enableAutoUnmount } from '@vue/test-utils'
import { afterEach, describe, expect, it } from 'vitest'
import AppAvatar from '../../src/renderer/src/components/common/AppAvatar.vue'
import CardImage from '../../src/renderer/src/components/message/CardImage.vue'
import CardLink from '../../src/renderer/src/components/message/CardLink.vue'
import CardShell from '../../src/renderer/src/components/message/CardShell.vue'
import CardFile from '../../src/renderer/src/components/message/CardFile.vue'
import { opensInBrowser, shownPicture } from '../../src/renderer/src/model/shown-picture'
import { mountWithJim } from './mount'

enableAutoUnmount(afterEach)

const INLINE = 'data:image/png;base64,iVBORw0KGg+/='
/** The same by way of main. */
const BY_MAIN = 'jim-media://inline/iVBORw0KGg-_'
const REMOTE = 'https://pictures.example/p.png'

describe('shownPicture', () => {
  it.each([
    [INLINE, BY_MAIN],
    ['DATA:image/webp;BASE64,iVBO', 'jim-media://inline/iVBO'],
    ['data:image/png,%89PNG', undefined],
    ['data:image/svg+xml,<svg/>', undefined],
    ['DATA:IMAGE/SVG+XML;base64,PHN2Zy8+', undefined],
    [`data:image/png;base64,${'A'.repeat(1_390_000)}`, undefined],
    ['jim-media://inline/iVBO', undefined],
    [REMOTE, undefined],
    ['http://pictures.example/p.png', undefined],
    ['//pictures.example/p.png', undefined],
    ['/index.html', undefined],
    ['blob:app://jim/1', undefined],
    ['file:///etc/hostname', undefined],
    ['data:text/html,x', undefined],
    [' data:image/png;base64,iVBORw0KGgo=', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('%s is shown as %s', (address, shown) => {
    expect(shownPicture(address)).toBe(shown)
  })
})

it.each([
  [REMOTE, true],
  ['HTTP://pictures.example/p.png', true],
  [INLINE, false],
  ['https://', false],
  ['file:///etc/hostname', false],
  ['', false],
  [undefined, false],
])('the browser opens %s: %s', (address, isOpened) => {
  expect(opensInBrowser(address)).toBe(isOpened)
})

const image = (url: string, thumbUrl?: string) => ({ content: { kind: 'image', url, thumbUrl, width: 40, height: 30 } })

describe('an image', () => {
  it('in its own address is shown, and is no button', () => {
    const { wrapper, jim } = mountWithJim(CardImage, image(INLINE))
    expect(wrapper.find('img').attributes('src')).toBe(BY_MAIN)
    expect(wrapper.find('button').exists()).toBe(false)
    expect(wrapper.attributes()).toMatchObject({ role: 'img', 'aria-label': 'Picture 40 × 30' })
    expect(jim.calls).toEqual([])
  })

  it('on the network is a place that says so, and opens in the browser', async () => {
    const { wrapper, jim } = mountWithJim(CardImage, image(REMOTE, 'https://pictures.example/t.png'))
    expect(wrapper.find('img').exists()).toBe(false)
    expect(wrapper.text()).toContain('Opens in the browser')
    expect(wrapper.get('button').attributes('aria-label')).toBe('Picture 40 × 30: open in the browser')
    await wrapper.get('button').trigger('click')
    expect(jim.calls).toEqual([{ channel: 'app:open-link', argument: REMOTE }])
  })

  it('shows the small one that came along', () => {
    const { wrapper } = mountWithJim(CardImage, image(REMOTE, INLINE))
    expect(wrapper.find('img').attributes('src')).toBe(BY_MAIN)
    expect(wrapper.get('button').attributes('aria-label')).toContain('open in the browser')
  })

  it.each(['file:///etc/hostname', 'nonsense'])('nowhere says so, and is no button: %s', (url) => {
    const { wrapper } = mountWithJim(CardImage, image(url))
    expect(wrapper.find('img').exists()).toBe(false)
    expect(wrapper.element.tagName).toBe('DIV')
    expect(wrapper.text()).toContain('The picture did not load')
  })
})

describe('a card', () => {
  it.each([
    [INLINE, BY_MAIN],
    [REMOTE, undefined],
  ])('of a link shows %s as %s', (pictureUrl, shown) => {
    const { wrapper } = mountWithJim(CardLink, { content: { kind: 'link', url: REMOTE, title: 'Title', pictureUrl }, isMine: false })
    expect(wrapper.find('img').exists() ? wrapper.find('img').attributes('src') : undefined).toBe(shown)
  })

  it('says that its preview is not fetched', () => {
    const { wrapper } = mountWithJim(CardShell, { icon: Play, title: 'Video', picture: REMOTE, isMine: false })
    expect(wrapper.find('img').exists()).toBe(false)
    expect(wrapper.findComponent(ImageOff).exists()).toBe(true)
    expect(wrapper.find('[data-testid=picture-missing]').text()).toBe('Previews are not loaded from the network')
  })

  it.each([
    [REMOTE, 1],
    ['data:video/mp4;base64,AAAA', 0],
    ['', 0],
  ])('offers to open what the browser takes: %s', (url, buttons) => {
    const { wrapper } = mountWithJim(CardShell, { icon: Play, title: 'Video', url, action: 'Play', isMine: false })
    expect(wrapper.findAll('button')).toHaveLength(buttons)
  })
})

it.each([
  [REMOTE, ['app:open-link']],
  ['', undefined],
  ['data:audio/mp3;base64,AAAA', undefined],
])('a voice at %s answers a click with %s', async (url, asked) => {
  const { wrapper, jim } = mountWithJim(CardFile, { content: { kind: 'sound', url, seconds: 3 }, isMine: false })
  const button = wrapper.find('button')
  if (button.exists()) await button.trigger('click')
  expect(button.exists() ? jim.calls.map(({ channel }) => channel) : undefined).toEqual(asked)
})

it.each([
  [INLINE, BY_MAIN, ''],
  [REMOTE, undefined, 'AL'],
])('an avatar at %s shows %s', async (picture, shown, text) => {
  const { wrapper } = mountWithJim(AppAvatar, { id: 'alice', name: 'alice', picture })
  expect(wrapper.find('img').exists() ? wrapper.find('img').attributes('src') : undefined).toBe(shown)
  if (shown !== undefined) await wrapper.get('img').trigger('load')
  expect(wrapper.text()).toBe(text)
})
