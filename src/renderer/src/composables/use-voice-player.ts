import type { Message } from '@shared/message'
import { computed } from 'vue'
import { bridge } from '../bridge'
import { useSettingsStore } from '../stores/settings'
import { useVoicePlayerStore } from '../stores/voice-player'
import { useReport } from './use-report'
import { voiceEngine } from './use-voice-engine'

const SPEEDS = ['1', '1.5', '2'] as const

/** What a click on a voice does: it plays, rests, goes on, or is waited for no more. */
export function useVoiceToggle(): (message: Message) => void {
  const player = useVoicePlayerStore()

  return (message) => {
    const engine = voiceEngine()
    if (player.message?.localId !== message.localId) engine?.play(message)
    else if (player.phase === 'playing') engine?.pause()
    else if (player.phase === 'paused') engine?.resume()
    else engine?.stop()
  }
}

/** How one voice stands to what is played, and what can be done with it; without a message: what is played. */
export function useVoicePlayer(of?: () => Message) {
  const player = useVoicePlayerStore()
  const settings = useSettingsStore()
  const { report } = useReport()
  const toggleVoice = useVoiceToggle()

  const message = computed(() => (of === undefined ? player.message : of()))
  const isCurrent = computed(() => message.value !== undefined && player.message?.localId === message.value.localId)
  const phase = computed(() => (isCurrent.value ? player.phase : undefined))
  const isRunning = computed(() => phase.value === 'playing' || phase.value === 'fetching')
  const problem = computed(() => (message.value === undefined ? undefined : player.problems.get(message.value.localId)))
  const told = computed(() => (message.value?.content.kind === 'sound' ? (message.value.content.seconds ?? 0) : 0))
  /** s; 0: nobody knows. */
  const seconds = computed(() => (isCurrent.value && player.seconds > 0 ? player.seconds : told.value))
  const position = computed(() => (isCurrent.value ? Math.min(player.position, seconds.value || Infinity) : 0))
  const speed = computed(() => settings.settings.voiceSpeed)

  function toggle(): void {
    if (message.value !== undefined) toggleVoice(message.value)
  }

  /** What is not played begins there. @param at s */
  function seek(at: number): void {
    const engine = voiceEngine()
    if (isCurrent.value) engine?.seek(at)
    else if (message.value !== undefined) engine?.play(message.value, at)
  }

  /** For this voice and all others, from now on. */
  async function nextSpeed(): Promise<void> {
    const next = SPEEDS[(SPEEDS.indexOf(speed.value) + 1) % SPEEDS.length]!
    report(await bridge.call('settings:set', { voiceSpeed: next }))
  }

  return {
    message,
    isCurrent,
    phase,
    isRunning,
    problem,
    seconds,
    position,
    speed,
    toggle,
    seek,
    nextSpeed,
    stop: () => voiceEngine()?.stop(),
  }
}
