import type { Conversation } from '@shared/conversation'
import type { Choice } from '@shared/file'
import type { ConversationId } from '@shared/ids'
import { computed, type Ref, ref } from 'vue'
import { bridge, tell } from '../bridge'
import { mentionedIds } from '../model/mentions'
import { answeredMid } from '../model/quoted-message'
import { sentFiles } from '../model/sent-files'
import { useChosenFilesStore } from '../stores/chosen-files'
import { useDialogsStore } from '../stores/dialogs'
import { usePeopleStore } from '../stores/people'
import { useWritingStore } from '../stores/writing'
import { useReport } from './use-report'

/** Bytes of a picture that comes by its bytes, as main takes them. */
const MAX_IMAGE_BYTES = 64 * 1024 * 1024

/** Files on their way into a conversation: chosen, dropped or pasted, shown on a sheet, and sent from there. */
export function useChosenFiles() {
  const chosen = useChosenFilesStore()
  const dialogs = useDialogsStore()
  const { report } = useReport()

  /** Shows on the sheet what there is to send; nothing given, nothing shown. */
  function show(conversationId: ConversationId, choice: Choice): void {
    if (choice.files.length === 0 && choice.refused.length === 0) return
    const over = chosen.add(conversationId, choice)
    if (over.length > 0) tell('files:discard', { ids: over })
    dialogs.open({ dialog: 'files', conversationId })
  }

  /** Lets the person choose by the system's own dialog. */
  async function choose(conversationId: ConversationId): Promise<void> {
    const choice = await bridge.call('files:choose')
    if (report(choice)) show(conversationId, choice.value)
  }

  /** Those that lie on this computer. Resolves to whether there were any, be it that none of them can be sent. */
  async function takeListed(conversationId: ConversationId, files: readonly File[]): Promise<boolean> {
    const choice = await bridge.filesFrom(files)
    if (!report(choice)) return true
    show(conversationId, choice.value)
    return choice.value.files.length > 0 || choice.value.refused.length > 0
  }

  /** What was dropped or pasted and lies nowhere: a picture out of a browser, or of a screen. It comes by its bytes. */
  async function takeLoose(conversationId: ConversationId, files: readonly File[]): Promise<void> {
    for (const file of files) {
      const refusal = !file.type.startsWith('image/') ? 'not_a_file' : file.size > MAX_IMAGE_BYTES ? 'too_large' : undefined
      if (refusal !== undefined) {
        show(conversationId, { files: [], refused: [{ name: file.name, code: refusal }] })
        continue
      }
      const bytes = new Uint8Array(await file.arrayBuffer())
      const choice = await bridge.call('files:paste', { bytes, mime: file.type })
      if (report(choice)) show(conversationId, choice.value)
    }
  }

  /** Forgets what was chosen; the files themselves stay where they are. */
  function discard(conversationId: ConversationId): void {
    const ids = chosen.parcels.get(conversationId)?.files.map(({ id }) => id) ?? []
    chosen.drop(conversationId)
    if (ids.length > 0) tell('files:discard', { ids })
  }

  return {
    show,
    choose,
    takeListed,
    takeLoose,
    discard,
    reopen: (conversationId: ConversationId) => dialogs.open({ dialog: 'files', conversationId }),
  }
}

/** What stands on the sheet of a conversation, and sending it: all of it or, where that fails, nothing. */
export function useParcel(conversation: Readonly<Ref<Conversation>>) {
  const chosen = useChosenFilesStore()
  const people = usePeopleStore()
  const writing = useWritingStore()
  const { report } = useReport()
  const isSending = ref(false)
  const parcel = computed(() => chosen.parcels.get(conversation.value.conversationId))
  const kept = computed(() => parcel.value?.files.filter(({ id }) => !parcel.value?.removed.has(id)) ?? [])

  /** Resolves to whether it is stored; then it is on its way whatever happens. */
  async function send(): Promise<boolean> {
    const { conversationId, kind } = conversation.value
    if (parcel.value === undefined || kept.value.length === 0 || isSending.value) return false
    const { files, removed, caption } = parcel.value
    const replyTo = answeredMid(writing.replies.get(conversationId))
    const mentions = kind === 'c2g' ? mentionedIds(caption.text, caption.mentions, people.members.get(conversationId) ?? []) : []
    isSending.value = true
    const result = await bridge.call('files:send', {
      conversationId,
      ...sentFiles(kept.value, parcel.value, caption.text),
      ...(mentions.length === 0 ? {} : { mentions }),
      ...(replyTo === undefined ? {} : { replyTo }),
    })
    isSending.value = false
    if (!report(result)) return false
    const left = files.filter(({ id }) => removed.has(id)).map(({ id }) => id)
    chosen.drop(conversationId)
    if (left.length > 0) tell('files:discard', { ids: left })
    writing.setReply(conversationId, undefined)
    return true
  }

  return { parcel, kept, isSending, send }
}
