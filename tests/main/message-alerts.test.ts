import { beforeEach, describe, expect, it } from 'vitest'
import { MessageAlerts } from '../../src/main/app/desktop/message-alerts'
import type { StoredMessage } from '../../src/main/store/message-row'
import { asConversationId, asLocalId, asSeq, asUserId } from '../../src/shared/ids'
import { DEFAULT_SETTINGS, type Settings } from '../../src/shared/settings'
import { FakeClock } from '../helpers/fake-clock'
import { FakeAccount } from './fake-account'
import { sampleConversation } from './sample-message'

const SALES = asConversationId('c2g:sales')

let clock: FakeClock
let account: FakeAccount
let settings: Settings
let isWindowFocused: boolean
let told: string[]
let alerts: MessageAlerts

beforeEach(() => {
  clock = new FakeClock()
  account = new FakeAccount()
  account.rooms.set(SALES, sampleConversation({ readSeq: 10 }))
  settings = DEFAULT_SETTINGS
  isWindowFocused = false
  told = []
  alerts = new MessageAlerts({
    clock,
    settings: () => settings,
    isWindowFocused: () => isWindowFocused,
    notify: ({ count, firstLocalId, isQuiet }) => told.push(`${isQuiet ? 'quietly' : 'notify'} ${count} from ${firstLocalId}`),
    withdraw: () => told.push('withdraw'),
    flash: () => told.push('flash'),
  })
  alerts.attach(account)
})

function row(localId: number, change: Partial<StoredMessage> = {}): StoredMessage {
  return {
    localId: asLocalId(localId),
    conversationId: SALES,
    position: 10 + localId,
    seq: asSeq(10 + localId),
    senderId: asUserId('bob'),
    senderName: 'Bob',
    senderAvatar: '',
    isMine: false,
    type: 'text',
    content: { content: 'hello' },
    mentions: [],
    mentionsMe: false,
    sentAt: clock.now(),
    localAt: clock.now(),
    status: 'received',
    ...change,
  }
}

describe('MessageAlerts', () => {
  it('notifies of a message that was committed, and flashes', () => {
    account.commit(row(1))
    expect(told).toEqual(['notify 1 from 1', 'flash'])
    expect(alerts.latest).toEqual({ conversationId: SALES, localId: 1 })
  })

  it('flashes once for many that were committed together', () => {
    account.commit(row(1), row(2), row(3))
    clock.advance(2000)
    expect(told).toEqual(['notify 1 from 1', 'flash', 'notify 3 from 1'])
  })

  it('looks at a row once: a later change of it is no news', () => {
    account.commit(row(2))
    account.commit(row(2), row(1))
    clock.advance(2000)
    expect(told).toEqual(['notify 1 from 2', 'flash'])
  })

  it('says nothing of rows that were there before it watched', () => {
    const before = row(1, { localAt: clock.now() - 1 })
    account.commit(before)
    expect(told).toEqual([])
  })

  it('says nothing of my own, of history, of rows and conversations that are gone', () => {
    account.commit(row(1, { isMine: true, status: 'sent' }), row(2, { sentAt: clock.now() - 3_600_000 }))
    account.commit(row(3, { conversationId: asConversationId('c2g:gone') }))
    account.engine.emit('messages', { upserted: [asLocalId(99)], removed: [] })
    expect(told).toEqual([])
  })

  it('tells history from news by the server, when this device is an hour fast', () => {
    const serverNow = clock.now() - 3_600_000
    account.link.goOnline(clock.now(), serverNow)
    account.commit(row(1, { sentAt: serverNow }))
    expect(told).toEqual(['notify 1 from 1', 'flash'])
  })

  it('knows the server by the session that was online already', () => {
    alerts.detach()
    const serverThen = clock.now() - 3_600_000
    account.link.goOnline(clock.now(), serverThen)
    clock.advance(10 * 60_000)
    alerts.attach(account)
    account.commit(row(1, { sentAt: serverThen + 10 * 60_000 }))
    expect(told).toEqual(['notify 1 from 1', 'flash'])
  })

  it('is silent for the conversation on screen while the window has the focus', () => {
    alerts.focus(SALES)
    isWindowFocused = true
    account.commit(row(1))
    expect(told).toEqual([])
    isWindowFocused = false
    account.commit(row(2))
    expect(told).toEqual(['notify 1 from 2', 'flash'])
  })

  it('only flashes when notifications are off', () => {
    settings = { ...settings, notifications: 'off' }
    account.commit(row(1))
    expect(told).toEqual(['flash'])
  })

  it('begins anew after the conversation was seen', () => {
    account.commit(row(1), row(2))
    alerts.seen(SALES)
    expect(alerts.latest).toBeUndefined()
    clock.advance(5000)
    account.commit(row(3))
    expect(told).toEqual(['notify 1 from 1', 'flash', 'notify 1 from 3', 'flash'])
  })

  it('takes back what was recalled', () => {
    account.commit(row(1), row(2))
    clock.advance(2000)
    told = []
    account.commit(
      row(2, { type: 'recalled', content: {} }),
      row(3, { type: 'recall', content: { target_mid: '2', target_seq: 12, by: 'bob' } }),
    )
    expect([told, alerts.latest?.localId]).toEqual([['quietly 1 from 1'], 1])
    account.commit(row(1, { type: 'recalled', content: {} }))
    expect([told, alerts.latest]).toEqual([['quietly 1 from 1', 'withdraw'], undefined])
  })

  it('takes off what was read on another device', () => {
    account.commit(row(1), row(2), row(3))
    clock.advance(2000)
    told = []
    account.change(sampleConversation({ readSeq: 12 }))
    expect(told).toEqual(['quietly 1 from 3'])
  })

  it('says nothing of a group’s events, not even of one that it does not know', () => {
    const content = { kind: 'group.event', content: { event: 'something new', fallback_text: 'Bob did it' } }
    account.commit(row(1, { type: 'custom', content, mentionsMe: true }))
    expect(told).toEqual([])
  })

  it('forgets everything of an account that is gone, detached twice', () => {
    account.commit(row(1), row(2))
    alerts.detach()
    alerts.detach()
    expect(alerts.latest).toBeUndefined()
    expect([account.engine.size, account.link.size, clock.pending]).toEqual([0, 0, 0])
  })

  it('watches the next account from its first row on', () => {
    account.commit(row(50))
    const next = new FakeAccount()
    next.rooms.set(SALES, sampleConversation({ readSeq: 0 }))
    alerts.attach(next)
    next.commit(row(1))
    expect(told).toEqual(['notify 1 from 50', 'flash', 'notify 1 from 1', 'flash'])
  })
})
