import type { ConversationId, Mid } from '@shared/ids'
import type { TextRoom } from '@shared/ipc'
import { jsonBytes } from '@shared/json-bytes'
import { computed, type Ref, shallowRef, watch } from 'vue'
import { bridge } from '../bridge'
import { useLinkStore } from '../stores/link'

/** No server takes less: shorter texts are not measured. In UTF-16. */
const ALWAYS_FITS = 400

/** More bytes than this no character of UTF-16 takes in JSON (`\u0000`): where so much fits, nothing need be counted. */
const MOST_BYTES = 6

type Message = { readonly conversationId: ConversationId; readonly replyTo?: Mid; readonly mentions: readonly string[] }

/** Whether a text is too long for one message, asked of main only once it may be: sizes in bytes of JSON. */
export function useTextRoom(text: Readonly<Ref<string>>, message: Readonly<Ref<Message>>) {
  const link = useLinkStore()
  const room = shallowRef<TextRoom>()
  const isLong = computed(() => text.value.length > ALWAYS_FITS)
  /** All that the answer depends on. */
  const question = computed(() => (isLong.value ? JSON.stringify([message.value, link.connection.state, link.features.maxTextBytes]) : ''))

  watch(
    question,
    async (asked) => {
      if (asked === '') return
      const answer = await bridge.call('messages:room', message.value)
      if (question.value === asked) room.value = answer.ok ? answer.value : undefined
    },
    { immediate: true },
  )

  /** The size of a text that does not fit; `undefined` for one that does. */
  const excess = computed(() => {
    const limit = room.value
    if (!isLong.value || limit === undefined || text.value.length * MOST_BYTES <= limit.bytes) return undefined
    const bytes = jsonBytes(text.value)
    return bytes > limit.bytes ? { bytes, limit: limit.bytes } : undefined
  })
  return { excess }
}
