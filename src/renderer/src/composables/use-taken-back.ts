import type { WrittenDraft } from '@shared/conversation'
import type { ConversationId } from '@shared/ids'
import type { WrittenMention } from '@shared/conversation'
import { type Ref, watch } from 'vue'
import { bridge } from '../bridge'
import type { Selection } from '../model/edit-history'
import { mentionsAgain } from '../model/mentions'
import { withInserted, type Written } from '../model/written'
import { usePeopleStore } from '../stores/people'
import { type Insertion, useWritingStore } from '../stores/writing'
import { useReport } from './use-report'

type Field = {
  readonly conversationId: Readonly<Ref<ConversationId>>
  readonly field: { readonly selection: Selection }
  readonly written: Readonly<Ref<Written>>
  readonly insert: (text: string, place: { readonly mentions: readonly WrittenMention[] }) => void
  readonly asDraft: (id: ConversationId, written: Written) => WrittenDraft
  readonly note: (id: ConversationId, draft: WrittenDraft) => void
}

/** Puts the words of a message that was taken back into the composer, with whom they called and what they answered. */
export function useTakenBack({ conversationId, field, written, insert, asDraft, note }: Field): void {
  const people = usePeopleStore()
  const writing = useWritingStore()
  const { report } = useReport()

  /** A message that waits goes in the step that stores its words as a draft. False: it could not be taken back any more. */
  async function withdraw(id: ConversationId, insertion: Insertion, mentions: readonly WrittenMention[]): Promise<boolean> {
    const { withdraws: localId, text } = insertion
    if (localId === undefined) return true
    const [at, end] = field.selection
    const removed = written.value.text.slice(at, end)
    const next = withInserted(written.value, { at, removed, inserted: text }, mentions)
    const draft = { ...asDraft(id, next), ...(insertion.replyTo === undefined ? {} : { draftReplyTo: insertion.replyTo }) }
    const isWithdrawn = report(await bridge.call('messages:withdraw', { localId, draft }))
    if (isWithdrawn) note(id, draft)
    return isWithdrawn
  }

  watch(
    () => writing.insertion,
    async (insertion) => {
      const id = conversationId.value
      if (insertion?.conversationId !== id) return
      writing.setInsertion(undefined)
      const { text, calls, replyTo } = insertion
      const mentions = mentionsAgain(text, calls, people.members.get(id) ?? [])
      if (!(await withdraw(id, insertion, mentions)) || conversationId.value !== id) return
      insert(text, { mentions })
      if (replyTo === undefined) return
      const quoted = await bridge.call('messages:by-mid', { conversationId: id, mid: replyTo })
      if (quoted.ok && quoted.value.content.kind !== 'recalled') writing.setReply(id, quoted.value)
    },
    { flush: 'post' },
  )
}
