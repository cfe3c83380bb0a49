// @vitest-environment happy-dom
import { enableAutoUnmount, flushPromises, mount, type VueWrapper } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { nextTick, ref } from 'vue'
import AppAvatar from '../../src/renderer/src/components/common/AppAvatar.vue'
import { AVATAR_TRIES } from '../../src/renderer/src/components/common/avatar-tries'
import PictureDialog from '../../src/renderer/src/components/picture/PictureDialog.vue'
import { createAppI18n } from '../../src/renderer/src/i18n'
import { useAccountStore } from '../../src/renderer/src/stores/account'
import { useLinkStore } from '../../src/renderer/src/stores/link'
import type { FakeJim } from '../helpers/fake-jim'
import { chosenFile, chosenPicture } from '../helpers/fake-jim-files'
import { useFakeJim } from './mount'

const FILE = '/v1/files/f_aaaaaaaaaaaaaaaaaaaaaaaaaa'

enableAutoUnmount(afterEach)
let jim: FakeJim
let isClosed: boolean
let wrapper: VueWrapper
beforeEach(async () => {
  jim = useFakeJim()
  const [account, status] = [await jim.call('account:state'), await jim.call('connection:status')]
  if (account.ok) useAccountStore().setState(account.value)
  if (status.ok) useLinkStore().setConnection(status.value)
  isClosed = false
})

async function open(props: Record<string, unknown> = {}): Promise<void> {
  wrapper = mount(PictureDialog, {
    props: { ...props, onClose: () => (isClosed = true) },
    attachTo: document.body,
    global: { plugins: [createAppI18n('en')] },
  })
  await flushPromises()
}

async function press(name: string): Promise<void> {
  const button = [...document.querySelectorAll('button')].find((one) => one.textContent.trim() === name)
  if (button === undefined) throw new Error(`there is no button ${name}`)
  button.click()
  await flushPromises()
}

const argumentsOf = (channel: string): readonly unknown[] =>
  jim.calls.filter((call) => call.channel === channel).map(({ argument }) => argument)

describe('the picture of mine', () => {
  it('is the square that was chosen, moved by keys; what was chosen before and after is let go of', async () => {
    const [first, wide, text] = [chosenPicture('first.png'), chosenPicture('wide.png'), chosenFile('notes.txt')]
    await open()
    jim.files.choice = { files: [first], refused: [] }
    await press('Choose a picture…')
    jim.files.choice = { files: [text, wide], refused: [] }
    await press('Another picture…')
    for (const key of ['ArrowRight', 'ArrowUp']) {
      document.querySelector('[data-testid=cropper]')!.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }))
      await nextTick()
    }
    await press('Save')
    // 1600 × 900 in a frame of 288: a step of 12 is 37.5 of the picture's.
    expect(argumentsOf('profile:set-picture')).toEqual([{ picture: { id: wide.id, square: { x: 313, y: 0, side: 900 } } }])
    expect(isClosed).toBe(true)
    expect(argumentsOf('files:discard')).toEqual([{ ids: [text.id] }, { ids: [first.id] }])
  })

  it('that was chosen and not set is let go of', async () => {
    await open()
    jim.files.choice = { files: [chosenPicture('first.png')], refused: [] }
    await press('Choose a picture…')
    wrapper.unmount()
    expect(argumentsOf('files:discard')).toEqual([{ ids: [jim.files.choice.files[0]!.id] }])
    expect(argumentsOf('profile:set-picture')).toEqual([])
  })

  it('is set once, however often one presses while it is', async () => {
    await open()
    jim.files.choice = { files: [chosenPicture('first.png')], refused: [] }
    await press('Choose a picture…')
    const save = [...document.querySelectorAll('button')].find((one) => one.textContent.trim() === 'Save')!
    // Both before the window has drawn that it is busy.
    save.click()
    save.click()
    await flushPromises()
    expect(argumentsOf('profile:set-picture')).toHaveLength(1)
  })

  it('is not what cannot be drawn: it says so, and nothing is set', async () => {
    await open()
    jim.files.choice = { files: [chosenFile('notes.txt')], refused: [] }
    await press('Choose a picture…')
    expect(document.querySelector('[role=alert]')!.textContent).toContain('no picture that can be shown')
    expect(document.querySelector('[data-testid=cropper]')).toBeNull()
    expect(argumentsOf('profile:set-picture')).toEqual([])
  })

  it('goes again, for a group too', async () => {
    const account = useAccountStore()
    if (account.me !== undefined) account.setState({ ...account.me, avatar: FILE })
    await open()
    await press('Remove picture')
    expect(argumentsOf('profile:set-picture')).toEqual([{}])
    expect(isClosed).toBe(true)
  })

  it('of a group is set there', async () => {
    const list = await jim.call('conversations:list')
    const { conversationId } = (list.ok ? list.value : []).find(({ kind }) => kind === 'c2g')!
    await open({ conversationId })
    jim.files.choice = { files: [chosenPicture('g.png')], refused: [] }
    await press('Choose a picture…')
    await press('Save')
    const square = { x: 350, y: 0, side: 900 }
    expect(argumentsOf('groups:set-picture')).toEqual([{ conversationId, picture: { id: 'chosen-g.png', square } }])
  })
})

describe('an avatar', () => {
  it('shows the picture of a file of the server by main, and initials until it is drawn', async () => {
    const avatar = mount(AppAvatar, { props: { id: 'bob', name: 'Bob Wang', picture: FILE } })
    expect(avatar.get('img').attributes('src')).toBe('jim-media://avatar/f_aaaaaaaaaaaaaaaaaaaaaaaaaa')
    expect(avatar.text()).toBe('BW')
    await avatar.get('img').trigger('load')
    expect(avatar.text()).toBe('')
  })

  it.each(['https://a.example/p.png', 'jim-media://file/1', ''])('never asks for what lies at %j', (picture) => {
    const avatar = mount(AppAvatar, { props: { id: 'bob', name: 'Bob Wang', picture } })
    expect(avatar.find('img').exists()).toBe(false)
    expect(avatar.text()).toBe('BW')
  })

  it('that could not be had has initials, and is asked for again when the link is back', async () => {
    const tries = ref(0)
    const avatar = mount(AppAvatar, {
      props: { id: 'bob', name: 'Bob Wang', picture: FILE },
      global: { provide: { [AVATAR_TRIES as symbol]: tries } },
    })
    await avatar.get('img').trigger('error')
    expect(avatar.find('img').exists()).toBe(false)
    expect(avatar.text()).toBe('BW')
    tries.value++
    await nextTick()
    expect(avatar.find('img').exists()).toBe(true)
  })
})
