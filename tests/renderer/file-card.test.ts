// @vitest-environment happy-dom
import type { Danger, FileLack, LocalFile } from '@shared/file'
import { asTransferId } from '@shared/ids'
import type { Message, MessageContent } from '@shared/message'
import type { Transfer, TransferProgress } from '@shared/transfer'
import { enableAutoUnmount, flushPromises, type VueWrapper } from '@vue/test-utils'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { defineComponent, h } from 'vue'
import FileFailure from '../../src/renderer/src/components/message/FileFailure.vue'
import MessageBubble from '../../src/renderer/src/components/message/MessageBubble.vue'
import { useDialogsStore } from '../../src/renderer/src/stores/dialogs'
import { useTransfersStore } from '../../src/renderer/src/stores/transfers'
import { useViewerStore } from '../../src/renderer/src/stores/viewer'
import type { FakeJim } from '../helpers/fake-jim'
import { message } from './messages'
import { mountWithJim } from './mount'

enableAutoUnmount(afterEach)
afterEach(() => void vi.useRealTimers())

const MB = 1024 * 1024
const FILE: MessageContent = { kind: 'file', url: '', name: 'home_annotated_v2.docx', size: 18.4 * MB }
const KNOWN: LocalFile = { family: 'pdf', isSaved: false }
const HERE: LocalFile = { ...KNOWN, mediaUrl: 'jim-media://file/1' }

const Shown = defineComponent({
  props: { message: { type: Object as () => Message, required: true } },
  setup: (props) => () =>
    h('div', [h(MessageBubble, { message: props.message, isLast: true }), h(FileFailure, { message: props.message, canRetry: true })]),
})

function show(
  change: Partial<Message> = {},
  way?: Partial<Transfer> & { readonly progress: TransferProgress },
): { wrapper: VueWrapper; jim: FakeJim } {
  const of = message(1, { content: FILE, file: KNOWN, ...change })
  const mounted = mountWithJim(Shown, { message: of })
  if (way !== undefined) {
    const { conversationId, localId } = of
    const id = asTransferId(9)
    const transfer: Transfer = {
      id,
      direction: 'down',
      conversationId,
      localId,
      name: 'home_annotated_v2.docx',
      family: 'pdf',
      size: 18.4 * MB,
      done: 11.8 * MB,
      ...way,
    }
    mounted.jim.files.move(transfer)
    useTransfersStore().apply([transfer], [], false)
  }
  return mounted
}

const line = (wrapper: VueWrapper): string => wrapper.get('[data-testid=file-line]').text()
const buttons = (wrapper: VueWrapper): readonly string[] =>
  wrapper.findAll('button:not([tabindex="-1"])').map((button) => button.attributes('aria-label') ?? button.text())

async function press(wrapper: VueWrapper, name: string): Promise<void> {
  const button = wrapper.findAll('button').find((one) => (one.attributes('aria-label') ?? one.text()) === name)
  if (button === undefined) throw new Error(`no button ${name}`)
  await button.trigger('click')
  await flushPromises()
}

const asked = (jim: FakeJim) => jim.calls.map(({ channel, argument }) => [channel, argument])

