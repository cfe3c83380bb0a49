import type { Choice, ChosenFile } from '@shared/file'
import type { ConversationId, LocalId, UserId } from '@shared/ids'
import type { ContentPlace, Message, MessageContent } from '@shared/message'
import type { Person } from '@shared/roster'
import { defineStore } from 'pinia'
import { shallowRef } from 'vue'

export type OpenDialog =
  | { readonly dialog: 'quick_switcher' | 'cheat_sheet' | 'sign_out' | 'status' }
  | { readonly dialog: 'settings'; readonly tab?: 'devices' | 'network' | 'storage' | 'about' }
  /** Of a group, or one's own. */
  | { readonly dialog: 'picture'; readonly conversationId?: ConversationId; readonly back?: OpenDialog }
  | { readonly dialog: 'group_create' }
  /** What is about to be sent to it (`stores/chosen-files`). */
  | { readonly dialog: 'files'; readonly conversationId: ConversationId }
  /** Files that another program gave: to whom they go. */
  | { readonly dialog: 'given'; readonly given: Choice }
  /** A picture of its sheet. */
  | { readonly dialog: 'edit_picture'; readonly conversationId: ConversationId; readonly file: ChosenFile }
  | { readonly dialog: 'mute'; readonly conversationId: ConversationId }
  | { readonly dialog: 'group_add'; readonly conversationId: ConversationId }
  | { readonly dialog: 'group_edit'; readonly conversationId: ConversationId; readonly field: 'title' | 'notice' }
  | { readonly dialog: 'forward'; readonly messages: readonly Message[] }
  /** Somebody's card, to be sent. */
  | { readonly dialog: 'send_contact'; readonly person: Pick<Person, 'userId' | 'name' | 'avatar'> }
  /** People's cards, or a place, to be sent there. */
  | { readonly dialog: 'share_contacts' | 'send_place'; readonly conversationId: ConversationId }
  | { readonly dialog: 'bundle'; readonly content: Extract<MessageContent, { kind: 'bundle' }>; readonly place: ContentPlace }
  | {
      readonly dialog: 'confirm'
      /** Its words, in the language that is shown. */
      readonly title: () => string
      readonly text: () => string
      readonly action: () => string
      readonly run: () => Promise<boolean>
      /** What is open again afterwards. */
      readonly back?: OpenDialog
    }
  | { readonly dialog: 'delivery'; readonly localId: LocalId }
  | { readonly dialog: 'stranger'; readonly userId: UserId; /** What named them. */ readonly from: 'link' | 'card' }

/** What stands over the window: one dialog at a time; opening another replaces it. */
export const useDialogsStore = defineStore('dialogs', () => {
  const current = shallowRef<OpenDialog>()

  function open(next: OpenDialog): void {
    current.value = next
  }

  /** It gives way to what it was opened over. */
  function close(): void {
    current.value = current.value !== undefined && 'back' in current.value ? current.value.back : undefined
  }

  function closeAll(): void {
    current.value = undefined
  }

  return { current, open, close, closeAll }
})
