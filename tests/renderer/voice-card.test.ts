// @vitest-environment happy-dom
import type { FileLack, LocalFile } from '@shared/file'
import type { Message, MessageContent } from '@shared/message'
import { enableAutoUnmount, flushPromises, mount, type VueWrapper } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { defineComponent, h } from 'vue'
import ShelfRow from '../../src/renderer/src/components/media/ShelfRow.vue'
import CardVoice from '../../src/renderer/src/components/voice/CardVoice.vue'
import VoicePlayerPanel from '../../src/renderer/src/components/voice/VoicePlayerPanel.vue'
import { silence, useOnePlaying } from '../../src/renderer/src/composables/use-one-playing'
import { useVoiceEngine } from '../../src/renderer/src/composables/use-voice-engine'
import { createAppI18n } from '../../src/renderer/src/i18n'
import { useVoicePlayerStore } from '../../src/renderer/src/stores/voice-player'
import { useTransfersStore } from '../../src/renderer/src/stores/transfers'
import type { FakeJim } from '../helpers/fake-jim'
import { message } from './messages'
import { useFakeJim } from './mount'

enableAutoUnmount(afterEach)

/** Chromium's element as far as a player needs it: it plays what it is given, and time goes by when it is told to. */
class FakeAudio extends EventTarget {
  static made: FakeAudio[] = []
  paused = true
  currentTime = 0
  duration = NaN
  readyState = 0
  playbackRate = 1
  preload = ''
  #src: string | undefined

  constructor() {
    super()
    FakeAudio.made.push(this)
  }

  get src(): string {
    return this.#src ?? ''
  }
  set src(value: string) {
    this.#src = value
    this.readyState = 0
    this.paused = true
    this.currentTime = 0
  }
  hasAttribute(): boolean {
    return this.#src !== undefined
  }
  removeAttribute(): void {
    this.#src = undefined
    this.paused = true
  }
  load(): void {}
  play(): Promise<void> {
    this.paused = false
    return Promise.resolve()
  }
  pause(): void {
    if (this.paused) return
    this.paused = true
    this.tell('pause')
  }
  tell(type: string): void {
    this.dispatchEvent(new Event(type))
  }
  /** Its first bytes are decoded. */
  begins(seconds: number): void {
    this.duration = seconds
    this.readyState = 4
    this.tell('loadedmetadata')
    this.tell('playing')
  }
  goesTo(seconds: number): void {
    this.currentTime = seconds
    this.tell('timeupdate')
  }
}

beforeEach(() => {
  FakeAudio.made = []
  vi.stubGlobal('Audio', FakeAudio)
})
afterEach(() => vi.unstubAllGlobals())

const SOUND: Extract<MessageContent, { kind: 'sound' }> = { kind: 'sound', url: '', seconds: 19, wave: 'f'.repeat(64) }
const HERE: LocalFile = { family: 'sound', isSaved: false, mediaUrl: 'jim-media://file/1' }
const voice = (n: number, file: LocalFile = HERE, change: Partial<Message> = {}): Message => message(n, { content: SOUND, file, ...change })

function show(...messages: readonly Message[]): { wrapper: VueWrapper; jim: FakeJim; audio: FakeAudio; card: (n: number) => VueWrapper } {
  const jim = useFakeJim()
  const Host = defineComponent(() => {
    useVoiceEngine()
    return () => [
      h(VoicePlayerPanel),
      h(ShelfRow, { message: messages[0]!, class: 'shelf-row' }),
      ...messages.map((of) =>
        h(CardVoice, { content: of.content as typeof SOUND, message: of, isMine: of.isMine, key: of.localId, id: `voice-${of.localId}` }),
      ),
    ]
  })
  const wrapper = mount(Host, { attachTo: document.body, global: { plugins: [createAppI18n('en')] } })
  const card = (n: number): VueWrapper => wrapper.get(`#voice-${n}`) as unknown as VueWrapper
  return { wrapper, jim, audio: FakeAudio.made[0]!, card }
}

