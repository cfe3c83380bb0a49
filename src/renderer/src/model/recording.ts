import type { ConversationId } from '@shared/ids'

/**
 * One recording at a time, in one conversation.
 *
 * ```
 *            press                granted                 release of a hold, send
 *   idle ───────────▶ asking ───────────────▶ recording ─────────────────────────▶ finishing, to be sent
 *     ▲                 │  ╲ let go of, in a click's time    │  listen, its end, chat left, microphone gone
 *     │                 │   ▶ asking, not held       ├────────────────────────▶ finishing, to be kept
 *     │     cancel,     │                            │ cancel, release where it was slid away
 *     └──── refused ────┴────────────────────────────┘
 *     └───────────────────────── kept, lost ──────────────────────────────────── finishing
 * ```
 *
 * Whoever holds the button sends by letting go; whoever clicks has buttons. What was spoken is kept unless it is cancelled.
 */
export type Recording =
  | { readonly step: 'idle' }
  | { readonly step: 'asking'; readonly conversationId: ConversationId; readonly isHeld: boolean }
  | {
      readonly step: 'recording'
      readonly conversationId: ConversationId
      readonly isHeld: boolean
      /** The pointer is where letting go cancels. */
      readonly isSlidAway: boolean
    }
  | { readonly step: 'finishing'; readonly conversationId: ConversationId; readonly then: 'send' | 'keep' }

export type RecordingEvent =
  | { readonly event: 'press'; readonly conversationId: ConversationId; readonly isHeld: boolean }
  | { readonly event: 'granted' | 'refused' | 'cancel' | 'send' | 'keep' | 'done' }
  /** The pointer moved while the button is held. */
  | { readonly event: 'slide'; readonly isSlidAway: boolean }
  /** The button was let go of; `isClick`: so soon that it was no hold. */
  | { readonly event: 'release'; readonly isClick: boolean }

const IDLE: Recording = { step: 'idle' }

export function recordingAfter(state: Recording, event: RecordingEvent): Recording {
  switch (state.step) {
    case 'idle':
      return event.event === 'press' ? { step: 'asking', conversationId: event.conversationId, isHeld: event.isHeld } : state
    case 'asking':
      return whileAsking(state, event)
    case 'recording':
      return whileRecording(state, event)
    case 'finishing':
      return event.event === 'done' ? IDLE : state
  }
}

/** Nothing is recorded yet, so there is nothing to keep: whoever lets go before the microphone is there has changed their mind. */
function whileAsking(state: Extract<Recording, { step: 'asking' }>, event: RecordingEvent): Recording {
  const { conversationId, isHeld } = state
  switch (event.event) {
    case 'granted':
      return { step: 'recording', conversationId, isHeld, isSlidAway: false }
    case 'refused':
    case 'cancel':
    case 'keep':
      return IDLE
    case 'release':
      return !isHeld ? state : event.isClick ? { ...state, isHeld: false } : IDLE
    default:
      return state
  }
}

function whileRecording(state: Extract<Recording, { step: 'recording' }>, event: RecordingEvent): Recording {
  const { conversationId, isHeld, isSlidAway } = state
  switch (event.event) {
    case 'cancel':
      return IDLE
    case 'send':
      return { step: 'finishing', conversationId, then: 'send' }
    case 'keep':
      return { step: 'finishing', conversationId, then: 'keep' }
    case 'slide':
      return isHeld ? { ...state, isSlidAway: event.isSlidAway } : state
    case 'release':
      if (!isHeld) return state
      if (event.isClick) return { ...state, isHeld: false, isSlidAway: false }
      return isSlidAway ? IDLE : { step: 'finishing', conversationId, then: 'send' }
    default:
      return state
  }
}

/** ms: a press that is let go of sooner was a click. */
export const HOLD_MS = 400
/** px that the pointer goes from where it pressed, towards the beginning of a line, to cancel. */
export const SLIDE_PX = 90
