import { asUserId } from '@shared/ids'
import { bridge } from '../bridge'
import { useAccountStore } from '../stores/account'
import { useConversationsStore } from '../stores/conversations'
import { useDialogsStore } from '../stores/dialogs'
import { useLayoutStore } from '../stores/layout'
import { useConversationActions } from './use-conversation-actions'

/** Characters of an id at most, as main takes them. */
const LONGEST_ID = 128

/** Opens the chat with somebody whom a message names, their details beside it; of whom nothing is known, it asks first. */
export function useOpenPerson() {
  const account = useAccountStore()
  const conversations = useConversationsStore()
  const dialogs = useDialogsStore()
  const layout = useLayoutStore()
  const { start } = useConversationActions()

  /** Others write what id they like: one that is none leads nowhere, nor does one's own. */
  function canOpen(id: string): boolean {
    return id.trim() !== '' && id.length <= LONGEST_ID && id !== account.me?.userId
  }

  async function isKnown(id: string): Promise<boolean> {
    if ([...conversations.byId.values()].some(({ peerId }) => peerId === id)) return true
    const found = await bridge.call('people:search', { text: id })
    return found.ok && found.value.some(({ userId }) => userId === id)
  }

  async function openPerson(id: string): Promise<void> {
    const userId = asUserId(id)
    if (!(await isKnown(id))) return dialogs.open({ dialog: 'stranger', userId, from: 'card' })
    dialogs.closeAll()
    if (!(await start(userId))) return
    layout.setShelf(false)
    layout.closeSearch()
    layout.setDetails(true)
  }

  return { canOpen, openPerson }
}
