// @vitest-environment happy-dom
import { flushPromises } from '@vue/test-utils'
import { beforeEach, describe, expect, it } from 'vitest'
import { useScreenshot, useScreenshotKeys } from '../../src/renderer/src/composables/use-screenshot'
import { useChosenFilesStore } from '../../src/renderer/src/stores/chosen-files'
import { useConversationsStore } from '../../src/renderer/src/stores/conversations'
import { useDialogsStore } from '../../src/renderer/src/stores/dialogs'
import { useLayoutStore } from '../../src/renderer/src/stores/layout'
import { useLinkStore } from '../../src/renderer/src/stores/link'
import { useToastsStore } from '../../src/renderer/src/stores/toasts'
import en from '../../src/renderer/src/locales/en.json'
import type { FakeJim } from '../helpers/fake-jim'
import { chosenPicture } from '../helpers/fake-jim-files'
import { FULL } from '../helpers/spoken'
import { useFakeJim, withSetup } from './mount'

let jim: FakeJim
beforeEach(() => {
  jim = useFakeJim()
  useConversationsStore().setAll(jim.conversations)
  useLinkStore().setConnection({ state: 'online', ...FULL, since: 0 })
})

const shot = chosenPicture('screenshot-1.png')
const asked = (): unknown[] => jim.calls.filter(({ channel }) => channel === 'screenshots:take').map(({ argument }) => argument)

/** Its keys are pressed while this conversation is open. */
async function press(title: string | undefined): Promise<void> {
  withSetup(useScreenshotKeys)
  useConversationsStore().setOpen(title === undefined ? undefined : jim.conversation(title).conversationId)
  jim.emit('screenshot-wanted', undefined)
  await flushPromises()
}

describe('a screenshot by its keys', () => {
  it('is edited first, over the sheet of the conversation that was open', async () => {
    jim.screenshots.taken = { outcome: 'chosen', choice: { files: [shot], refused: [] } }
    useLayoutStore().setPane('files')
    await press('王建国')
    const { conversationId } = jim.conversation('王建国')
    expect(asked()).toEqual([{ to: 'sheet' }])
    expect(useChosenFilesStore().parcels.get(conversationId)?.files).toEqual([shot])
    expect(useDialogsStore().current).toEqual({ dialog: 'edit_picture', conversationId, file: shot })
    expect(useLayoutStore().pane).toBe('chats')
  })

  it('goes to where it was taken for, whatever was opened meanwhile', async () => {
    jim.screenshots.taken = { outcome: 'chosen', choice: { files: [shot], refused: [] } }
    const conversations = useConversationsStore()
    const other = jim.conversations.find(({ title }) => title !== '王建国')!
    const { take } = withSetup(useScreenshot)
    const taking = take(jim.conversation('王建国'), 'sheet')
    conversations.setOpen(other.conversationId)
    await taking
    expect(conversations.openId).toBe(jim.conversation('王建国').conversationId)
    expect(useChosenFilesStore().parcels.has(other.conversationId)).toBe(false)
  })

  it('goes to the clipboard where no conversation can take it, and says so', async () => {
    await press(undefined)
    expect(asked()).toEqual([{ to: 'clipboard' }])
    expect(useToastsStore().all.map(({ title }) => title)).toEqual([en.screenshot.copied])
  })

  it('goes to the clipboard where one is no member any more, and where the server keeps no files', async () => {
    const { conversationId } = jim.conversation('王建国')
    useConversationsStore().upsert([jim.update(conversationId, { hasLeft: true })])
    await press('王建国')
    useConversationsStore().upsert([jim.update(conversationId, { hasLeft: false })])
    useLinkStore().setConnection({ state: 'online', ...FULL, since: 0, features: { ...FULL.features, files: false } })
    await press('王建国')
    expect(new Set(asked().map((argument) => JSON.stringify(argument)))).toEqual(new Set(['{"to":"clipboard"}']))
  })

  it('that nobody wanted after all changes nothing', async () => {
    await press('王建国')
    expect([useDialogsStore().current, useToastsStore().all, useChosenFilesStore().parcels.size]).toEqual([undefined, [], 0])
  })

  it('that cannot be sent stands on the sheet with its reason', async () => {
    jim.screenshots.taken = { outcome: 'chosen', choice: { files: [], refused: [{ name: 'screenshot-1.png', code: 'too_large' }] } }
    await press('王建国')
    expect(useDialogsStore().current).toMatchObject({ dialog: 'files' })
  })

  it.each(['screenshots_off', 'screen_permission', 'no_screen', 'no_portal', 'window_gone'] as const)(
    'says what stood in its way: %s',
    async (code) => {
      jim.failures.set('screenshots:take', code)
      await press('王建国')
      expect(useToastsStore().all.map(({ text }) => text)).toEqual([en.error[code]])
    },
  )
})
