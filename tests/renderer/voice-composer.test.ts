// @vitest-environment happy-dom
import type { ConversationId } from '@shared/ids'
import { enableAutoUnmount, flushPromises, mount, type VueWrapper } from '@vue/test-utils'
import { TooltipProvider } from 'reka-ui'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { defineComponent, h, ref } from 'vue'
import RecordButton from '../../src/renderer/src/components/voice/RecordButton.vue'
import VoiceComposer from '../../src/renderer/src/components/voice/VoiceComposer.vue'
import { useRecordingEngine } from '../../src/renderer/src/composables/use-recording-engine'
import { createAppI18n } from '../../src/renderer/src/i18n'
import { useConversationsStore } from '../../src/renderer/src/stores/conversations'
import { useVoiceRecorderStore } from '../../src/renderer/src/stores/voice-recorder'
import type { FakeJim } from '../helpers/fake-jim'
import { useFakeJim } from './mount'

enableAutoUnmount(afterEach)

/** The microphone of the page: what it is asked, and whether it still hears. */
const microphone = { problem: undefined as string | undefined, isLive: false, ends: (): void => undefined }
/** ms, as the page's clock tells them. */
let now = 0

class FakeRecorder {
  static isTypeSupported = (type: string): boolean => type.startsWith('audio/mp4')
  state = 'inactive'
  onstop: () => void = () => undefined
  ondataavailable: (event: { data: Blob }) => void = () => undefined
  onerror: () => void = () => undefined
  start(): void {
    this.state = 'recording'
  }
  stop(): void {
    this.state = 'inactive'
    this.ondataavailable({ data: new Blob(['spoken']) })
    this.onstop()
  }
}

class FakeContext {
  state = 'running'
  createAnalyser = () => ({ fftSize: 0, getFloatTimeDomainData: (samples: Float32Array) => samples.fill(0.5) })
  createMediaStreamSource = () => ({ connect: () => undefined })
  close = () => Promise.resolve()
}

/** Tells no length, as a file that is none does. */
class MuteAudio extends EventTarget {
  onerror: () => void = () => undefined
  error = null
  paused = true
  set src(_: string) {
    queueMicrotask(() => this.onerror())
  }
  removeAttribute(): void {}
  pause(): void {}
}

beforeEach(() => {
  Object.assign(microphone, { problem: undefined, isLive: false })
  now = 1000
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  vi.spyOn(performance, 'now').mockImplementation(() => now)
  vi.stubGlobal('MediaRecorder', FakeRecorder)
  vi.stubGlobal('AudioContext', FakeContext)
  vi.stubGlobal('Audio', MuteAudio)
  Object.defineProperty(navigator, 'mediaDevices', {
    configurable: true,
    value: {
      getUserMedia: () => {
        if (microphone.problem !== undefined) return Promise.reject(new DOMException('', microphone.problem))
        microphone.isLive = true
        const track = { stop: () => (microphone.isLive = false), onended: (): void => undefined }
        microphone.ends = () => track.onended()
        return Promise.resolve({ getTracks: () => [track] })
      },
    },
  })
})
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
})

async function show(): Promise<{ wrapper: VueWrapper; jim: FakeJim; here: ConversationId; there: ConversationId }> {
  const jim = useFakeJim()
  const [here, there] = jim.conversations.map(({ conversationId }) => conversationId) as [ConversationId, ConversationId]
  useConversationsStore().setAll(jim.conversations)
  useConversationsStore().setOpen(here)
  const id = ref(here)
  const Host = defineComponent(() => {
    useRecordingEngine()
    return () => h(TooltipProvider, () => [h(VoiceComposer, { conversationId: id.value }), h(RecordButton, { conversationId: id.value })])
  })
  const wrapper = mount(Host, { attachTo: document.body, global: { plugins: [createAppI18n('en')] } })
  await flushPromises()
  return { wrapper, jim, here, there }
}

