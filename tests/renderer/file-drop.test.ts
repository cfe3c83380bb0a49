// @vitest-environment happy-dom
import type { ConversationId } from '@shared/ids'
import { enableAutoUnmount, flushPromises } from '@vue/test-utils'
import { afterEach, describe, expect, it } from 'vitest'
import { defineComponent, h } from 'vue'
import { useDropGuard } from '../../src/renderer/src/composables/use-drop-guard'
import { useFileDrop } from '../../src/renderer/src/composables/use-file-drop'
import { useFilePaste } from '../../src/renderer/src/composables/use-file-paste'
import { useAccountStore } from '../../src/renderer/src/stores/account'
import { useChosenFilesStore } from '../../src/renderer/src/stores/chosen-files'
import { useConversationsStore } from '../../src/renderer/src/stores/conversations'
import { useDialogsStore } from '../../src/renderer/src/stores/dialogs'
import { useDropStore } from '../../src/renderer/src/stores/drop'
import { useLinkStore } from '../../src/renderer/src/stores/link'
import { useToastsStore } from '../../src/renderer/src/stores/toasts'
import { chosenFile } from '../helpers/fake-jim-files'
import { FULL } from '../helpers/spoken'
import { mountWithJim } from './mount'

enableAutoUnmount(afterEach)

const PDF = new File(['%PDF'], 'plan.pdf', { type: 'application/pdf' })
const SHOT = new File(['png'], 'image.png', { type: 'image/png' })

async function openWindow(features: Partial<typeof FULL.features> = {}) {
  let pasteInto!: ReturnType<typeof useFilePaste>
  const inserted: string[] = []
  const Host = defineComponent(() => {
    useDropGuard(useFileDrop())
    pasteInto = useFilePaste(
      () => useConversationsStore().openId!,
      (text) => inserted.push(text),
    )
    return () =>
      h('div', [
        h(
          'ul',
          [...useConversationsStore().byId.values()].map(({ conversationId }) => h('li', { role: 'option', 'data-id': conversationId })),
        ),
        h('main', { 'data-drop': 'chat' }, [h('textarea')]),
        h('aside'),
      ])
  })
  const { wrapper, jim } = mountWithJim(Host, {})
  const account = await jim.call('account:state')
  if (account.ok) useAccountStore().setState(account.value)
  const conversations = useConversationsStore()
  conversations.setAll(jim.conversations)
  const [first, second] = jim.conversations
  conversations.setOpen(first!.conversationId)
  useLinkStore().setConnection({ state: 'online', ...FULL, features: { ...FULL.features, ...features }, since: 0 })
  jim.files.listed.set('plan.pdf', chosenFile('plan.pdf', { family: 'pdf' }))
  await flushPromises()

  /** Something is dragged over, or dropped onto, an element. */
  function drag(type: string, on: string | Element, files: readonly File[] = [PDF], types = ['Files']) {
    const element = typeof on === 'string' ? wrapper.get(on).element : on
    const event = new Event(type, { bubbles: true, cancelable: true }) as DragEvent
    Object.defineProperty(event, 'dataTransfer', { value: { types, files, dropEffect: '' } })
    Object.defineProperty(event, 'relatedTarget', { value: null })
    element.dispatchEvent(event)
    return event
  }
  async function paste(files: readonly File[], text = ''): Promise<Event> {
    const event = new Event('paste', { cancelable: true }) as ClipboardEvent
    Object.defineProperty(event, 'clipboardData', { value: { files, getData: () => text } })
    pasteInto.paste(event)
    await flushPromises()
    return event
  }
  const chosen = (id: ConversationId): readonly string[] =>
    useChosenFilesStore()
      .parcels.get(id)
      ?.files.map(({ name }) => name) ?? []
  return { jim, wrapper, first: first!, second: second!, drag, paste, inserted, chosen }
}

