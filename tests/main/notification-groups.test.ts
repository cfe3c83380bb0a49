import { beforeEach, describe, expect, it } from 'vitest'
import { GROUP_PERIOD_MS, type NotificationGroup, NotificationGroups } from '../../src/main/app/notification-groups'
import { asConversationId, asLocalId, type ConversationId } from '../../src/shared/ids'
import { FakeClock } from '../helpers/fake-clock'
import { sampleMessage } from './sample-message'

const SALES = asConversationId('c2g:sales')
const OTHER = asConversationId('c2g:other')

let clock: FakeClock
let shown: NotificationGroup[]
let groups: NotificationGroups
beforeEach(() => {
  clock = new FakeClock()
  shown = []
  groups = new NotificationGroups(clock, (group) => shown.push(group))
})

const add = (localId: number, conversationId: ConversationId = SALES, mentionsMe = false): void =>
  groups.add(sampleMessage({ localId: asLocalId(localId), conversationId, mentionsMe }))
const counts = (): number[] => shown.map(({ count }) => count)

describe('NotificationGroups', () => {
  it('shows the first message at once', () => {
    add(1)
    expect(shown).toMatchObject([{ conversationId: SALES, count: 1, firstLocalId: 1, hasMention: false }])
  })

  it('shows what follows within two seconds together', () => {
    add(1)
    add(2)
    add(3)
    expect(counts()).toEqual([1])
    clock.advance(GROUP_PERIOD_MS - 1)
    expect(counts()).toEqual([1])
    clock.advance(1)
    expect(shown.at(-1)).toMatchObject({ count: 3, firstLocalId: 1, last: { localId: 3 } })
  })

  it('never shows two of one conversation within two seconds, however many come', () => {
    const times: number[] = []
    groups = new NotificationGroups(clock, () => times.push(clock.monotonic()))
    for (let i = 1; i <= 100; i++) {
      add(i)
      clock.advance(130)
    }
    for (const [i, time] of times.entries()) if (i > 0) expect(time - (times[i - 1] ?? 0)).toBeGreaterThanOrEqual(GROUP_PERIOD_MS)
  })

  it('shows a later message at once, and counts on', () => {
    add(1)
    clock.advance(GROUP_PERIOD_MS)
    add(2)
    expect(counts()).toEqual([1, 2])
  })

  it('does not show again when nothing new came', () => {
    add(1)
    clock.advance(10 * GROUP_PERIOD_MS)
    expect(counts()).toEqual([1])
    expect(clock.pending).toBe(0)
  })

  it('keeps conversations apart', () => {
    add(1)
    add(2, OTHER)
    expect(shown.map(({ conversationId }) => conversationId)).toEqual([SALES, OTHER])
  })

  it('remembers that somebody was mentioned', () => {
    add(1, SALES, true)
    add(2)
    clock.advance(GROUP_PERIOD_MS)
    expect(shown.at(-1)).toMatchObject({ count: 2, hasMention: true })
  })

  it('begins anew once the user has looked, and shows nothing late', () => {
    add(1)
    add(2)
    groups.clear(SALES)
    clock.advance(GROUP_PERIOD_MS)
    expect(counts()).toEqual([1])
    add(3)
    expect(shown.at(-1)).toMatchObject({ count: 1, firstLocalId: 3 })
  })

  it('leaves no timer behind, closed twice', () => {
    add(1)
    add(2, OTHER)
    groups.close()
    groups.close()
    expect(clock.pending).toBe(0)
  })
})