/** Time goes by, and the level is looked at. */
async function speak(seconds: number): Promise<void> {
  now += seconds * 1000
  vi.advanceTimersByTime(60)
  await flushPromises()
}

const byKey = (wrapper: VueWrapper): Promise<void> => wrapper.get('[aria-label="Record a voice message: hold, or click"]').trigger('click')
const button = (wrapper: VueWrapper, text: string): ReturnType<VueWrapper['get']> =>
  wrapper.findAll('button').find((each) => each.text() === text)!
const voiceCalls = (jim: FakeJim): string[] =>
  jim.calls.map(({ channel }) => channel).filter((channel) => channel.startsWith('voice:') && channel !== 'voice:drafts')

/** What a hand does to the button; `at`: ms. */
function pointer(wrapper: VueWrapper, type: 'pointerdown' | 'pointermove' | 'pointerup', x: number, at: number): void {
  const event = new PointerEvent(type, { bubbles: true, button: 0, pointerId: 1, clientX: x })
  Object.defineProperty(event, 'timeStamp', { value: at })
  const target = type === 'pointerdown' ? wrapper.get('[aria-label="Record a voice message: hold, or click"]').element : window
  target.dispatchEvent(event)
}

describe('recording', () => {
  it('asks for the microphone, measures, and is sent', async () => {
    const { wrapper, jim, here } = await show()
    await byKey(wrapper)
    await flushPromises()
    expect(jim.voices.isOpen).toBe(true)
    await speak(3.4)
    expect(wrapper.get('[data-testid=recorded-time]').text()).toContain('0:03')
    await button(wrapper, 'Send').trigger('click')
    await flushPromises()
    expect(microphone.isLive).toBe(false)
    expect(jim.voices.isOpen).toBe(false)
    expect(voiceCalls(jim)).toEqual(['voice:begin', 'voice:end', 'voice:keep', 'voice:send'])
    const kept = jim.calls.find(({ channel }) => channel === 'voice:keep')?.argument as {
      recorded: { seconds: number; wave: string; mime: string }
    }
    expect(kept).toMatchObject({ conversationId: here, recorded: { seconds: 3.4, mime: 'audio/mp4', wave: 'f'.repeat(64) } })
    expect(wrapper.find('[data-testid=recording]').exists()).toBe(false)
  })

  it('is dropped by Escape: nothing is kept, the microphone is let go of', async () => {
    const { wrapper, jim } = await show()
    await byKey(wrapper)
    await flushPromises()
    await speak(3)
    window.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', cancelable: true }))
    await flushPromises()
    expect(microphone.isLive).toBe(false)
    expect(voiceCalls(jim)).toEqual(['voice:begin', 'voice:end'])
    expect(wrapper.find('[data-testid=recording]').exists()).toBe(false)
  })

  it('that is held is sent by letting go, and dropped where it was slid away', async () => {
    const { wrapper, jim } = await show()
    pointer(wrapper, 'pointerdown', 500, 0)
    await flushPromises()
    await speak(2)
    pointer(wrapper, 'pointermove', 380, 1500)
    await flushPromises()
    expect(wrapper.text()).toContain('Let go to cancel')
    pointer(wrapper, 'pointerup', 380, 2000)
    await flushPromises()
    expect(voiceCalls(jim)).toEqual(['voice:begin', 'voice:end'])
    pointer(wrapper, 'pointerdown', 500, 5000)
    await flushPromises()
    await speak(2)
    pointer(wrapper, 'pointerup', 480, 7000)
    await flushPromises()
    expect(voiceCalls(jim).slice(2)).toEqual(['voice:begin', 'voice:end', 'voice:keep', 'voice:send'])
  })

  it('begins no selection of what the hand slides over', async () => {
    const { wrapper } = await show()
    const pressed = new MouseEvent('mousedown', { bubbles: true, cancelable: true, button: 0 })
    wrapper.get('[aria-label="Record a voice message: hold, or click"]').element.dispatchEvent(pressed)
    expect(pressed.defaultPrevented).toBe(true)
  })

  it('goes on after a click, and less than half a second is nothing', async () => {
    const { wrapper, jim } = await show()
    pointer(wrapper, 'pointerdown', 500, 0)
    await flushPromises()
    pointer(wrapper, 'pointerup', 500, 150)
    await speak(0.3)
    await button(wrapper, 'Listen').trigger('click')
    await flushPromises()
    expect(voiceCalls(jim)).toEqual(['voice:begin', 'voice:end'])
    expect(microphone.isLive).toBe(false)
  })

  it('ends after 10 minutes by itself, says so, and waits', async () => {
    const { wrapper, jim } = await show()
    await byKey(wrapper)
    await flushPromises()
    await speak(599)
    expect(wrapper.find('[data-testid=recording]').exists()).toBe(true)
    await speak(1)
    expect(wrapper.get('[data-testid=voice-problem]').text()).toContain('10 minutes at most')
    expect(wrapper.find('[data-testid=voice-draft]').exists()).toBe(true)
    expect(voiceCalls(jim)).toEqual(['voice:begin', 'voice:end', 'voice:keep'])
  })

  it('waits in its conversation when another is opened', async () => {
    const { wrapper, jim, here, there } = await show()
    await byKey(wrapper)
    await flushPromises()
    await speak(2)
    useConversationsStore().setOpen(there)
    await flushPromises()
    expect(microphone.isLive).toBe(false)
    expect([...useVoiceRecorderStore().drafts.keys()]).toEqual([here])
    expect(voiceCalls(jim)).toEqual(['voice:begin', 'voice:end', 'voice:keep'])
    await wrapper.get('[aria-label="Throw the recording away"]').trigger('click')
    await flushPromises()
    expect(jim.voices.drafts.size).toBe(0)
    expect(wrapper.find('[data-testid=voice-draft]').exists()).toBe(false)
  })

  it('is kept up to where the microphone was taken away', async () => {
    const { wrapper } = await show()
    await byKey(wrapper)
    await flushPromises()
    await speak(2)
    microphone.ends()
    await flushPromises()
    expect(wrapper.get('[data-testid=voice-problem]').text()).toContain('The microphone was disconnected.')
    expect(wrapper.find('[data-testid=voice-draft]').exists()).toBe(true)
  })

  it('stays in the window where it could not be written, and is written once it can be', async () => {
    const { wrapper, jim, here } = await show()
    jim.failures.set('voice:keep', 'disk_full')
    await byKey(wrapper)
    await flushPromises()
    await speak(2)
    await button(wrapper, 'Listen').trigger('click')
    await flushPromises()
    expect(wrapper.get('[data-testid=voice-unkept]').text()).toContain('could not be written to disk')
    jim.failures.delete('voice:keep')
    await button(wrapper, 'Try again').trigger('click')
    await flushPromises()
    expect(jim.voices.drafts.get(here)?.seconds).toBe(2)
    expect(wrapper.find('[data-testid=voice-draft]').exists()).toBe(true)
  })

  it.each([
    ['NotFoundError', 'No microphone was found.'],
    ['NotAllowedError', 'does not let Jim Desktop use the microphone'],
    ['NotReadableError', 'another program may be using it'],
    ['TypeError', 'Recording did not work.'],
  ])('says why there is none: %s', async (problem, text) => {
    const { wrapper, jim } = await show()
    microphone.problem = problem
    await byKey(wrapper)
    await flushPromises()
    expect(wrapper.get('[role=alert]').text()).toContain(text)
    expect(wrapper.find('[data-testid=recording]').exists()).toBe(false)
    expect(jim.voices.isOpen).toBe(false)
  })

  it('says that the system denies it', async () => {
    const { wrapper, jim } = await show()
    jim.failures.set('voice:begin', 'microphone_denied')
    await byKey(wrapper)
    await flushPromises()
    expect(wrapper.get('[role=alert]').text()).toContain('does not let Jim Desktop use the microphone')
    expect(microphone.isLive).toBe(false)
  })
})
