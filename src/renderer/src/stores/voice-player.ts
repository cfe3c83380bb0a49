import type { LocalId } from '@shared/ids'
import type { Message } from '@shared/message'
import { defineStore } from 'pinia'
import { ref, shallowReactive, shallowRef } from 'vue'

/** `fetching`: it is not on this computer yet. */
export type PlayPhase = 'fetching' | 'playing' | 'paused'
/** Why a voice is not heard: it cannot be decoded, or did not come. */
export type PlayProblem = 'not_played' | 'not_fetched'

/** The one voice that is played, wherever one reads meanwhile. */
export const useVoicePlayerStore = defineStore('voice-player', () => {
  const message = shallowRef<Message>()
  const phase = ref<PlayPhase>('paused')
  /** s. */
  const position = ref(0)
  /** s; 0: not known yet. */
  const seconds = ref(0)
  const problems = shallowReactive(new Map<LocalId, PlayProblem>())

  function begin(next: Message, at: number): void {
    message.value = next
    phase.value = 'fetching'
    position.value = at
    seconds.value = next.content.kind === 'sound' ? (next.content.seconds ?? 0) : 0
    problems.delete(next.localId)
  }

  function setPhase(next: PlayPhase): void {
    phase.value = next
  }

  function setPlace(at: number, of: number): void {
    position.value = at
    if (of > 0) seconds.value = of
  }

  function setProblem(localId: LocalId, problem: PlayProblem): void {
    problems.set(localId, problem)
  }

  function stop(): void {
    message.value = undefined
    phase.value = 'paused'
    position.value = 0
    seconds.value = 0
  }

  /** What is played may have been taken back, or have come, or be another thing than it was. */
  function apply(upserted: readonly Message[], removed: readonly { readonly localId: LocalId }[]): void {
    const id = message.value?.localId
    if (id === undefined) return
    if (removed.some(({ localId }) => localId === id)) return stop()
    const next = upserted.find(({ localId }) => localId === id)
    if (next === undefined) return
    if (next.content.kind === 'sound') message.value = next
    else stop()
  }

  function clear(): void {
    stop()
    problems.clear()
  }

  return { message, phase, position, seconds, problems, begin, setPhase, setPlace, setProblem, stop, apply, clear }
})
