import type { ConversationId } from '@shared/ids'
import { useEventListener } from '@vueuse/core'
import { computed, onScopeDispose, watch } from 'vue'
import { bridge } from '../bridge'
import { HOLD_MS, SLIDE_PX } from '../model/recording'
import { useDialogsStore } from '../stores/dialogs'
import { useViewerStore } from '../stores/viewer'
import { useVoiceRecorderStore } from '../stores/voice-recorder'
import { useReport } from './use-report'
import { useVoiceKeeping } from './use-voice-keeping'

/** Recording in one conversation, and what was recorded there and waits. */
export function useVoiceRecorder(conversationId: () => ConversationId) {
  const store = useVoiceRecorderStore()
  const keeping = useVoiceKeeping()
  const { report } = useReport()

  const recording = computed(() => {
    const now = store.recording
    return now.step !== 'idle' && now.conversationId === conversationId() ? now : undefined
  })
  const draft = computed(() => store.drafts.get(conversationId()))
  const problem = computed(() => (store.problem?.conversationId === conversationId() ? store.problem.code : undefined))
  const isUnkept = computed(() => store.unkept?.conversationId === conversationId())
  /** The composer is taken by it. */
  const isBusy = computed(() => recording.value !== undefined || draft.value !== undefined || isUnkept.value)

  async function discardDraft(): Promise<void> {
    const id = conversationId()
    if (report(await bridge.call('voice:discard', { conversationId: id }))) store.drop(id)
  }

  return {
    recording,
    draft,
    problem,
    isUnkept,
    isBusy,
    elapsed: computed(() => store.elapsed),
    meter: computed(() => store.meter),
    cancel: () => void store.take({ event: 'cancel' }),
    send: () => void store.take({ event: 'send' }),
    listen: () => void store.take({ event: 'keep' }),
    sendDraft: () => keeping.send(conversationId()),
    /** What could not be written to disk is still in the window: once more. */
    keepAgain: async () => {
      const { unkept } = store
      if (unkept !== undefined) await keeping.keep(unkept.conversationId, unkept.recorded, unkept.then)
    },
    dropUnkept: () => store.setUnkept(undefined),
    discardDraft,
    /** One was sent here. */
    onSent: (listener: () => void) =>
      watch(
        () => store.sent,
        (sent) => sent?.conversationId === conversationId() && listener(),
      ),
    forgetProblem: () => store.setProblem(undefined),
  }
}

/** The button that records: held it records until it is let go of, clicked until it is ended otherwise. */
export function useRecordButton(conversationId: () => ConversationId) {
  const store = useVoiceRecorderStore()
  let stop: () => void = () => undefined

  function press(event: PointerEvent): void {
    if (event.button !== 0) return
    const { clientX: from, timeStamp: at, pointerId } = event
    const isRtl = getComputedStyle(event.currentTarget as Element).direction === 'rtl'
    store.take({ event: 'press', conversationId: conversationId(), isHeld: true })
    // The button itself makes room for what is being recorded: the window hears the rest.
    const ends = [
      useEventListener(window, 'pointermove', (moved) => {
        if (moved.pointerId !== pointerId) return
        const way = isRtl ? moved.clientX - from : from - moved.clientX
        store.take({ event: 'slide', isSlidAway: way > SLIDE_PX })
      }),
      useEventListener(window, ['pointerup', 'pointercancel'], (let_go) => {
        if (let_go.pointerId !== pointerId) return
        stop()
        if (let_go.type === 'pointercancel') store.take({ event: 'keep' })
        else store.take({ event: 'release', isClick: let_go.timeStamp - at < HOLD_MS })
      }),
    ]
    stop()
    stop = () => ends.forEach((end) => end())
  }

  /** By a key: a click that no pointer made. */
  function click({ detail }: MouseEvent): void {
    if (detail === 0) store.take({ event: 'press', conversationId: conversationId(), isHeld: false })
  }

  onScopeDispose(() => stop())
  return { press, click }
}

/** Escape cancels what is being recorded, unless something stands over it. */
export function useRecordingEscape(): void {
  const store = useVoiceRecorderStore()
  const dialogs = useDialogsStore()
  const viewer = useViewerStore()
  useEventListener(
    window,
    'keydown',
    (event) => {
      const { step } = store.recording
      if (event.key !== 'Escape' || event.isComposing || (step !== 'asking' && step !== 'recording')) return
      if (dialogs.current !== undefined || viewer.run !== undefined) return
      event.preventDefault()
      event.stopPropagation()
      store.take({ event: 'cancel' })
    },
    { capture: true },
  )
}
