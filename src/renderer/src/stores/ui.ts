import type { ConversationId, LocalId, Mid, UserId } from '@shared/ids'
import type { ContentPlace, Message, MessageContent } from '@shared/message'
import { defineStore } from 'pinia'
import { ref, shallowRef } from 'vue'

export type Pane = 'chats' | 'contacts' | 'diagnostics'
export type OpenDialog =
  | { readonly dialog: 'quick_switcher' | 'cheat_sheet' | 'sign_out' | 'status' }
  | { readonly dialog: 'settings'; readonly tab?: 'devices' | 'network' | 'storage' }
  | { readonly dialog: 'group_create' }
  | { readonly dialog: 'mute'; readonly conversationId: ConversationId }
  | { readonly dialog: 'group_add'; readonly conversationId: ConversationId }
  | { readonly dialog: 'group_edit'; readonly conversationId: ConversationId; readonly field: 'title' | 'notice' }
  | { readonly dialog: 'forward'; readonly messages: readonly Message[] }
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
  | { readonly dialog: 'stranger'; readonly userId: UserId }
/** A message, or the first one of that moment or after it, epoch ms. */
export type JumpTarget = { readonly conversationId: ConversationId } & ({ readonly localId: LocalId } | { readonly time: number })
export type MessageSearch = { readonly conversationId?: ConversationId; readonly text?: string }
export type Toast = {
  readonly id: number
  readonly level: 'info' | 'warning'
  readonly title: string
  readonly text: string
  readonly url?: string
}

/** Words that come back into the composer, as their message had them. */
export type TakenBack = {
  readonly text: string
  /** The user ids that it called. */
  readonly calls: readonly string[]
  /** What it answered. */
  readonly replyTo?: Mid
}
/** Text for the composer of a conversation; `withdraws` is a message that waits, which goes when its words come. */
export type Insertion = TakenBack & { readonly conversationId: ConversationId; readonly withdraws?: LocalId }

export const useUiStore = defineStore('ui', () => {
  const pane = ref<Pane>('chats')
  /** One dialog at a time; opening another replaces it. */
  const dialog = shallowRef<OpenDialog>()
  /** Open from the start where there is room beside the timeline. */
  const hasDetails = ref(globalThis.innerWidth >= 1080)
  const toasts = shallowRef<readonly Toast[]>([])
  /** What is being quoted, per conversation, until it is sent or dismissed. */
  const replies = shallowRef<ReadonlyMap<ConversationId, Message>>(new Map())
  /** The message to bring into view when its conversation is open. */
  const target = shallowRef<JumpTarget>()
  /** The search of messages beside the timeline; in one conversation, or in all. */
  const search = shallowRef<MessageSearch>()
  /** Messages that I recalled in this session, to be edited again. */
  const recalled = shallowRef<ReadonlyMap<Mid, TakenBack>>(new Map())
  const insertion = shallowRef<Insertion>()
  let nextToastId = 1

  function setPane(next: Pane): void {
    pane.value = next
  }

  function openDialog(next: OpenDialog): void {
    dialog.value = next
  }

  function closeDialog(): void {
    dialog.value = dialog.value?.dialog === 'confirm' ? dialog.value.back : undefined
  }

  function closeDialogs(): void {
    dialog.value = undefined
  }

  function setDetails(isOpen: boolean): void {
    hasDetails.value = isOpen
  }

  /** Asked for again, it takes the focus anew. */
  function openSearch(next: MessageSearch): void {
    search.value = { ...next }
  }

  function closeSearch(): void {
    search.value = undefined
  }

  function addToast(toast: Omit<Toast, 'id'>): void {
    toasts.value = [...toasts.value.slice(-3), { ...toast, id: nextToastId++ }]
  }

  function removeToast(id: number): void {
    toasts.value = toasts.value.filter((toast) => toast.id !== id)
  }

  function setReply(conversationId: ConversationId, message: Message | undefined): void {
    const next = new Map(replies.value)
    if (message === undefined) next.delete(conversationId)
    else next.set(conversationId, message)
    replies.value = next
  }

  /** Messages that have changed, in case one is being quoted: it may have been taken back. */
  function updateReplies(messages: readonly Message[]): void {
    for (const message of messages) {
      const quoted = replies.value.get(message.conversationId)
      if (quoted?.mid !== undefined && quoted.mid === message.mid) setReply(message.conversationId, message)
    }
  }

  function setTarget(next: JumpTarget | undefined): void {
    target.value = next
  }

  function rememberRecalled(mid: Mid, message: TakenBack): void {
    recalled.value = new Map(recalled.value).set(mid, message)
  }

  function setInsertion(next: Insertion | undefined): void {
    insertion.value = next
  }

  function clear(): void {
    pane.value = 'chats'
    dialog.value = undefined
    replies.value = new Map()
    search.value = undefined
    target.value = undefined
    recalled.value = new Map()
    insertion.value = undefined
  }

  return {
    pane,
    dialog,
    hasDetails,
    toasts,
    replies,
    target,
    search,
    recalled,
    insertion,
    setPane,
    openDialog,
    closeDialog,
    closeDialogs,
    setDetails,
    openSearch,
    closeSearch,
    addToast,
    removeToast,
    setReply,
    updateReplies,
    setTarget,
    rememberRecalled,
    setInsertion,
    clear,
  }
})
