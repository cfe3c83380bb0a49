// @vitest-environment happy-dom
import type { Conversation } from '@shared/conversation'
import type { LocalFile } from '@shared/file'
import type { Message, MessageContent } from '@shared/message'
import { enableAutoUnmount, flushPromises, type VueWrapper } from '@vue/test-utils'
import { TooltipProvider } from 'reka-ui'
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { defineComponent, h } from 'vue'
import ShelfPanel from '../../src/renderer/src/components/media/ShelfPanel.vue'
import ShelfRow from '../../src/renderer/src/components/media/ShelfRow.vue'
import { useLayoutStore } from '../../src/renderer/src/stores/layout'
import { useViewerStore } from '../../src/renderer/src/stores/viewer'
import { FakeJim } from '../helpers/fake-jim'
import { message } from './messages'
import { mountWithJim } from './mount'

enableAutoUnmount(afterEach)

const PICTURE: MessageContent = { kind: 'image', url: '', name: 'wall.jpg' }
const MINUTES: MessageContent = { kind: 'file', url: '', name: 'minutes.docx', size: 2048 }
const CONTRACT: MessageContent = { kind: 'file', url: '', name: 'contract.pdf', size: 2048 }
const HERE: LocalFile = { family: 'pdf', isSaved: false, mediaUrl: 'jim-media://file/1' }

const Host = defineComponent((props: { readonly conversation: Conversation }) => () => h(TooltipProvider, () => h(ShelfPanel, props)), {
  props: { conversation: { type: Object, required: true } },
})

/** A group of the sample. */
async function show(): Promise<{ wrapper: VueWrapper; jim: FakeJim; conversation: Conversation }> {
  const conversation = new FakeJim().conversations.find(({ kind }) => kind === 'c2g')!
  const { wrapper, jim } = mountWithJim(Host, { conversation })
  await flushPromises()
  return { wrapper, jim, conversation }
}

describe('a file on its shelf', () => {
  function row(content: MessageContent, file?: LocalFile) {
    const of: Message = message(1, { content, ...(file === undefined ? {} : { file }) })
    return mountWithJim(ShelfRow, { message: of })
  }

  it.each<[string, MessageContent, LocalFile | undefined, string | undefined]>([
    ['here is opened', MINUTES, HERE, 'files:open'],
    ['not here is fetched', MINUTES, { family: 'pdf', isSaved: false }, 'files:download'],
    ['that may do harm is only saved', CONTRACT, { ...HERE, danger: 'program' }, 'files:save-as'],
    ['that is a link is opened in the browser', { kind: 'link', url: 'https://a.example/b', title: 'A' }, undefined, 'app:open-link'],
    ['that is a text with a link, too', { kind: 'text', text: 'see https://a.example/b there' }, undefined, 'app:open-link'],
  ])('%s', async (_, content, file, channel) => {
    const { wrapper, jim } = row(content, file)
    await wrapper.get('button').trigger('click')
    await flushPromises()
    expect(jim.calls.map((call) => call.channel)).toEqual([channel])
    expect(wrapper.emitted('go')).toBeUndefined()
  })

  it('that is read is opened in the viewer', async () => {
    const { wrapper, jim } = row(CONTRACT, HERE)
    await wrapper.get('button').trigger('click')
    expect(useViewerStore().run?.messages.map(({ content }) => content)).toEqual([CONTRACT])
    expect(jim.calls).toEqual([])
  })

  it('is where it was said, by its sign', async () => {
    const file = row(CONTRACT, HERE)
    await file.wrapper.get('[aria-label="Go to message"]').trigger('click')
    expect(file.wrapper.emitted('go')).toHaveLength(1)
    expect(file.jim.calls).toEqual([])
  })

  it('says whose it is, and what a link leads to', () => {
    expect(row(CONTRACT, HERE).wrapper.text()).toContain('Bob')
    expect(row({ kind: 'text', text: 'see https://a.example/b' }).wrapper.text()).toContain('a.example')
  })
})

