import { beforeEach, describe, expect, it } from 'vitest'
import { UnreadWatch } from '../../src/main/app/desktop/unread-watch'
import { asConversationId } from '../../src/shared/ids'
import { FakeClock } from '../helpers/fake-clock'
import { FakeAccount } from './fake-account'
import { sampleConversation } from './sample-message'

const A = asConversationId('c2g:a')
const B = asConversationId('c2g:b')

let clock: FakeClock
let account: FakeAccount
let told: (number | string)[]
let watch: UnreadWatch
beforeEach(() => {
  clock = new FakeClock()
  account = new FakeAccount()
  account.rooms.set(A, sampleConversation({ conversationId: A, unread: 2 }))
  account.rooms.set(B, sampleConversation({ conversationId: B, unread: 0 }))
  told = []
  watch = new UnreadWatch({ clock, onTotal: (total) => told.push(total), onRead: (id) => told.push(id) })
})

describe('UnreadWatch', () => {
  it('counts what is there when an account is signed in', () => {
    watch.attach(account)
    expect(told).toEqual([2])
  })

  it('reads only conversations that changed, and many changes at once', () => {
    watch.attach(account)
    for (let unread = 1; unread <= 100; unread++) account.change(sampleConversation({ conversationId: B, unread }))
    expect(told).toEqual([2])
    clock.advance(1000)
    expect(told).toEqual([2, 102])
    expect(account.asked).toEqual([[B]])
  })

  it('tells of a conversation that was read, once', () => {
    watch.attach(account)
    account.change(sampleConversation({ conversationId: A, unread: 0 }))
    clock.advance(1000)
    account.change(sampleConversation({ conversationId: A, unread: 0, title: 'renamed' }))
    clock.advance(1000)
    expect(told).toEqual([2, A, 0])
  })

  it('notices that a mute is over', () => {
    account.rooms.set(A, sampleConversation({ conversationId: A, unread: 2, mutedUntil: clock.now() + 90_000 }))
    watch.attach(account)
    clock.advance(60_000)
    expect(told).toEqual([])
    clock.advance(60_000)
    expect(told).toEqual([2])
  })

  it('shows nothing after signing out, and leaves nothing behind, detached twice', () => {
    watch.attach(account)
    account.change(sampleConversation({ conversationId: B, unread: 5 }))
    watch.detach()
    watch.detach()
    clock.advance(1000)
    expect(told).toEqual([2, 0])
    expect([account.engine.size, clock.pending]).toEqual([0, 0])
  })
})
