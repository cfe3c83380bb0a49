import { beforeEach, describe, expect, it } from 'vitest'
import { GROUP_PERIOD_MS, type NotificationGroup, NotificationGroups } from '../../src/main/app/desktop/notification-groups'
import { asConversationId, asLocalId, type ConversationId } from '../../src/shared/ids'
import { FakeClock } from '../helpers/fake-clock'
import { sampleMessage } from './sample-message'

const SALES = asConversationId('c2g:sales')
const OTHER = asConversationId('c2g:other')
const GONE = asLocalId(99)

let clock: FakeClock
let shown: NotificationGroup[]
let withdrawn: ConversationId[]
let groups: NotificationGroups
beforeEach(() => {
  clock = new FakeClock()
  shown = []
  withdrawn = []
  groups = groupsTelling((group) => shown.push(group))
})

function groupsTelling(show: (group: NotificationGroup) => void): NotificationGroups {
  return new NotificationGroups({
    clock,
    show,
    withdraw: (conversationId) => withdrawn.push(conversationId),
    messageOf: (localId) => (localId === GONE ? undefined : sampleMessage({ localId, content: { kind: 'text', text: `text ${localId}` } })),
  })
}

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
    groups = groupsTelling(() => times.push(clock.monotonic()))
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

  it('withdraws what was taken back, and begins anew', () => {
    add(1)
    groups.retract(SALES, ({ localId }) => localId === 1)
    expect([withdrawn, clock.pending]).toEqual([[SALES], 0])
    add(2)
    expect(shown.at(-1)).toMatchObject({ count: 1, firstLocalId: 2, isQuiet: false })
  })

  it('shows at once, quietly, what is left when the last one is taken back', () => {
    add(1)
    add(2, SALES, true)
    clock.advance(GROUP_PERIOD_MS)
    expect(groups.retract(SALES, ({ localId }) => localId === 2)).toBe(1)
    expect(shown.at(-1)).toMatchObject({
      count: 1,
      firstLocalId: 1,
      last: { localId: 1, content: { text: 'text 1' } },
      hasMention: false,
      isQuiet: true,
    })
    expect(withdrawn).toEqual([])
  })

  it('says nothing of one that was taken back before it was shown', () => {
    add(1)
    add(2)
    groups.retract(SALES, ({ localId }) => localId === 2)
    clock.advance(GROUP_PERIOD_MS)
    expect(counts()).toEqual([1])
  })

  it('takes off what was read elsewhere, and nothing for what it does not have', () => {
    const read = (upTo: number) => groups.retract(SALES, ({ localId }) => localId <= upTo)
    expect(read(5)).toBeUndefined()
    for (const localId of [1, 2, 3]) add(localId)
    clock.advance(GROUP_PERIOD_MS)
    read(0)
    read(2)
    expect(shown.map(({ count, firstLocalId }) => [count, firstLocalId])).toEqual([
      [1, 1],
      [3, 1],
      [1, 3],
    ])
  })

  it('withdraws when the row of what is left is gone', () => {
    add(GONE)
    add(2)
    groups.retract(SALES, ({ localId }) => localId === 2)
    expect(withdrawn).toEqual([SALES])
  })

  it('leaves no timer behind, closed twice', () => {
    add(1)
    add(2, OTHER)
    groups.close()
    groups.close()
    expect(clock.pending).toBe(0)
  })
})
