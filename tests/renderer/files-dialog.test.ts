// @vitest-environment happy-dom
import type { Conversation } from '@shared/conversation'
import type { Choice } from '@shared/file'
import { asMid } from '@shared/ids'
import { DOMWrapper, enableAutoUnmount, flushPromises } from '@vue/test-utils'
import { afterEach, describe, expect, it } from 'vitest'
import { defineComponent, h } from 'vue'
import { TooltipProvider } from 'reka-ui'
import ConfirmDialog from '../../src/renderer/src/components/common/ConfirmDialog.vue'
import FilesDialog from '../../src/renderer/src/components/composer/FilesDialog.vue'
import { useChosenFiles } from '../../src/renderer/src/composables/use-chosen-files'
import { useChosenFilesStore } from '../../src/renderer/src/stores/chosen-files'
import { useDialogsStore } from '../../src/renderer/src/stores/dialogs'
import { usePeopleStore } from '../../src/renderer/src/stores/people'
import { useToastsStore } from '../../src/renderer/src/stores/toasts'
import { useWritingStore } from '../../src/renderer/src/stores/writing'
import type { FakeJim } from '../helpers/fake-jim'
import { chosenFile, chosenPicture } from '../helpers/fake-jim-files'
import { press, type } from './composer-desk'
import { message } from './messages'
import { mountWithJim } from './mount'

enableAutoUnmount(afterEach)

const THREE: Choice = {
  files: [
    chosenPicture('wall.png', { size: 3 * 1024 * 1024 }),
    chosenFile('Home page 2.0 – review notes for Friday.pdf', { family: 'pdf' }),
    chosenFile('check.exe', { danger: 'program' }),
  ],
  refused: [{ name: 'Photos', code: 'is_folder' }],
}

const page = new DOMWrapper(document.body)
const sheet = () => page.find('[data-files-sheet]')
const inSheet = (name: string) =>
  sheet()
    .findAll('button')
    .find((button) => (button.attributes('aria-label') ?? button.text()) === name)!
const caption = () => sheet().get('textarea').element
const callsOf = (jim: FakeJim, channel: string): unknown[] =>
  jim.calls.filter((call) => call.channel === channel).map(({ argument }) => argument)

/** The sheet over a conversation of the fake office, opened by the paper clip. */
async function open(choice: Choice = THREE, title = '设计评审组') {
  const events: string[] = []
  let actions!: ReturnType<typeof useChosenFiles>
  const over: { conversation?: Conversation } = {}
  const Host = defineComponent(() => {
    actions = useChosenFiles()
    const dialogs = useDialogsStore()
    return () =>
      h(TooltipProvider, () => {
        const { current } = dialogs
        if (current?.dialog === 'files')
          return h(FilesDialog, {
            conversation: over.conversation!,
            onClose: () => (events.push('close'), dialogs.close()),
            onSent: () => events.push('sent'),
          })
        if (current?.dialog === 'confirm')
          return h(ConfirmDialog, {
            title: current.title(),
            text: current.text(),
            action: current.action(),
            run: current.run,
            onClose: dialogs.close,
          })
        return h('i')
      })
  })
  const { jim } = mountWithJim(Host, {})
  const conversation = jim.conversations.find((row) => row.title.startsWith(title)) ?? jim.conversations.find((row) => row.kind === 'c2g')!
  over.conversation = conversation
  const members = await jim.call('conversations:members', { conversationId: conversation.conversationId })
  if (members.ok) usePeopleStore().setMembers(conversation.conversationId, members.value)
  jim.files.choice = choice
  await actions.choose(conversation.conversationId)
  await flushPromises()
  return { jim, conversation, actions, events: () => events.splice(0) }
}