describe('the card of a file on its way', () => {
  it.each<[TransferProgress, string, readonly string[]]>([
    [
      { step: 'running', bytesPerSecond: 3.2 * MB, secondsLeft: 2 },
      '11.8 of 18.4 MB · 3.2 MB/s · 2 sec left',
      ['Pause home_annotated_v2.docx', 'Cancel home_annotated_v2.docx'],
    ],
    [{ step: 'running', bytesPerSecond: 0 }, '11.8 of 18.4 MB', ['Pause home_annotated_v2.docx', 'Cancel home_annotated_v2.docx']],
    [{ step: 'paused' }, '11.8 of 18.4 MB · paused', ['Resume home_annotated_v2.docx', 'Cancel home_annotated_v2.docx']],
    [{ step: 'preparing' }, '11.8 of 18.4 MB · preparing…', ['Cancel home_annotated_v2.docx']],
    [{ step: 'checking' }, '11.8 of 18.4 MB · checking…', ['Cancel home_annotated_v2.docx']],
    [{ step: 'waiting', why: 'turn' }, '11.8 of 18.4 MB · waits for its turn', ['Cancel home_annotated_v2.docx']],
    [{ step: 'waiting', why: 'link' }, '11.8 of 18.4 MB · goes on when the connection is back', ['Cancel home_annotated_v2.docx']],
  ])('that is %o says so, up or down', async (progress, text, names) => {
    for (const direction of ['up', 'down'] as const) {
      const { wrapper } = show({}, { progress, direction })
      await wrapper.vm.$nextTick()
      expect(line(wrapper)).toBe(text)
      expect(buttons(wrapper)).toEqual(names)
    }
  })

  it('counts down to its next try', async () => {
    vi.useFakeTimers({ now: 1_000_000 })
    const { wrapper } = show({}, { progress: { step: 'waiting', why: 'retry', retryAt: 1_012_000 }, done: 0 })
    await wrapper.vm.$nextTick()
    expect(line(wrapper)).toBe('18.4 MB · tries again in 12 sec')
    await vi.advanceTimersByTimeAsync(5000)
    expect(line(wrapper)).toBe('18.4 MB · tries again in 7 sec')
  })

  it.each<[TransferProgress, string, string]>([
    [{ step: 'running', bytesPerSecond: 1 }, 'Pause home_annotated_v2.docx', 'transfers:pause'],
    [{ step: 'paused' }, 'Resume home_annotated_v2.docx', 'transfers:resume'],
    [{ step: 'running', bytesPerSecond: 1 }, 'Cancel home_annotated_v2.docx', 'transfers:cancel'],
  ])('at %o: %s', async (progress, name, channel) => {
    const { wrapper, jim } = show({}, { progress })
    await wrapper.vm.$nextTick()
    await press(wrapper, name)
    expect(asked(jim)).toEqual([[channel, { id: 9 }]])
  })

  it('has a ring that says how far it is, none while nobody knows', async () => {
    const { wrapper } = show({}, { progress: { step: 'running', bytesPerSecond: 1 } })
    await wrapper.vm.$nextTick()
    expect(wrapper.get('[role=progressbar]').attributes()).toMatchObject({
      'aria-valuenow': '64',
      'aria-label': 'home_annotated_v2.docx: how far it is',
    })
    // It is drawn over the button in its middle, which is what a hand means.
    expect(wrapper.get('[role=progressbar]').classes()).toContain('pointer-events-none')
    useTransfersStore().apply([{ ...useTransfersStore().rows[0]!, progress: { step: 'checking' } }], [], false)
    await wrapper.vm.$nextTick()
    expect(wrapper.get('[role=progressbar]').attributes('aria-valuenow')).toBeUndefined()
  })
})

