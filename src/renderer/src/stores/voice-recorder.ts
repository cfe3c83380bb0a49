import type { ConversationId } from '@shared/ids'
import type { Recorded, VoiceDraft } from '@shared/voice'
import { defineStore } from 'pinia'
import { ref, shallowReactive, shallowRef } from 'vue'
import { type Recording, recordingAfter, type RecordingEvent } from '../model/recording'

/** Why nothing is recorded, or why it ended by itself. */
export type RecordingProblem = 'no_microphone' | 'microphone_denied' | 'microphone_busy' | 'microphone_gone' | 'not_recorded' | 'longest'

/** Bars of the meter. */
const METER_BARS = 72

/** What is being recorded, and the recordings that wait in their composers. */
export const useVoiceRecorderStore = defineStore('voice-recorder', () => {
  const recording = shallowRef<Recording>({ step: 'idle' })
  /** s. */
  const elapsed = ref(0)
  /** 0–1 each, the newest last. */
  const meter = shallowRef<readonly number[]>([])
  const drafts = shallowReactive(new Map<ConversationId, VoiceDraft>())
  /** Where one was sent just now; a new value each time. */
  const sent = shallowRef<{ readonly conversationId: ConversationId }>()
  /** What could not be written to disk, and what was to become of it. */
  const unkept = shallowRef<{ readonly conversationId: ConversationId; readonly recorded: Recorded; readonly then: 'send' | 'keep' }>()
  /** To be said in the composer of its conversation, until the next recording. */
  const problem = shallowRef<{ readonly conversationId: ConversationId; readonly code: RecordingProblem }>()

  /** Resolves to whether anything changed. */
  function take(event: RecordingEvent): boolean {
    const before = recording.value
    // What was said before and is nowhere yet would be lost.
    if (event.event === 'press' && unkept.value !== undefined) return false
    recording.value = recordingAfter(before, event)
    if (before.step === 'idle' && recording.value.step === 'asking') {
      elapsed.value = 0
      meter.value = []
      problem.value = undefined
    }
    return recording.value !== before
  }

  function measure(seconds: number, height: number): void {
    elapsed.value = seconds
    meter.value = [...meter.value.slice(1 - METER_BARS), height]
  }

  function keep(draft: VoiceDraft): void {
    drafts.set(draft.conversationId, draft)
  }

  function drop(conversationId: ConversationId): void {
    drafts.delete(conversationId)
  }

  function noteSent(conversationId: ConversationId): void {
    drop(conversationId)
    sent.value = { conversationId }
  }

  function setUnkept(next: typeof unkept.value): void {
    unkept.value = next
  }

  function setProblem(next: typeof problem.value): void {
    problem.value = next
  }

  function clear(): void {
    take({ event: 'cancel' })
    drafts.clear()
    unkept.value = undefined
    problem.value = undefined
    sent.value = undefined
  }

  return { recording, elapsed, meter, drafts, problem, unkept, sent, take, measure, keep, drop, noteSent, setUnkept, setProblem, clear }
})
