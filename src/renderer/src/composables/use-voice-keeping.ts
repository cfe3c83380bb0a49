import type { ConversationId } from '@shared/ids'
import type { Recorded } from '@shared/voice'
import { bridge } from '../bridge'
import { answeredMid } from '../model/quoted-message'
import { useVoiceRecorderStore } from '../stores/voice-recorder'
import { useWritingStore } from '../stores/writing'
import { useReport } from './use-report'

/** Hands what was recorded to main, and sends what waits there. What could not be kept stays in the window until it can. */
export function useVoiceKeeping() {
  const store = useVoiceRecorderStore()
  const writing = useWritingStore()
  const { report } = useReport()

  async function keep(conversationId: ConversationId, recorded: Recorded, then: 'send' | 'keep'): Promise<void> {
    const kept = await bridge.call('voice:keep', { conversationId, recorded })
    if (!report(kept)) return store.setUnkept({ conversationId, recorded, then })
    store.setUnkept(undefined)
    store.keep(kept.value)
    if (then === 'send') await send(conversationId)
  }

  async function send(conversationId: ConversationId): Promise<void> {
    const replyTo = answeredMid(writing.replies.get(conversationId))
    const sent = await bridge.call('voice:send', { conversationId, ...(replyTo === undefined ? {} : { replyTo }) })
    if (!report(sent)) return
    store.noteSent(conversationId)
    writing.setReply(conversationId, undefined)
  }

  return { keep, send }
}