describe('the card of a file at rest', () => {
  it.each<[string, LocalFile, string, readonly string[], readonly string[]]>([
    ['not here', KNOWN, '18.4 MB · DOCX', ['Download home_annotated_v2.docx'], ['files:download']],
    ['here', HERE, '18.4 MB · DOCX', ['Open'], ['files:open']],
    ['saved', { ...HERE, isSaved: true }, '18.4 MB · DOCX · saved', ['Open', 'Show in folder'], ['files:open', 'files:show']],
    [
      'damaged',
      { ...KNOWN, lack: 'damaged' },
      '18.4 MB · damaged: it is not what was sent',
      ['Download home_annotated_v2.docx'],
      ['files:download'],
    ],
  ])('%s', async (_, file, text, names, channels) => {
    const { wrapper, jim } = show({ file })
    expect(line(wrapper)).toBe(text)
    expect(buttons(wrapper)).toEqual(names)
    for (const name of names) await press(wrapper, name)
    expect(asked(jim)).toEqual(channels.map((channel) => [channel, { localId: 1 }]))
  })

  it('that is read here is opened in the viewer', async () => {
    const pdf: MessageContent = { kind: 'file', url: '', name: 'contract.pdf', size: 2048 }
    const { wrapper, jim } = show({ content: pdf, file: HERE })
    await press(wrapper, 'Open')
    expect(useViewerStore().run?.messages.map(({ content }) => content)).toEqual([pdf])
    expect(asked(jim)).toEqual([])
  })

  it.each<[FileLack, string]>([
    ['gone', 'no longer on the server'],
    ['refused', 'you may no longer read it'],
    ['too_large', 'too large to be downloaded here'],
    ['unsafe_link', 'its link cannot be downloaded from here'],
    ['unresolved_link', 'this computer cannot find its address'],
  ])('%s offers nothing that cannot be done', (lack, text) => {
    const { wrapper } = show({ file: { ...KNOWN, lack } })
    expect(line(wrapper)).toBe(`18.4 MB · ${text}`)
    expect(buttons(wrapper)).toEqual([])
  })

  it.each<[FileLack, string]>([
    ['gone', 'its link no longer works'],
    ['refused', 'its website does not give it to you'],
    ['too_large', 'too large to be downloaded here'],
    ['unresolved_link', 'this computer cannot find its address'],
  ])('%s under a link opens in the browser', async (lack, text) => {
    const content = { ...FILE, url: 'https://files.example/a.fig' } as MessageContent
    const { wrapper, jim } = show({ content, file: { ...KNOWN, lack } })
    expect(line(wrapper)).toBe(`18.4 MB · ${text}`)
    await press(wrapper, 'Open in browser')
    expect(asked(jim)).toEqual([['app:open-link', 'https://files.example/a.fig']])
  })

  it('that is a link only opens in the browser, and none that is no address', async () => {
    const { wrapper, jim } = mountWithJim(Shown, {
      message: message(1, { content: { ...FILE, url: 'https://files.example/a.pdf' } as MessageContent }),
    })
    await press(wrapper, 'Open')
    expect(asked(jim)).toEqual([['app:open-link', 'https://files.example/a.pdf']])
    for (const url of ['', '/v1/files/f_a', 'jim-media://file/1', 'data:audio/mp3;base64,AAAA']) {
      const other = mountWithJim(Shown, { message: message(1, { content: { ...FILE, url } as MessageContent }) })
      expect(buttons(other.wrapper)).toEqual([])
    }
  })
})

describe('a file that may do harm', () => {
  it.each<[Danger, string, string, string]>([
    ['program', 'replica_check.exe', 'Windows program', 'A program can change this computer. Ask Bob before you open it.'],
    ['script', 'run.sh', 'SH script', 'A script can change this computer. Ask Bob before you open it.'],
    ['installer', 'tool.deb', 'Linux program', 'An installer can change this computer. Ask Bob before you open it.'],
    ['shortcut', 'photo.lnk', 'LNK shortcut', 'A shortcut can run anything. Ask Bob before you open it.'],
    ['disguised', 'invoice.pdf', 'Not what its name says', 'Its name says one thing, its content is another. Ask Bob before you open it.'],
  ])('as a %s is not opened, only saved, and says what it is', async (danger, name, type, warning) => {
    const { wrapper, jim } = show({ content: { ...FILE, name } as MessageContent, file: { ...HERE, danger } })
    expect(line(wrapper)).toBe(`18.4 MB · ${type}`)
    expect(wrapper.get('[data-testid=file-warning]').text()).toBe(warning)
    expect(buttons(wrapper)).toEqual(['Save as…'])
    await press(wrapper, 'Save as…')
    expect(asked(jim)).toEqual([['files:save-as', { localId: 1 }]])
  })

  it('of mine names nobody to be asked', () => {
    const { wrapper } = show({ isMine: true, file: { ...HERE, danger: 'program' } })
    expect(wrapper.get('[data-testid=file-warning]').text()).toBe('A program can change this computer.')
  })

  it('that main knows of and the window does not is asked about by its type, and opened only then', async () => {
    const { wrapper, jim } = show({ file: HERE })
    jim.failures.set('files:open', 'dangerous')
    await press(wrapper, 'Open')
    const { current } = useDialogsStore()
    if (current?.dialog !== 'confirm') throw new Error('nobody is asked')
    expect(current.title()).toBe('Open home_annotated_v2.docx?')
    jim.failures.clear()
    await current.run()
    expect(asked(jim).slice(1)).toEqual([['files:open', { localId: 1, isSure: true }]])
  })
})

