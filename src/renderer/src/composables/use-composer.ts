import type { Conversation } from '@shared/conversation'
import type { SendableContent } from '@shared/ipc'
import { useThrottleFn } from '@vueuse/core'
import { computed, type Ref, ref } from 'vue'
import { bridge } from '../bridge'
import { BASE_TEXT_LIMIT, utf8Bytes } from '../model/composer-keys'
import { mentionedIds } from '../model/mentions'
import { useLinkStore } from '../stores/link'
import { usePeopleStore } from '../stores/people'
import { useSettingsStore } from '../stores/settings'
import { useUiStore } from '../stores/ui'
import { useDraft } from './use-draft'
import { useReport } from './use-report'

/** `typing` goes out at most this often (PROTOCOL 5). */
const TYPING_EVERY_MS = 3000

/** Why nothing can be sent now, to be said in the composer. */
export type ComposerObstacle = 'left' | 'base_group' | 'base_too_large'

/** Writing and sending in one conversation. The text is only let go of once main has stored the message. */
export function useComposer(conversation: Readonly<Ref<Conversation>>) {
  const link = useLinkStore()
  const people = usePeopleStore()
  const preferences = useSettingsStore()
  const ui = useUiStore()
  const { report } = useReport()
  const { conversationId } = conversation.value
  const { text, flush } = useDraft(conversationId)
  const isSending = ref(false)
  const reply = computed(() => ui.replies.get(conversationId))
  const bytes = computed(() => (link.isBase ? utf8Bytes(text.value) : 0))

  const obstacle = computed<ComposerObstacle | undefined>(() => {
    if (conversation.value.hasLeft) return 'left'
    if (!link.isBase) return undefined
    if (conversation.value.kind === 'c2g') return 'base_group'
    return bytes.value > BASE_TEXT_LIMIT ? 'base_too_large' : undefined
  })
  const canSend = computed(() => text.value.trim() !== '' && obstacle.value === undefined && !isSending.value)

  const tellTyping = useThrottleFn(() => {
    if (!preferences.settings.tellsTyping || !link.isOnline || link.isBase) return
    void bridge.call('conversations:typing', { conversationId })
  }, TYPING_EVERY_MS)

  async function sendContent(content: SendableContent, mentions: readonly string[]): Promise<boolean> {
    const replyTo = reply.value?.mid
    const result = await bridge.call('messages:send', {
      conversationId,
      content,
      ...(replyTo === undefined ? {} : { replyTo }),
      ...(mentions.length === 0 ? {} : { mentions }),
    })
    if (report(result)) ui.setReply(conversationId, undefined)
    return result.ok
  }

  /** Resolves to whether the message is stored; then it is on its way whatever happens. */
  async function send(): Promise<boolean> {
    if (!canSend.value) return false
    const written = text.value
    isSending.value = true
    const mentions = mentionedIds(written, people.members.get(conversationId) ?? [])
    const isStored = await sendContent({ kind: 'text', text: written.trim() }, mentions)
    isSending.value = false
    if (isStored) {
      // What was typed while the message was being stored belongs to the next one.
      text.value = text.value.startsWith(written) ? text.value.slice(written.length) : text.value
      flush()
    }
    return isStored
  }

  /** A face is a message of its own; what is being written stays. Resolves to whether it is stored. */
  async function sendFace(symbol: string): Promise<boolean> {
    return sendContent({ kind: 'face', symbol }, [])
  }

  return { text, bytes, reply, obstacle, canSend, isSending, send, sendFace, tellTyping }
}
