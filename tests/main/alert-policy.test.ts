import { describe, expect, it } from 'vitest'
import { type Alert, alertFor, type Arrival, NEWS_MS, type Surroundings } from '../../src/main/app/desktop/alert-policy'
import { asConversationId, asSeq } from '../../src/shared/ids'
import { DEFAULT_SETTINGS } from '../../src/shared/settings'
import { sampleConversation, sampleMessage } from './sample-message'

const NOW = 1_790_000_000_000
const OPEN = asConversationId('c2g:sales')

function alert(
  change: Partial<Omit<Arrival, 'message'>> & { message?: Parameters<typeof sampleMessage>[0] },
  around: Partial<Surroundings> = {},
): Alert {
  return alertFor(
    { arrivedAt: NOW, conversation: sampleConversation(), ...change, message: sampleMessage(change.message) },
    {
      settings: DEFAULT_SETTINGS,
      now: NOW,
      serverNow: NOW,
      watchedSince: NOW - 60_000,
      isWindowFocused: false,
      openConversation: undefined,
      ...around,
    },
  )
}

describe('alertFor', () => {
  it('notifies of a live message of somebody else', () => {
    expect(alert({})).toBe('notify')
  })

  it.each([
    ['mine, from another device', { isMine: true, status: 'sent' }],
    ['a notice that something was recalled', { content: { kind: 'recall', targetMid: '1', targetSeq: 1, by: 'bob' } }],
    ['recalled before it came', { content: { kind: 'recalled' } }],
    ['a change of the group', { content: { kind: 'group_event', event: { event: 'left', by: 'bob' } } }],
    ['read on another device', { seq: asSeq(10) }],
    ['history', { at: NOW - NEWS_MS - 1 }],
  ] as [string, Parameters<typeof sampleMessage>[0]][])('is silent about a message that is %s', (_, message) => {
    expect(alert({ message })).toBe('none')
  })

  it('takes two minutes of delay for news', () => {
    expect(alert({ message: { at: NOW - NEWS_MS } })).toBe('notify')
  })

  it('judges age by the clock of the server', () => {
    const anHourFast = NOW + 3_600_000
    expect(alert({ arrivedAt: anHourFast }, { now: anHourFast, serverNow: NOW })).toBe('notify')
    expect(alert({ message: { at: NOW - 3_600_000 } }, { now: NOW - 3_600_000, serverNow: NOW, watchedSince: 0 })).toBe('none')
  })

  it('is silent about a row that was there before and is written anew', () => {
    expect(alert({ arrivedAt: NOW - 60_001 })).toBe('none')
  })

  it('notifies of messages without a seq: a base server has no history', () => {
    expect(alert({ message: { seq: undefined, at: 0 } })).toBe('notify')
  })

  it('is silent only for the conversation on screen, and only while the window has the focus', () => {
    expect(alert({}, { isWindowFocused: true, openConversation: OPEN })).toBe('none')
    expect(alert({}, { isWindowFocused: false, openConversation: OPEN })).toBe('notify')
    expect(alert({}, { isWindowFocused: true, openConversation: asConversationId('c2g:other') })).toBe('notify')
    expect(alert({}, { isWindowFocused: true })).toBe('notify')
  })

  it('is silent in a muted conversation unless the message mentions me', () => {
    const muted = { conversation: sampleConversation({ mutedUntil: NOW + 1 }) }
    expect(alert(muted)).toBe('none')
    expect(alert({ ...muted, message: { mentionsMe: true } })).toBe('notify')
    expect(alert({ conversation: sampleConversation({ mutedUntil: NOW }) })).toBe('notify')
  })

  it('does not disturb, whoever is mentioned', () => {
    const settings = { ...DEFAULT_SETTINGS, doNotDisturbUntil: NOW + 1 }
    expect(alert({ message: { mentionsMe: true } }, { settings })).toBe('none')
  })

  it('still flashes when notifications are off, but not when it should not disturb', () => {
    expect(alert({}, { settings: { ...DEFAULT_SETTINGS, notifications: 'off' } })).toBe('flash')
    expect(alert({}, { settings: { ...DEFAULT_SETTINGS, notifications: 'off', doNotDisturbUntil: NOW + 1 } })).toBe('none')
  })
})
