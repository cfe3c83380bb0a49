import type { LocalId } from '@shared/ids'
import type { Message } from '@shared/message'
import { useEventListener } from '@vueuse/core'
import { onScopeDispose, watch } from 'vue'
import { bridge, tell } from '../bridge'
import { linkedFile } from '../model/file-face'
import { keptPicture } from '../model/shown-picture'
import { useSettingsStore } from '../stores/settings'
import { useTransfersStore } from '../stores/transfers'
import { type PlayProblem, useVoicePlayerStore } from '../stores/voice-player'
import { useOnePlaying } from './use-one-playing'

/** What plays voices; there is one, as long as the main view stands. */
export interface VoiceEngine {
  /** @param at s */
  play(message: Message, at?: number): void
  pause(): void
  resume(): void
  /** Of what is played. @param at s */
  seek(at: number): void
  stop(): void
}

let engine: VoiceEngine | undefined

export function voiceEngine(): VoiceEngine | undefined {
  return engine
}

/**
 * Plays the voice of the store, and after it those that follow and were not heard. An element that stands nowhere does it:
 * conversations come and go over it.
 */
export function useVoiceEngine(): void {
  const player = useVoicePlayerStore()
  const settings = useSettingsStore()
  const transfers = useTransfersStore()
  const { onPlay } = useOnePlaying()
  const audio = new Audio()
  audio.preload = 'auto'
  /** Where it is to begin, s, until its length is known. */
  let startAt = 0
  /** It came by itself, behind another one. */
  let isFollowing = false

  function play(message: Message, at = 0): void {
    isFollowing = false
    begin(message, at)
  }

  function begin(message: Message, at: number): void {
    unload()
    player.begin(message, at)
    const url = keptPicture(message.file?.mediaUrl)
    if (url === undefined) void fetch(message)
    else load(url, at)
  }

  async function fetch({ localId }: Message): Promise<void> {
    const asked = await bridge.call('files:download', { localId })
    if (!isWaitedFor(localId)) return
    if (asked.ok) await look(localId)
    else fail('not_fetched')
  }

  /** It may have come meanwhile. */
  async function look(localId: LocalId): Promise<void> {
    const now = await bridge.call('voice:message', { localId })
    if (now.ok && isWaitedFor(localId)) player.apply([now.value], [])
  }

  function load(url: string, at: number): void {
    startAt = at
    audio.src = url
    audio.playbackRate = Number(settings.settings.voiceSpeed)
    start()
  }

  /** What cannot be played tells so by `error`; a play that a pause overtook is no failure. */
  function start(): void {
    audio.play().catch(() => undefined)
  }

  function unload(): void {
    if (!audio.hasAttribute('src')) return
    audio.removeAttribute('src')
    audio.load()
  }

  const isCurrent = (localId: LocalId): boolean => player.message?.localId === localId
  const isWaitedFor = (localId: LocalId): boolean => isCurrent(localId) && !audio.hasAttribute('src')

  /** One that came by itself does not hold up those behind it. */
  function fail(problem: PlayProblem): void {
    const failed = player.message
    if (failed === undefined) return
    player.setProblem(failed.localId, problem)
    unload()
    if (isFollowing) void follow(failed)
    else player.stop()
  }

  async function follow({ localId }: Message): Promise<void> {
    const next = await bridge.call('voice:next', { localId })
    if (!isCurrent(localId)) return
    // One that is only a link is asked for by hand: whoever has it learns who listens.
    const isAway = next.ok && next.value?.file?.mediaUrl === undefined
    if (!next.ok || next.value === undefined || (isAway && linkedFile(next.value.content) !== undefined)) return stop()
    isFollowing = true
    begin(next.value, 0)
  }

  function stop(): void {
    unload()
    player.stop()
  }

  function tellPlace(): void {
    const length = Number.isFinite(audio.duration) ? audio.duration : 0
    player.setPlace(audio.currentTime, length)
  }

  useEventListener(audio, 'loadedmetadata', () => {
    if (startAt > 0) audio.currentTime = startAt
    startAt = 0
    tellPlace()
  })
  useEventListener(audio, ['timeupdate', 'seeked'], () => startAt === 0 && player.message !== undefined && tellPlace())
  useEventListener(audio, 'play', onPlay)
  useEventListener(audio, 'playing', () => {
    const { message } = player
    player.setPhase('playing')
    if (message?.file?.isUnheard === true) tell('voice:heard', { localId: message.localId })
  })
  useEventListener(audio, 'pause', () => player.setPhase('paused'))
  useEventListener(audio, 'ended', () => player.message && void follow(player.message))
  useEventListener(audio, 'error', () => audio.hasAttribute('src') && fail('not_played'))

  // What is fetched has come, or will not.
  watch(
    () => player.message && transfers.ofMessage(player.message.localId)?.progress.step,
    (step) => {
      const { message } = player
      if (message === undefined || !isWaitedFor(message.localId)) return
      if (step === 'done') void look(message.localId)
      else if (step === 'failed') fail('not_fetched')
    },
  )
  watch(
    () => player.message?.file?.mediaUrl,
    (address) => {
      const url = keptPicture(address)
      if (url !== undefined && player.message !== undefined && isWaitedFor(player.message.localId)) load(url, player.position)
    },
  )
  // It was taken back, or its account is gone.
  watch(
    () => player.message,
    (message) => message ?? unload(),
    { flush: 'sync' },
  )
  watch(
    () => settings.settings.voiceSpeed,
    (speed) => (audio.playbackRate = Number(speed)),
  )

  engine = {
    play,
    pause: () => audio.pause(),
    resume: start,
    seek(at) {
      if (audio.readyState === 0) startAt = at
      else audio.currentTime = at
      player.setPlace(at, 0)
    },
    stop,
  }
  const own = engine
  onScopeDispose(() => {
    stop()
    if (engine === own) engine = undefined
  })
}
