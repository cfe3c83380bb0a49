import { asConversationId } from '@shared/ids'
import { describe, expect, it } from 'vitest'
import { type Recording, recordingAfter, type RecordingEvent } from '../../src/renderer/src/model/recording'

const HERE = asConversationId('c2c:alice:bob')
const THERE = asConversationId('c2c:alice:carol')

const idle: Recording = { step: 'idle' }
const asking = (isHeld: boolean): Recording => ({ step: 'asking', conversationId: HERE, isHeld })
const recording = (isHeld: boolean, isSlidAway = false): Recording => ({ step: 'recording', conversationId: HERE, isHeld, isSlidAway })
const finishing = (then: 'send' | 'keep'): Recording => ({ step: 'finishing', conversationId: HERE, then })

const EVENTS = {
  'a press': { event: 'press', conversationId: THERE, isHeld: true },
  'a click': { event: 'press', conversationId: THERE, isHeld: false },
  granted: { event: 'granted' },
  refused: { event: 'refused' },
  cancel: { event: 'cancel' },
  send: { event: 'send' },
  keep: { event: 'keep' },
  done: { event: 'done' },
  'slide away': { event: 'slide', isSlidAway: true },
  'slide back': { event: 'slide', isSlidAway: false },
  'let go': { event: 'release', isClick: false },
  'let go soon': { event: 'release', isClick: true },
} as const satisfies { readonly [name: string]: RecordingEvent }
type Name = keyof typeof EVENTS

/** What each event does in each state; what is not named does nothing. */
const TABLE: readonly (readonly [string, Recording, { readonly [N in Name]?: Recording }])[] = [
  [
    'nothing is recorded',
    idle,
    {
      'a press': { step: 'asking', conversationId: THERE, isHeld: true },
      'a click': { step: 'asking', conversationId: THERE, isHeld: false },
    },
  ],
  [
    'asking, held',
    asking(true),
    { granted: recording(true), refused: idle, cancel: idle, keep: idle, 'let go': idle, 'let go soon': asking(false) },
  ],
  ['asking, clicked', asking(false), { granted: recording(false), refused: idle, cancel: idle, keep: idle }],
  [
    'recording, held',
    recording(true),
    {
      cancel: idle,
      send: finishing('send'),
      keep: finishing('keep'),
      'slide away': recording(true, true),
      'slide back': recording(true),
      'let go': finishing('send'),
      'let go soon': recording(false),
    },
  ],
  [
    'recording, held and slid away',
    recording(true, true),
    {
      cancel: idle,
      send: finishing('send'),
      keep: finishing('keep'),
      'slide away': recording(true, true),
      'slide back': recording(true),
      'let go': idle,
      'let go soon': recording(false),
    },
  ],
  ['recording, clicked', recording(false), { cancel: idle, send: finishing('send'), keep: finishing('keep') }],
  ['ending, to be sent', finishing('send'), { done: idle }],
  ['ending, to be kept', finishing('keep'), { done: idle }],
]

describe.each(TABLE)('a recorder: %s', (_, state, changes) => {
  it.each(Object.entries(EVENTS))('%s', (name, event) => {
    expect(recordingAfter(state, event)).toEqual(changes[name as Name] ?? state)
  })
})