describe('the shelves of a conversation', () => {
  it('ask for their newest, and count each month', async () => {
    const { jim, conversation } = await show()
    const { conversationId } = conversation
    expect(jim.calls[0]).toEqual({
      channel: 'shelf:page',
      argument: { conversationId, shelf: 'media', anchor: { at: 'end' }, limit: 60 },
    })
  })

  it('show what comes while they are open, and lose what is taken back', async () => {
    const { wrapper, jim, conversation } = await show()
    const before = wrapper.findAll('li').length
    const come = jim.receive(conversation.conversationId, 'Maria Silva', PICTURE)
    await flushPromises()
    expect(wrapper.findAll('li')).toHaveLength(before + 1)
    await wrapper.get('li button').trigger('click')
    expect(useViewerStore().run?.messages.some(({ localId }) => localId === come.localId)).toBe(true)
    jim.advance(come.localId, { content: { kind: 'recalled' } })
    await flushPromises()
    expect(wrapper.findAll('li')).toHaveLength(before)
  })

  it('are one at a time, and searched by name', async () => {
    const { wrapper, jim, conversation } = await show()
    jim.receive(conversation.conversationId, 'Maria Silva', CONTRACT)
    jim.receive(conversation.conversationId, 'Maria Silva', { ...CONTRACT, name: 'minutes.pdf' })
    const tab = wrapper.findAll('[role=tab]').find((found) => found.text() === 'Files')!
    await tab.trigger('mousedown', { button: 0 })
    await tab.trigger('focus')
    await expect.poll(() => wrapper.text()).toContain('minutes')
    expect(wrapper.text()).toContain('contract')
    await wrapper.get('[aria-label="Search by name"]').trigger('click')
    await wrapper.get('input').setValue('contract')
    await expect.poll(() => wrapper.text()).not.toContain('minutes')
    expect(wrapper.text()).toContain('contract')
    await wrapper.get('input').setValue('nowhere')
    await expect.poll(() => wrapper.text()).toContain('Nothing has this in its name')
  })

  it('say so where there is nothing, and where they could not be read', async () => {
    const { wrapper, jim } = await show()
    const tabs = wrapper.findAll('[role=tab]')
    jim.failures.set('shelf:page', 'busy')
    await tabs[3]!.trigger('mousedown', { button: 0 })
    await tabs[3]!.trigger('focus')
    await expect.poll(() => wrapper.text()).toContain('It could not be read')
    jim.failures.clear()
    await wrapper
      .findAll('button')
      .find((button) => button.text() === 'Try again')!
      .trigger('click')
    await flushPromises()
    expect(wrapper.text()).not.toContain('It could not be read')
  })

  it('show where it is about to be what takes longer than most, and nothing of another shelf meanwhile', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    onTestFinished(() => void vi.useRealTimers())
    const { wrapper, jim } = await show()
    expect(wrapper.findAll('li').length).toBeGreaterThan(0)
    const { call } = jim
    let answer: () => void = () => undefined
    const held = new Promise<void>((resolve) => (answer = resolve))
    vi.spyOn(jim, 'call').mockImplementation(async (...asked) => {
      await held
      return call.apply(jim, asked) as never
    })
    const tab = wrapper.findAll('[role=tab]').find((found) => found.text() === 'Files')!
    await tab.trigger('mousedown', { button: 0 })
    await tab.trigger('focus')
    const isShown = (): boolean => wrapper.find('[data-testid=shelf-skeleton]').exists()
    expect([wrapper.findAll('li').length, isShown()]).toEqual([0, false])
    await vi.advanceTimersByTimeAsync(149)
    expect(isShown()).toBe(false)
    await vi.advanceTimersByTimeAsync(1)
    expect([isShown(), wrapper.get('[role=status]').text()]).toEqual([true, 'Loading'])
    answer()
    await flushPromises()
    expect(isShown()).toBe(false)
  })

  it('make way for the details', async () => {
    const { wrapper } = await show()
    const layout = useLayoutStore()
    layout.setShelf(true)
    await wrapper.get('[aria-label="Close"]').trigger('click')
    expect(layout.hasShelf).toBe(false)
  })
})
