import { isBlankText, sentText } from '@shared/blank-text'
import type { Conversation } from '@shared/conversation'
import type { ConversationId } from '@shared/ids'
import type { SendableContent } from '@shared/ipc'
import type { StickerId } from '@shared/sticker'
import { useThrottleFn } from '@vueuse/core'
import { computed, reactive, type Ref } from 'vue'
import { bridge, tell } from '../bridge'
import { mentionedIds } from '../model/mentions'
import type { PastedPlace } from '../model/pasted-place'
import { answeredMid } from '../model/quoted-message'
import { useLinkStore } from '../stores/link'
import { usePeopleStore } from '../stores/people'
import { useSettingsStore } from '../stores/settings'
import { useWritingStore } from '../stores/writing'
import { useDraft } from './use-draft'
import { useReport } from './use-report'
import { useTextRoom } from './use-text-room'

/** `typing` goes out at most this often (PROTOCOL 5). */
const TYPING_EVERY_MS = 3000

/** Why nothing can be sent now, to be said in the composer. */
export type ComposerObstacle = 'left' | 'no_groups' | 'too_large'

/** Writing and sending in the conversation on screen. The text is only let go of once main has stored the message. */
export function useComposer(conversation: Readonly<Ref<Conversation>>) {
  const link = useLinkStore()
  const people = usePeopleStore()
  const preferences = useSettingsStore()
  const writing = useWritingStore()
  const { report } = useReport()
  const conversationId = computed(() => conversation.value.conversationId)
  const { written, takeOff, asDraft, note } = useDraft(conversationId)
  /** Conversations whose text is being stored. */
  const storing = reactive(new Set<ConversationId>())
  const reply = computed(() => writing.replies.get(conversationId.value))
  const { excess } = useTextRoom(
    computed(() => written.value.text),
    computed(() => ({
      conversationId: conversationId.value,
      replyTo: answeredMid(reply.value),
      mentions: written.value.mentions.map(({ userId }) => userId),
    })),
  )

  const obstacle = computed<ComposerObstacle | undefined>(() => {
    if (conversation.value.hasLeft) return 'left'
    if (!link.features.groups && conversation.value.kind === 'c2g') return 'no_groups'
    return excess.value === undefined ? undefined : 'too_large'
  })
  const canSend = computed(() => !isBlankText(written.value.text) && obstacle.value === undefined && !storing.has(conversationId.value))

  /** Messages that were written without a link, and have not left. */
  const waiting = computed(() => (link.isOnline ? 0 : (conversation.value.waiting ?? 0)))

  const typingTeller = computed(() => {
    const id = conversationId.value
    return useThrottleFn(() => tell('conversations:typing', { conversationId: id }), TYPING_EVERY_MS)
  })

  function tellTyping(): void {
    if (preferences.settings.tellsTyping && link.isOnline && link.features.typing) void typingTeller.value()
  }

  async function sendContent(content: SendableContent, mentions: readonly string[]): Promise<boolean> {
    const id = conversationId.value
    const replyTo = answeredMid(reply.value)
    const result = await bridge.call('messages:send', {
      conversationId: id,
      content,
      ...(replyTo === undefined ? {} : { replyTo }),
      ...(mentions.length === 0 ? {} : { mentions }),
    })
    if (report(result)) writing.setReply(id, undefined)
    return result.ok
  }

  /** Resolves to whether the message is stored; then it is on its way whatever happens. */
  async function send(): Promise<boolean> {
    if (!canSend.value) return false
    const id = conversationId.value
    const { text, mentions } = written.value
    storing.add(id)
    const called = conversation.value.kind === 'c2g' ? mentionedIds(text, mentions, people.members.get(id) ?? []) : []
    const isStored = await sendContent({ kind: 'text', text: sentText(text) }, called)
    storing.delete(id)
    if (isStored) takeOff(id, text)
    return isStored
  }

  /** A face is a message of its own; what is being written stays. Resolves to whether it is stored. */
  async function sendFace(symbol: string): Promise<boolean> {
    return sendContent({ kind: 'face', symbol }, [])
  }

  /** A message of its own, as a face is. Resolves to whether it is stored. */
  async function sendSticker(sticker: StickerId): Promise<boolean> {
    const id = conversationId.value
    const replyTo = answeredMid(reply.value)
    const message = { conversationId: id, id: sticker, ...(replyTo === undefined ? {} : { replyTo }) }
    const isStored = report(await bridge.call('stickers:send', message))
    if (isStored) writing.setReply(id, undefined)
    return isStored
  }

  /** A place instead of the text that named it. Resolves to whether it is stored. */
  async function sendPlace({ place, name, mapUrl }: PastedPlace): Promise<boolean> {
    const id = conversationId.value
    const { text } = written.value
    const isStored = await sendContent({ kind: 'location', place, name, ...(mapUrl === undefined ? {} : { mapUrl }) }, [])
    if (isStored) takeOff(id, text)
    return isStored
  }

  return { written, reply, obstacle, excess, canSend, send, sendFace, sendSticker, sendPlace, tellTyping, asDraft, note, waiting }
}