describe('files that are dropped', () => {
  it('anywhere on the chat come to its sheet', async () => {
    const { first, drag, chosen } = await openWindow()
    expect(drag('dragover', 'textarea').dataTransfer?.dropEffect).toBe('copy')
    expect(useDropStore().target).toEqual({ conversationId: first.conversationId, place: 'chat' })
    expect(drag('drop', 'textarea').defaultPrevented).toBe(true)
    await flushPromises()
    expect(useDropStore().target).toBeUndefined()
    expect(chosen(first.conversationId)).toEqual(['plan.pdf'])
    expect(useDialogsStore().current).toEqual({ dialog: 'files', conversationId: first.conversationId })
  })

  it('on a conversation of the list open it, and come to its sheet', async () => {
    const { first, second, drag, chosen } = await openWindow()
    const row = `[data-id="${second.conversationId}"]`
    drag('dragover', row)
    expect(useDropStore().target).toEqual({ conversationId: second.conversationId, place: 'row' })
    drag('drop', row)
    await flushPromises()
    expect(useConversationsStore().openId).toBe(second.conversationId)
    expect(chosen(second.conversationId)).toEqual(['plan.pdf'])
    expect(chosen(first.conversationId)).toEqual([])
  })

  it('elsewhere go nowhere, and never take the page away', async () => {
    const { drag, first, chosen } = await openWindow()
    expect(drag('dragover', 'aside').dataTransfer?.dropEffect).toBe('none')
    expect(drag('drop', 'aside').defaultPrevented).toBe(true)
    await flushPromises()
    expect(chosen(first.conversationId)).toEqual([])
    expect(useDropStore().target).toBeUndefined()
  })

  it('do not go to a group that one has left, and it says so', async () => {
    const { jim, first, drag, chosen } = await openWindow()
    useConversationsStore().upsert([jim.update(first.conversationId, { hasLeft: true })])
    expect(drag('dragover', 'main').dataTransfer?.dropEffect).toBe('none')
    expect(useDropStore().target).toMatchObject({ obstacle: 'left' })
    drag('drop', 'main')
    await flushPromises()
    expect(chosen(first.conversationId)).toEqual([])
  })

  it('over another dialog go nowhere; over the sheet they join what is on it', async () => {
    const { first, drag, chosen } = await openWindow()
    useDialogsStore().open({ dialog: 'settings' })
    expect(drag('dragover', 'main').dataTransfer?.dropEffect).toBe('none')
    useDialogsStore().open({ dialog: 'files', conversationId: first.conversationId })
    drag('drop', document.body)
    await flushPromises()
    expect(chosen(first.conversationId)).toEqual(['plan.pdf'])
  })

  it('out of a browser, without a path, come by their bytes; what is no picture is told', async () => {
    const { jim, first, drag, chosen } = await openWindow()
    drag('drop', 'main', [SHOT, new File(['x'], 'page.html', { type: 'text/html' })])
    await flushPromises()
    expect(chosen(first.conversationId)).toEqual(['pasted.png'])
    expect(jim.calls.filter(({ channel }) => channel === 'files:paste')).toHaveLength(1)
    expect(useChosenFilesStore().parcels.get(first.conversationId)?.refused).toEqual([{ name: 'page.html', code: 'not_a_file' }])
  })

  it('that are taken away again leave no face behind', async () => {
    const { drag } = await openWindow()
    drag('dragover', 'main')
    drag('dragleave', 'main')
    expect(useDropStore().target).toBeUndefined()
  })

  it('on a server without files are refused in words', async () => {
    const { first, drag, chosen } = await openWindow({ files: false })
    drag('drop', 'main')
    await flushPromises()
    expect(chosen(first.conversationId)).toEqual([])
    expect(useToastsStore().all.map(({ title }) => title)).toEqual(['This server keeps no files'])
  })

  it('are not texts: those stay where text is written', async () => {
    const { drag } = await openWindow()
    expect(drag('drop', 'textarea', [], ['text/plain']).defaultPrevented).toBe(false)
    expect(drag('drop', 'aside', [], ['text/plain']).defaultPrevented).toBe(true)
  })
})

describe('files that are pasted', () => {
  it('and lie on this computer come before the words that stand for them', async () => {
    const { first, paste, inserted, chosen } = await openWindow()
    expect((await paste([PDF], '/home/alice/plan.pdf')).defaultPrevented).toBe(true)
    expect(chosen(first.conversationId)).toEqual(['plan.pdf'])
    expect(inserted).toEqual([])
  })

  it('come before pictures of them', async () => {
    const { jim, first, paste, chosen } = await openWindow()
    await paste([PDF, SHOT])
    expect(chosen(first.conversationId)).toEqual(['plan.pdf'])
    expect(jim.calls.map(({ channel }) => channel)).not.toContain('files:paste')
  })

  it('as a picture of the screen come by their bytes', async () => {
    const { first, paste, chosen } = await openWindow()
    await paste([SHOT])
    expect(chosen(first.conversationId)).toEqual(['pasted.png'])
  })

  it('as text and as a picture at once are text', async () => {
    const { first, paste, inserted, chosen } = await openWindow()
    await paste([SHOT], 'a\r\nb')
    expect(inserted).toEqual(['a\nb'])
    expect(chosen(first.conversationId)).toEqual([])
  })

  it('and are too large to come by their bytes are told', async () => {
    const { first, paste } = await openWindow()
    const huge = new File(['x'], 'huge.png', { type: 'image/png' })
    Object.defineProperty(huge, 'size', { value: 65 * 1024 * 1024 })
    await paste([huge])
    expect(useChosenFilesStore().parcels.get(first.conversationId)?.refused).toEqual([{ name: 'huge.png', code: 'too_large' }])
  })

  it('on a server without files are refused in words, texts are not', async () => {
    const { paste, inserted } = await openWindow({ files: false })
    await paste([SHOT])
    expect(useToastsStore().all.map(({ title }) => title)).toEqual(['This server keeps no files'])
    await paste([SHOT], 'words')
    expect(inserted).toEqual(['words'])
  })
})