describe('the sheet', () => {
  it('shows what is to be sent, with its size, its danger, its whole ending, and what is not and why', async () => {
    await open()
    expect(page.get('h2').text()).toBe('Send 3 files')
    const tiles = sheet()
      .findAll('[data-chosen]')
      .map((tile) => tile.attributes('aria-label') ?? tile.text())
    expect(tiles[0]).toBe('wall.png, 3 MB')
    expect(tiles[1]).toContain('Friday.pdf')
    expect(tiles[2]).toContain('2.4 MB · Windows program')
    expect(sheet().text()).toContain('7.8 MB in all')
    expect(sheet().get('section[role=status]').text()).toBe('1 cannot be sentPhotosis a folder: send its files, or pack it')
  })

  it('sends them in their order, pictures as pictures, with the words, the mentions and the quote', async () => {
    const { jim, conversation, events } = await open()
    const member = usePeopleStore()
      .members.get(conversation.conversationId)!
      .find(({ userId }) => userId !== 'alice')!
    useWritingStore().setReply(conversation.conversationId, message(5, { conversationId: conversation.conversationId }))
    type(caption(), `look @${member.name} `)
    await flushPromises()
    press(caption(), { key: 'Enter' })
    await flushPromises()
    expect(callsOf(jim, 'files:send')).toEqual([
      {
        conversationId: conversation.conversationId,
        files: [
          { id: 'chosen-wall.png', as: 'picture' },
          { id: 'chosen-Home page 2.0 – review notes for Friday.pdf', as: 'file' },
          { id: 'chosen-check.exe', as: 'file' },
        ],
        caption: `look @${member.name}`,
        mentions: [member.userId],
        replyTo: asMid('5'),
      },
    ])
    expect(events()).toEqual(['close', 'sent'])
    expect(useChosenFilesStore().parcels.size).toBe(0)
    expect(useWritingStore().replies.size).toBe(0)
  })

  it('keeps everything when main does not take it', async () => {
    const { jim, events } = await open()
    jim.failures.set('files:send', 'disk_full')
    type(caption(), 'words')
    await inSheet('Send').trigger('submit')
    await flushPromises()
    expect(events()).toEqual([])
    expect([...useChosenFilesStore().parcels.values()][0]).toMatchObject({ files: THREE.files, caption: { text: 'words' } })
  })

  it('takes one out and puts it back, and sends what is left; the focus stays with it', async () => {
    const { jim } = await open()
    await inSheet('Remove wall.png').trigger('click')
    await flushPromises()
    expect(page.get('h2').text()).toBe('Send 2 files')
    expect(document.activeElement?.getAttribute('aria-label')).toBe('Put back wall.png')
    await inSheet('Put back wall.png').trigger('click')
    await flushPromises()
    expect(document.activeElement?.getAttribute('aria-label')).toBe('Remove wall.png')
    await inSheet('Remove check.exe').trigger('click')
    await inSheet('Send').trigger('submit')
    await flushPromises()
    const [sent] = callsOf(jim, 'files:send') as { files: { id: string }[] }[]
    expect(sent!.files.map(({ id }) => id)).toEqual(['chosen-wall.png', 'chosen-Home page 2.0 – review notes for Friday.pdf'])
    expect(callsOf(jim, 'files:discard')).toEqual([{ ids: ['chosen-check.exe'] }])
  })

  it('sends nothing when all are taken out', async () => {
    await open()
    for (const name of ['wall.png', 'check.exe', 'Home page 2.0 – review notes for Friday.pdf'])
      await inSheet(`Remove ${name}`).trigger('click')
    expect(page.get('h2').text()).toBe('Nothing left to send')
    expect(inSheet('Send').attributes('disabled')).toBeDefined()
  })

  it('sends pictures as files when that is wished, and offers it only where there is one', async () => {
    const { jim } = await open()
    await sheet().get('[role=switch]').trigger('click')
    await inSheet('Send').trigger('submit')
    await flushPromises()
    expect(callsOf(jim, 'files:send')).toMatchObject([{ files: [{ as: 'file' }, { as: 'file' }, { as: 'file' }] }])
    await open({ files: [chosenFile('a.pdf')], refused: [] })
    expect(sheet().find('[role=switch]').exists()).toBe(false)
  })

  it('closed by Escape keeps all of it, opened again shows it', async () => {
    const { conversation, actions } = await open()
    type(caption(), 'words')
    await flushPromises()
    press(caption(), { key: 'Escape' })
    await flushPromises()
    expect(sheet().exists()).toBe(false)
    actions.reopen(conversation.conversationId)
    await flushPromises()
    expect(caption().value).toBe('words')
    expect(page.get('h2').text()).toBe('Send 3 files')
  })

  it('closed with nothing left in it lets go of what was taken out', async () => {
    const { jim } = await open({ files: [chosenFile('a.pdf')], refused: THREE.refused })
    await inSheet('Remove a.pdf').trigger('click')
    press(inSheet('Put back a.pdf').element, { key: 'Escape' })
    await flushPromises()
    expect(sheet().exists()).toBe(false)
    expect(useChosenFilesStore().parcels.size).toBe(0)
    expect(callsOf(jim, 'files:discard')).toEqual([{ ids: ['chosen-a.pdf'] }])
  })

  it('cancelled asks first, goes back to the sheet, or lets go of all', async () => {
    const { jim } = await open()
    await inSheet('Cancel').trigger('click')
    await flushPromises()
    expect(page.get('h2').text()).toBe('Discard 3 files?')
    await page
      .findAll('button')
      .find((button) => button.text() === 'Cancel')!
      .trigger('click')
    await flushPromises()
    expect(page.get('h2').text()).toBe('Send 3 files')
    expect(callsOf(jim, 'files:discard')).toEqual([])
    await inSheet('Cancel').trigger('click')
    await flushPromises()
    await page
      .findAll('button')
      .find((button) => button.text() === 'Discard')!
      .trigger('click')
    await flushPromises()
    expect(page.find('h2').exists()).toBe(false)
    expect(callsOf(jim, 'files:discard')).toEqual([{ ids: THREE.files.map(({ id }) => id) }])
    expect(useChosenFilesStore().parcels.size).toBe(0)
  })

  it('takes a hundred at once, and says of each further one that it is too many', async () => {
    const many = Array.from({ length: 102 }, (_, n) => chosenFile(`${n}.txt`))
    const { jim } = await open({ files: many, refused: [] })
    expect(page.get('h2').text()).toBe('Send 100 files')
    expect(sheet().get('section[role=status]').text()).toContain('100.txtis one too many: 100 at once')
    expect(callsOf(jim, 'files:discard')).toEqual([{ ids: ['chosen-100.txt', 'chosen-101.txt'] }])
    expect(sheet().findAll('[data-chosen]')).toHaveLength(24)
  })

  it('has a bounded caption: what is too much is refused in words, not cut', async () => {
    await open()
    const event = new Event('paste', { bubbles: true, cancelable: true }) as ClipboardEvent
    Object.defineProperty(event, 'clipboardData', { value: { files: [], getData: () => 'x'.repeat(5000) } })
    caption().dispatchEvent(event)
    await flushPromises()
    expect(caption().value).toBe('')
    expect(useToastsStore().all.map(({ text }) => text)).toEqual(['Nothing was inserted: at most 4,000 characters fit here.'])
    expect(caption().maxLength).toBe(4000)
  })

  it('does not come where nothing was chosen', async () => {
    await open({ files: [], refused: [] })
    expect(sheet().exists()).toBe(false)
  })
})

