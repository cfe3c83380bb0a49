// @vitest-environment happy-dom
import type { Choice } from '@shared/file'
import { DOMWrapper, enableAutoUnmount, flushPromises } from '@vue/test-utils'
import { afterEach, describe, expect, it, onTestFinished } from 'vitest'
import { defineComponent, h } from 'vue'
import GivenFilesDialog from '../../src/renderer/src/components/composer/GivenFilesDialog.vue'
import { useChosenFilesStore } from '../../src/renderer/src/stores/chosen-files'
import { useConversationsStore } from '../../src/renderer/src/stores/conversations'
import { useDialogsStore } from '../../src/renderer/src/stores/dialogs'
import { useLinkStore } from '../../src/renderer/src/stores/link'
import { subscribe } from '../../src/renderer/src/subscribe'
import { chosenFile } from '../helpers/fake-jim-files'
import { BARE, FULL } from '../helpers/spoken'
import { mountWithJim, useFakeJim } from './mount'

enableAutoUnmount(afterEach)

const given = (...names: readonly string[]): Choice => ({ files: names.map((name) => chosenFile(name)), refused: [] })
const page = new DOMWrapper(document.body)
const button = (name: string) => page.findAll('button').find((one) => (one.attributes('aria-label') ?? one.text()) === name)!

async function open(what: Choice, spoken = FULL) {
  const Host = defineComponent(() => {
    const dialogs = useDialogsStore()
    return () =>
      dialogs.current?.dialog === 'given' ? h(GivenFilesDialog, { given: dialogs.current.given, onClose: dialogs.close }) : h('i')
  })
  const { jim } = mountWithJim(Host, {})
  useConversationsStore().upsert(jim.conversations)
  useLinkStore().setConnection({ state: 'online', ...spoken, since: 0 })
  useDialogsStore().open({ dialog: 'given', given: what })
  await flushPromises()
  const discarded = () => jim.calls.filter(({ channel }) => channel === 'files:discard').map(({ argument }) => argument)
  return { jim, discarded }
}

describe('files that another program gives', () => {
  it('go on the sheet of the conversation that is clicked, and open it', async () => {
    const what = given('a.pdf', 'b.pdf')
    const { jim, discarded } = await open(what)
    expect(page.get('[role=dialog]').text()).toContain('Send 2 files')
    const [row] = jim.conversations
    await page
      .findAll('[role=option]')
      .find((one) => one.text().includes(row!.title))!
      .trigger('click')
    await flushPromises()
    expect(useDialogsStore().current).toEqual({ dialog: 'files', conversationId: row!.conversationId })
    expect(useConversationsStore().openId).toBe(row!.conversationId)
    expect(useChosenFilesStore().parcels.get(row!.conversationId)?.files).toEqual(what.files)
    expect(discarded()).toEqual([])
  })

  it('are forgotten when nobody is to have them', async () => {
    const what = given('a.pdf')
    const { discarded } = await open(what)
    await button('Cancel').trigger('click')
    expect(useDialogsStore().current).toBeUndefined()
    expect(discarded()).toEqual([{ ids: [what.files[0]!.id] }])
  })

  it('are told apart from those that cannot be sent; where none can, nobody is chosen', async () => {
    await open({ files: [], refused: [{ name: 'Photos', code: 'is_folder' }] })
    expect(page.get('[role=dialog]').text()).toContain('Nothing left to send')
    expect(page.get('[role=dialog]').text()).toContain('is a folder')
    expect(page.findAll('[role=option]')).toHaveLength(0)
    await button('Close').trigger('click')
    expect(useDialogsStore().current).toBeUndefined()
  })

  it('go nowhere on a server that keeps none, which is said', async () => {
    const what = given('a.pdf')
    const { discarded } = await open(what, BARE)
    expect(page.get('[role=dialog]').text()).toContain('This server keeps no files')
    expect(page.findAll('[role=option]')).toHaveLength(0)
    await button('Close').trigger('click')
    expect(discarded()).toEqual([{ ids: [what.files[0]!.id] }])
  })

  it('show the first three by name, and how many more there are', async () => {
    await open(given('a.pdf', 'b.pdf', 'c.pdf', 'd.pdf', 'e.pdf'))
    const list = page.get('ul[aria-label="Files"]')
    expect(list.text()).toContain('c.pdf')
    expect(list.text()).not.toContain('d.pdf')
    expect(list.text()).toContain('and 2 more')
  })

  it('join those that the same question is about', () => {
    const jim = useFakeJim()
    onTestFinished(subscribe())
    const [first, second] = [given('a.pdf'), given('b.pdf')]
    jim.emit('open', { given: first })
    jim.emit('open', { given: second })
    expect(useDialogsStore().current).toEqual({ dialog: 'given', given: { files: [...first.files, ...second.files], refused: [] } })
  })
})
