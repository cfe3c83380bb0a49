import type { ConversationId } from '@shared/ids'
import { MAX_VOICE_SECONDS } from '@shared/voice'
import { stretched, WAVE_LEVELS, waveText } from '@shared/wave'
import { onScopeDispose, watch } from 'vue'
import { bridge, tell } from '../bridge'
import { LoudnessLog, loudnessOf, meterHeight } from '../model/loudness'
import { useAccountStore } from '../stores/account'
import { useConversationsStore } from '../stores/conversations'
import { type RecordingProblem, useVoiceRecorderStore } from '../stores/voice-recorder'
import { silence } from './use-one-playing'
import { useVoiceKeeping } from './use-voice-keeping'
import { lengthOf, openVoiceInput, type VoiceInput, voiceType } from './voice-input'

/** ms between two looks at the level. */
const LOOK_MS = 60
/** s: less is a slip of the finger, and nothing is kept of it. */
const SHORTEST = 0.5

/** What `getUserMedia` says, in our words. */
const PROBLEMS: { readonly [name: string]: RecordingProblem | undefined } = {
  NotFoundError: 'no_microphone',
  OverconstrainedError: 'no_microphone',
  NotAllowedError: 'microphone_denied',
  NotReadableError: 'microphone_busy',
  AbortError: 'microphone_busy',
}

/**
 * Does what the recorder's state says: opens the microphone while it asks, records, and hands what was recorded to main. One
 * for the window, so that a recording ends well whatever is on screen: who leaves the conversation finds it there again.
 */
export function useRecordingEngine(): void {
  const account = useAccountStore()
  const store = useVoiceRecorderStore()
  const conversations = useConversationsStore()
  const keeping = useVoiceKeeping()
  let input: VoiceInput | undefined
  let log = new LoudnessLog()
  let began = 0
  let timer: ReturnType<typeof setInterval> | undefined
  /** Counts recordings: an answer that comes late belongs to none. */
  let turn = 0

  async function open(conversationId: ConversationId): Promise<void> {
    const own = ++turn
    const mime = voiceType()
    const refuse = (code: RecordingProblem): void => {
      tell('voice:end')
      store.setProblem({ conversationId, code })
      store.take({ event: 'refused' })
    }
    if (mime === undefined) return refuse('not_recorded')
    const begun = await bridge.call('voice:begin')
    if (own !== turn) return begun.ok ? endUnless(own) : undefined
    if (!begun.ok) return refuse(begun.error.code === 'microphone_denied' ? 'microphone_denied' : 'not_recorded')
    try {
      const opened = await openVoiceInput(mime, () => own === turn && endBy('microphone_gone'))
      if (own !== turn) {
        opened.drop()
        return endUnless(own)
      }
      input = opened
    } catch (error) {
      if (own === turn) refuse(PROBLEMS[error instanceof DOMException ? error.name : ''] ?? 'not_recorded')
      return
    }
    silence()
    log = new LoudnessLog()
    began = performance.now()
    timer = setInterval(look, LOOK_MS)
    store.take({ event: 'granted' })
  }

  /** Nobody records any more: what was asked for late is given back. */
  function endUnless(own: number): void {
    if (own !== turn && store.recording.step === 'idle') tell('voice:end')
  }

  function look(): void {
    if (input === undefined) return
    const loudness = loudnessOf(input.look())
    log.add(loudness)
    const seconds = (performance.now() - began) / 1000
    store.measure(Math.min(seconds, MAX_VOICE_SECONDS), meterHeight(loudness))
    if (seconds >= MAX_VOICE_SECONDS) endBy('longest')
  }

  /** What was spoken so far is kept, and said why it ended. */
  function endBy(code: RecordingProblem): void {
    const { recording } = store
    if (recording.step !== 'recording') return
    store.setProblem({ conversationId: recording.conversationId, code })
    store.take({ event: 'keep' })
  }

  function letGo(): void {
    clearInterval(timer)
    input = undefined
    turn++
    tell('voice:end')
  }

  async function finish(conversationId: ConversationId, then: 'send' | 'keep'): Promise<void> {
    const opened = input
    const seconds = (performance.now() - began) / 1000
    const levels = log.levels
    letGo()
    if (opened !== undefined && seconds >= SHORTEST) await keep(opened, conversationId, seconds, levels, then)
    else opened?.drop()
    store.take({ event: 'done' })
  }

  async function keep(
    opened: VoiceInput,
    conversationId: ConversationId,
    seconds: number,
    levels: readonly number[],
    then: 'send' | 'keep',
  ): Promise<void> {
    const { storeKey } = account
    const blob = await opened.finish()
    const length = Math.min((await lengthOf(blob)) ?? seconds, MAX_VOICE_SECONDS + 5)
    const wave = waveText(stretched(levels.length === 0 ? [0] : levels, WAVE_LEVELS))
    const bytes = new Uint8Array(await blob.arrayBuffer())
    // Whoever signed out meanwhile has taken the conversation along.
    if (account.storeKey === storeKey)
      await keeping.keep(conversationId, { bytes, mime: opened.mime, seconds: Math.round(length * 100) / 100, wave }, then)
  }

  /** What waited when the app ended last, or was ended. */
  async function load(storeKey: string): Promise<void> {
    const drafts = await bridge.call('voice:drafts')
    if (drafts.ok && account.storeKey === storeKey) for (const draft of drafts.value) store.keep(draft)
  }

  watch(
    () => store.recording,
    (now, before) => {
      if (now.step === 'asking' && before.step === 'idle') void open(now.conversationId)
      else if (now.step === 'finishing' && before.step === 'recording') void finish(now.conversationId, now.then)
      else if (now.step === 'idle' && before.step !== 'finishing') {
        input?.drop()
        letGo()
      }
    },
    { flush: 'sync' },
  )
  watch(
    () => account.storeKey,
    (storeKey) => storeKey && void load(storeKey),
    { immediate: true },
  )
  // Whoever opens another conversation finds what they said in this one when they come back.
  watch(
    () => conversations.openId,
    () => store.take({ event: 'keep' }),
  )
  onScopeDispose(() => {
    store.take({ event: 'cancel' })
    input?.drop()
  })
}