describe('the order of a sheet', () => {
  const FOUR: Choice = { files: [chosenPicture('a.png'), chosenFile('b.txt'), chosenPicture('c.png'), chosenPicture('d.png')], refused: [] }
  const sent = (jim: FakeJim): unknown =>
    callsOf(jim, 'files:send').map((message) => (message as { files: { id: string }[] }).files.map(({ id }) => id))
  const tile = (name: string) => sheet().get(`[data-chosen="chosen-${name}"]`)

  it('is changed with Alt and the arrows among what stands together, said, and kept when it is sent', async () => {
    const { jim } = await open(FOUR)
    const grip = tile('a.png').get('[data-grip]')
    ;(grip.element as HTMLElement).focus()
    press(grip.element, { key: 'ArrowRight', altKey: true })
    await flushPromises()
    expect(document.activeElement?.getAttribute('aria-label')).toBe('Move a.png')
    expect(sheet().get('p[role=status].sr-only').text()).toBe('a.png: 3 of 4')
    press(document.activeElement!, { key: 'ArrowDown', altKey: true })
    await flushPromises()
    // There is no place after the last one, and no file changes places with a picture.
    press(document.activeElement!, { key: 'ArrowDown', altKey: true })
    await flushPromises()
    press(caption(), { key: 'Enter' })
    await flushPromises()
    expect(sent(jim)).toEqual([['b.txt', 'c.png', 'd.png', 'a.png'].map((name) => `chosen-${name}`)])
  })

  it('is changed by dragging a grip, and Escape takes it back without closing', async () => {
    const { jim, events } = await open(FOUR)
    const under = (name: string): void => void (document.elementFromPoint = () => tile(name).element)
    const drag = async (): Promise<void> => {
      await tile('d.png').get('[data-grip]').trigger('pointerdown', { button: 0, clientX: 0, clientY: 0 })
      under('a.png')
      window.dispatchEvent(new PointerEvent('pointermove', { clientX: 40, clientY: 0 }))
      await flushPromises()
    }
    const order = (): unknown[] =>
      sheet()
        .findAll('[data-chosen]')
        .map((each) => each.attributes('data-chosen'))
    await drag()
    expect(order().slice(0, 3)).toEqual(['chosen-d.png', 'chosen-a.png', 'chosen-c.png'])
    expect(tile('d.png').classes()).toContain('border-accent')
    press(caption(), { key: 'Escape' })
    await flushPromises()
    expect(order().slice(0, 3)).toEqual(['chosen-a.png', 'chosen-c.png', 'chosen-d.png'])
    expect([events(), tile('d.png').classes('border-accent')]).toEqual([[], false])
    await drag()
    window.dispatchEvent(new PointerEvent('pointerup'))
    press(caption(), { key: 'Enter' })
    await flushPromises()
    expect(sent(jim)).toEqual([['d.png', 'a.png', 'b.txt', 'c.png'].map((name) => `chosen-${name}`)])
  })
})

describe('one album', () => {
  const album = () => page.find('[role=switch][aria-label="Send as one album"]')
  const isAlbum = (jim: FakeJim): unknown => callsOf(jim, 'files:send').map((message) => (message as { isAlbum?: boolean }).isAlbum)

  it('is offered from two pictures on, and can be refused', async () => {
    const { jim } = await open({ files: [chosenPicture('a.png'), chosenPicture('b.png')], refused: [] })
    expect(album().attributes('aria-checked')).toBe('true')
    await inSheet('Remove b.png').trigger('click')
    expect(album().exists()).toBe(false)
    await inSheet('Put back b.png').trigger('click')
    await album().trigger('click')
    press(caption(), { key: 'Enter' })
    await flushPromises()
    expect(isAlbum(jim)).toEqual([false])
  })

  it('is switched off where everything goes as files', async () => {
    const { jim } = await open({ files: [chosenPicture('a.png'), chosenPicture('b.png')], refused: [] })
    await page.get('[role=switch][aria-label="Send as files"]').trigger('click')
    expect([album().attributes('aria-checked'), album().attributes('disabled')]).toEqual(['false', ''])
    press(caption(), { key: 'Enter' })
    await flushPromises()
    expect(isAlbum(jim)).toEqual([false])
  })
})
