import type { WrittenDraft } from '@shared/conversation'
import type { ConversationId } from '@shared/ids'
import { useDebounceFn } from '@vueuse/core'
import { onScopeDispose, type Ref, shallowRef, watch } from 'vue'
import { bridge } from '../bridge'
import { answeredMid } from '../model/quoted-message'
import { changed, type Written } from '../model/written'
import { useConversationsStore } from '../stores/conversations'
import { useLinkStore } from '../stores/link'
import { useWritingStore } from '../stores/writing'
import { useLeaving } from './use-leaving'

const SAVE_AFTER_MS = 400

/**
 * What stands in the composer: the words of the conversation on screen, each has its own, with whom they call and what
 * they answer. It is saved a moment after the last key, and at once when the conversation is left or the window closes.
 */
export function useDraft(conversationId: Readonly<Ref<ConversationId>>) {
  const conversations = useConversationsStore()
  const link = useLinkStore()
  const writing = useWritingStore()
  /** Nobody else writes drafts: what main was told here is newer than what it has said back. */
  const told = new Map<ConversationId, WrittenDraft>()
  const unkept = new Set<ConversationId>()
  /** Conversations whose quoted message is still being looked up: until then their draft keeps its name. */
  const lookingUp = new Set<ConversationId>()
  let shownId = conversationId.value
  const written = shallowRef(writtenOf(draftOf(shownId)))

  function draftOf(id: ConversationId): WrittenDraft {
    return told.get(id) ?? conversations.byId.get(id) ?? { draft: '' }
  }

  function writtenOf({ draft, draftMentions = [] }: WrittenDraft): Written {
    return { text: draft, mentions: draftMentions }
  }

  /** A text as the draft of a conversation, with what is quoted there now. */
  function asDraft(id: ConversationId, { text, mentions }: Written): WrittenDraft {
    const replyTo = answeredMid(writing.replies.get(id)) ?? (lookingUp.has(id) ? draftOf(id).draftReplyTo : undefined)
    return {
      draft: text,
      ...(mentions.length === 0 ? {} : { draftMentions: mentions }),
      ...(replyTo === undefined ? {} : { draftReplyTo: replyTo }),
    }
  }

  /** What main has stored as the draft of a conversation. */
  function note(id: ConversationId, draft: WrittenDraft): void {
    told.set(id, draft)
  }

  /** What cannot be kept, on a full disk for instance, stays here and is tried again; the banner says that it waits. */
  async function keep(id: ConversationId, draft: WrittenDraft): Promise<void> {
    const kept = await bridge.call('conversations:set-draft', { conversationId: id, ...draft })
    if (kept.ok) unkept.delete(id)
    else unkept.add(id)
  }

  function save(id: ConversationId, next: Written): void {
    const draft = asDraft(id, next)
    if (isSame(draft, draftOf(id))) return
    note(id, draft)
    void keep(id, draft)
  }

  const flush = (): void => save(shownId, written.value)

  /** Takes off what was sent: what was typed while it was being stored belongs to the next message. */
  function takeOff(id: ConversationId, sent: string): void {
    const now = id === shownId ? written.value : writtenOf(draftOf(id))
    const rest = now.text.startsWith(sent) ? changed(now, { at: 0, removed: sent, inserted: '' }) : now
    if (id === shownId) written.value = rest
    save(id, rest)
  }

  /**
   * A draft that answers a message quotes it again after a restart, where this device still holds it; one that was left
   * with its quote looks at it anew, as it may have been taken back while another conversation was on screen.
   */
  async function quoteAgain(id: ConversationId): Promise<void> {
    const held = writing.replies.get(id)
    const mid = held?.mid ?? draftOf(id).draftReplyTo
    if (mid === undefined || lookingUp.has(id)) return
    lookingUp.add(id)
    const found = await bridge.call('messages:by-mid', { conversationId: id, mid })
    lookingUp.delete(id)
    if (!found.ok) return
    if (held !== undefined) writing.updateReplies([found.value])
    else if (!writing.replies.has(id) && draftOf(id).draftReplyTo === mid) writing.setReply(id, found.value)
  }

  const saveSoon = useDebounceFn(flush, SAVE_AFTER_MS)
  watch([written, () => writing.replies.get(conversationId.value)], () => void saveSoon())
  watch(
    conversationId,
    (next) => {
      flush()
      shownId = next
      written.value = writtenOf(draftOf(next))
      void quoteAgain(next)
    },
    { flush: 'sync' },
  )
  watch(
    () => link.sync.state,
    (state) => {
      if (state !== 'store_blocked') for (const id of unkept) void keep(id, draftOf(id))
    },
  )
  useLeaving(flush)
  onScopeDispose(flush)
  void quoteAgain(shownId)

  return { written, takeOff, asDraft, note }
}

function isSame(a: WrittenDraft, b: WrittenDraft): boolean {
  return (
    a.draft === b.draft &&
    a.draftReplyTo === b.draftReplyTo &&
    JSON.stringify(a.draftMentions ?? []) === JSON.stringify(b.draftMentions ?? [])
  )
}