describe('a file that waits for its next try', () => {
  it.each([
    ['disk_full', '18.4 MB · the disk of this computer is full · tries again in 12 sec'],
    ['server_full', '18.4 MB · the disk of the server is full · tries again in 12 sec'],
    ['files_unavailable', '18.4 MB · the server cannot keep or read files now · tries again in 12 sec'],
    // Of the link, whose state is told elsewhere.
    ['reset', '18.4 MB · tries again in 12 sec'],
  ])('says who has no room: %s', async (code, text) => {
    vi.useFakeTimers({ now: 1_000_000 })
    const cause = { code, message: '' }
    const { wrapper } = show({}, { progress: { step: 'waiting', why: 'retry', retryAt: 1_012_000, cause }, done: 0 })
    await wrapper.vm.$nextTick()
    expect(line(wrapper)).toBe(text)
  })

  it.each([
    ['disk_full', '18.4 MB · the disk of this computer is full · goes on once it can be stored'],
    ['read_only', '18.4 MB · the disk of this computer cannot be written to · goes on once it can be stored'],
    ['busy', '18.4 MB · goes on once it can be stored'],
  ])('or why nothing can be noted down: %s', async (code, text) => {
    const { wrapper } = show({}, { progress: { step: 'waiting', why: 'store', cause: { code, message: '' } }, done: 0 })
    await wrapper.vm.$nextTick()
    expect(line(wrapper)).toBe(text)
  })
})

describe('a file whose way has failed', () => {
  const failed = (code: string): TransferProgress => ({ step: 'failed', code, message: '' })

  it.each([
    ['up', 'changed', 'Not sent: the file changed on disk while it was going up', ['Retry with the new one', 'Delete']],
    ['up', 'too_large', 'Not sent: the file is larger than this server takes', ['Retry', 'Delete']],
    ['up', 'mystery', 'Not sent: it did not work (mystery)', ['Retry', 'Delete']],
    ['down', 'gone', 'Not downloaded: the server no longer has it', ['Retry']],
    ['down', 'disk_full', 'Not downloaded: the disk of this computer is full', ['Retry']],
    ['down', 'read_only', 'Not downloaded: the disk of this computer cannot be written to', ['Retry']],
    ['up', 'server_full', 'Not sent: the disk of the server is full', ['Retry', 'Delete']],
  ] as const)('%s by %s says why below it', async (direction, code, text, names) => {
    const { wrapper } = show(
      { isMine: direction === 'up', status: direction === 'up' ? 'queued' : 'received' },
      { direction, progress: failed(code), done: 3.1 * MB },
    )
    await wrapper.vm.$nextTick()
    expect(line(wrapper)).toBe('18.4 MB · stopped at 3.1 MB')
    const below = wrapper.get('[data-testid=file-failure]')
    expect(below.get('span').text()).toBe(text)
    expect(below.findAll('button').map((button) => button.text())).toEqual(names)
  })

  it.each([
    ['Retry', 'queued', ['transfers:retry', { id: 9 }]],
    ['Delete', 'queued', ['transfers:cancel', { id: 9 }]],
    ['Delete', 'failed', ['messages:delete', { localId: 1 }]],
  ] as const)('%s of one that is %s', async (name, status, call) => {
    const { wrapper, jim } = show({ isMine: true, status }, { direction: 'up', progress: failed('quota') })
    await wrapper.vm.$nextTick()
    jim.failures.set(call[0], 'not_found')
    await press(wrapper, name)
    expect(asked(jim)).toEqual([call])
  })

  it('leaves other failures of its message to be told', () => {
    const { wrapper } = show({ isMine: true, status: 'failed', failure: { code: 'not_member', reason: '' } })
    expect(wrapper.text()).toContain('Not sent: you are no longer a member.')
    expect(wrapper.find('[data-testid=file-failure]').exists()).toBe(false)
  })
})

describe('what is written under a file', () => {
  it('stands in its bubble, with the time', () => {
    const { wrapper } = show({ content: { ...FILE, caption: 'for Friday' } as MessageContent })
    expect(wrapper.get('[data-testid=caption]').text()).toContain('for Friday')
    expect(wrapper.findAll('time')).toHaveLength(1)
    expect(wrapper.get('[data-testid=caption]').find('time').exists()).toBe(true)
  })

  it('without it the time stands in the card’s own line', () => {
    const { wrapper } = show()
    expect(wrapper.findAll('time')).toHaveLength(1)
    expect(wrapper.find('[data-testid=caption]').exists()).toBe(false)
  })
})