const timeOf = (card: VueWrapper): string => card.get('[data-testid=voice-time]').text()
const calls = (jim: FakeJim, channel: string): unknown[] =>
  jim.calls.filter((call) => call.channel === channel).map(({ argument }) => argument)

describe('a voice message', () => {
  it('says how long it is and that it was not heard', () => {
    const { card } = show(voice(1, { ...HERE, isUnheard: true }))
    expect(card(1).attributes('aria-label')).toBe('Voice message of Bob, 0:19 Not heard yet')
    expect(card(1).find('[data-testid=voice-unheard]').exists()).toBe(true)
    expect(timeOf(card(1))).toBe('0:19')
  })

  it('plays, counts as heard from its first sound on, and stops where it is', async () => {
    const { card, audio, jim, wrapper } = show(voice(1, { ...HERE, isUnheard: true }))
    await card(1).get('[aria-label="Play the voice message of Bob"]').trigger('click')
    expect(audio.src).toBe(HERE.mediaUrl)
    expect(calls(jim, 'voice:heard')).toEqual([])
    audio.begins(19.4)
    audio.goesTo(7.2)
    await flushPromises()
    expect(calls(jim, 'voice:heard')).toEqual([{ localId: 1 }])
    expect(timeOf(card(1))).toBe('0:07 / 0:19')
    expect(wrapper.get('[data-testid=player-time]').text()).toBe('0:07 / 0:19')
    await card(1).get('[aria-label="Pause the voice message of Bob"]').trigger('click')
    expect(audio.paused).toBe(true)
    expect(timeOf(card(1))).toBe('0:07 / 0:19')
  })

  it('is gone through by keys, from where it stands', async () => {
    const { card, audio } = show(voice(1))
    await card(1).get('button').trigger('click')
    audio.begins(19)
    audio.goesTo(7)
    await flushPromises()
    await card(1).get('[role=slider]').trigger('keydown', { key: 'ArrowRight' })
    expect(audio.currentTime).toBe(9)
    expect(card(1).get('[role=slider]').attributes('aria-valuetext')).toBe('0:09 / 0:19')
    await card(1).get('[role=slider]').trigger('keydown', { key: 'End' })
    expect(audio.currentTime).toBe(19)
  })

  it('that is not played begins where its wave is asked for', async () => {
    const { card, audio } = show(voice(1))
    await card(1).get('[role=slider]').trigger('keydown', { key: 'PageUp' })
    audio.begins(19)
    expect(audio.currentTime).toBe(10)
  })

  it('gives way to another one', async () => {
    const { card, audio } = show(voice(1), voice(2, { ...HERE, mediaUrl: 'jim-media://file/2' }))
    await card(1).get('button').trigger('click')
    audio.begins(19)
    await card(2).get('button').trigger('click')
    expect(audio.src).toBe('jim-media://file/2')
    expect(timeOf(card(1))).toBe('0:19')
    expect(timeOf(card(2))).toBe('0:00 / 0:19')
  })

  it('is followed by the next that was not heard, and by none where there is none', async () => {
    const next = voice(5, { ...HERE, mediaUrl: 'jim-media://file/5', isUnheard: true })
    const { card, audio, jim } = show(voice(1), next)
    jim.voices.following.push(next)
    await card(1).get('button').trigger('click')
    audio.begins(3)
    audio.tell('ended')
    await flushPromises()
    expect(audio.src).toBe('jim-media://file/5')
    audio.begins(3)
    expect(calls(jim, 'voice:heard')).toEqual([{ localId: 5 }])
    audio.tell('ended')
    await flushPromises()
    expect(useVoicePlayerStore().message).toBeUndefined()
    expect(audio.hasAttribute()).toBe(false)
  })

  it('is not followed by one that is only a link and not here: it is asked for by hand', async () => {
    const content = { ...SOUND, url: 'https://files.example/a.ogg' }
    const away = voice(5, { family: 'sound', isSaved: false, isUnheard: true }, { content })
    const { card, audio, jim } = show(voice(1), away)
    jim.voices.following.push(away)
    await card(1).get('button').trigger('click')
    audio.begins(3)
    audio.tell('ended')
    await flushPromises()
    expect([useVoicePlayerStore().message, calls(jim, 'files:download')]).toEqual([undefined, []])
  })

  it('that cannot be decoded says so; one that came by itself does not hold up those behind it', async () => {
    const [broken, last] = [2, 3].map((n) => voice(n, { ...HERE, mediaUrl: `jim-media://file/${n}`, isUnheard: true }))
    const { card, audio, jim } = show(voice(1), broken!, last!)
    jim.voices.following.push(broken!, last!)
    await card(1).get('button').trigger('click')
    audio.begins(3)
    audio.tell('ended')
    await flushPromises()
    audio.tell('error')
    await flushPromises()
    expect(card(2).get('[data-testid=voice-trouble]').text()).toContain('This voice message cannot be played here.')
    expect(audio.src).toBe('jim-media://file/3')
    audio.tell('error')
    await flushPromises()
    expect(card(3).find('[data-testid=voice-trouble]').exists()).toBe(true)
    // By hand it is tried once more.
    await card(3).get('button').trigger('click')
    expect(card(3).find('[data-testid=voice-trouble]').exists()).toBe(false)
    audio.tell('error')
    await flushPromises()
    expect(card(3).find('[data-testid=voice-trouble]').exists()).toBe(true)
    expect(useVoicePlayerStore().message).toBeUndefined()
    expect(calls(jim, 'voice:heard')).toEqual([])
  })

  it('plays and rests on its shelf, too', async () => {
    const { wrapper, audio, card } = show(voice(1))
    const row = wrapper.get('.shelf-row')
    await row.get('button').trigger('click')
    audio.begins(19)
    audio.goesTo(3)
    await flushPromises()
    expect(row.text()).toContain('0:03 / 0:19')
    expect(timeOf(card(1))).toBe('0:03 / 0:19')
    await row.get('button').trigger('click')
    expect(audio.paused).toBe(true)
  })

  it('that is not here is fetched, and plays once it has come', async () => {
    const away = voice(1, { family: 'sound', isSaved: false })
    const { card, audio, jim } = show(away)
    jim.voices.known.set(away.localId, away)
    await card(1).get('button').trigger('click')
    await flushPromises()
    expect(calls(jim, 'files:download')).toEqual([{ localId: 1 }])
    expect(audio.hasAttribute()).toBe(false)
    jim.voices.known.set(away.localId, voice(1))
    const transfer = {
      id: 1,
      direction: 'down',
      conversationId: away.conversationId,
      localId: 1,
      name: '',
      family: 'sound',
      size: 9,
      done: 9,
    }
    useTransfersStore().apply([{ ...transfer, progress: { step: 'done', at: 1, tookMs: 1 } } as never], [], false)
    await flushPromises()
    expect(audio.src).toBe(HERE.mediaUrl)
    expect(audio.paused).toBe(false)
  })

  it('that is on its way by itself plays once it has come, where it stands among others', async () => {
    const coming = voice(1, { family: 'sound', isSaved: false })
    const { wrapper, audio, jim } = show(coming)
    const way = { id: 1, direction: 'down', conversationId: coming.conversationId, localId: 1, name: '', family: 'sound', size: 9 }
    useTransfersStore().apply([{ ...way, done: 3, progress: { step: 'waiting' } } as never], [], false)
    jim.voices.known.set(coming.localId, coming)
    await flushPromises()
    await wrapper.get('.shelf-row button').trigger('click')
    await flushPromises()
    // Nobody is led away from where they are: it is asked for, and played.
    expect(wrapper.getComponent(ShelfRow).emitted('go')).toBeUndefined()
    expect(calls(jim, 'files:download')).toEqual([{ localId: 1 }])
    jim.voices.known.set(coming.localId, voice(1))
    useTransfersStore().apply([{ ...way, done: 9, progress: { step: 'done', at: 1, tookMs: 1 } } as never], [], false)
    await flushPromises()
    expect([audio.src, audio.paused]).toEqual([HERE.mediaUrl, false])
  })

  it('that does not come says so', async () => {
    const away = voice(1, { family: 'sound', isSaved: false })
    const { card, jim } = show(away)
    jim.failures.set('files:download', 'no_file')
    await card(1).get('button').trigger('click')
    await flushPromises()
    expect(card(1).get('[data-testid=voice-trouble]').text()).toBe('The voice message could not be downloaded.')
  })

  it('that is not to be had says why, and what can be done', async () => {
    const lacking = (lack: FileLack): LocalFile => ({ family: 'sound', isSaved: false, lack })
    const link = { content: { ...SOUND, url: 'https://files.example/a.ogg' } }
    const { card, jim } = show(voice(1, lacking('gone')), voice(2, lacking('damaged')), voice(3, lacking('gone'), link))
    const trouble = (n: number) => card(n).get('[data-testid=voice-trouble]')
    expect([trouble(1).text(), trouble(1).findAll('button').length]).toEqual(['no longer on the server', 0])
    await trouble(2).get('button').trigger('click')
    expect(calls(jim, 'files:download')).toEqual([{ localId: 2 }])
    expect(trouble(3).text()).toContain('its link no longer works')
    await trouble(3).get('button').trigger('click')
    expect(calls(jim, 'app:open-link')).toEqual([link.content.url])
  })

  it('that failed on its way leaves the reason to the line under it', async () => {
    const away = voice(1, { family: 'sound', isSaved: false })
    const { card } = show(away)
    await card(1).get('button').trigger('click')
    const { conversationId, localId } = away
    const way = { id: 1, direction: 'down', conversationId, localId, name: '', family: 'sound', size: 9, done: 0 }
    useTransfersStore().apply([{ ...way, progress: { step: 'failed', code: 'gone', message: '' } } as never], [], false)
    await flushPromises()
    expect(card(1).find('[data-testid=voice-trouble]').exists()).toBe(false)
  })

  it('and a film silence each other, and a recording both', async () => {
    vi.stubGlobal('HTMLMediaElement', FakeAudio)
    const { card, audio } = show(voice(1))
    const film = new FakeAudio()
    const { onPlay } = useOnePlaying()
    const begin = (one: FakeAudio): void => {
      void one.play()
      one.addEventListener('play', onPlay)
      one.tell('play')
    }
    begin(film)
    await card(1).get('button').trigger('click')
    audio.tell('play')
    audio.begins(19)
    expect(film.paused).toBe(true)
    begin(film)
    await flushPromises()
    expect(audio.paused).toBe(true)
    expect(card(1).find('[aria-label="Play the voice message of Bob"]').exists()).toBe(true)
    silence()
    expect(film.paused).toBe(true)
  })

  it('that is taken back falls silent', async () => {
    const { card, audio } = show(voice(1))
    await card(1).get('button').trigger('click')
    audio.begins(19)
    useVoicePlayerStore().apply([message(1, { content: { kind: 'recalled' } })], [])
    expect(audio.hasAttribute()).toBe(false)
    expect(useVoicePlayerStore().message).toBeUndefined()
  })

  it('is played as fast as all voices are', async () => {
    const { card, audio, jim } = show(voice(1))
    await card(1).get('button').trigger('click')
    audio.begins(19)
    await flushPromises()
    await card(1).get('[data-testid=voice-speed]').trigger('click')
    expect(calls(jim, 'settings:set')).toEqual([{ voiceSpeed: '1.5' }])
  })
})
