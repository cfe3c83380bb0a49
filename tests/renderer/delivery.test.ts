// @vitest-environment happy-dom
import { asSeq } from '@shared/ids'
import { type Delivery, deliveryOf, type MessageStatus } from '@shared/message'
import { mount } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import StatusTick from '../../src/renderer/src/components/common/StatusTick.vue'
import { createAppI18n } from '../../src/renderer/src/i18n'

const TEXT = { kind: 'text', text: 'hello' } as const

describe('delivery ticks', () => {
  it.each([
    [{ count: 0, of: 3 }, 'sent'],
    [{ count: 2, of: 3 }, 'sent'],
    [{ count: 3, of: 3 }, 'read'],
  ] as const)('in a group %o shows %s, whatever the marks of one peer say', (readBy, expected) => {
    const message = { status: 'sent', seq: asSeq(5), content: TEXT, readBy } as const
    expect(deliveryOf(message, { peerReadSeq: 9, peerDeliveredSeq: 9 })).toBe(expected)
    expect(deliveryOf({ ...message, content: { kind: 'recalled' } }, { peerReadSeq: 9, peerDeliveredSeq: 9 })).toBeUndefined()
  })

  it.each<readonly [MessageStatus, number | undefined, number, number, Delivery | undefined]>([
    ['received', 5, 9, 9, undefined],
    ['queued', undefined, 9, 9, 'queued'],
    ['sending', undefined, 9, 9, 'sending'],
    ['failed', undefined, 9, 9, 'failed'],
    ['unconfirmed', undefined, 0, 0, 'unconfirmed'],
    ['sent', 5, 0, 0, 'sent'],
    ['sent', 5, 0, 5, 'delivered'],
    ['sent', 5, 4, 9, 'delivered'],
    ['sent', 5, 5, 5, 'read'],
    ['sent', undefined, 9, 9, 'sent'],
  ])('%s with seq %s, read to %s, delivered to %s, shows %s', (status, seq, peerReadSeq, peerDeliveredSeq, expected) => {
    expect(deliveryOf({ status, seq: seq === undefined ? undefined : asSeq(seq), content: TEXT }, { peerReadSeq, peerDeliveredSeq })).toBe(
      expected,
    )
  })

  it.each([
    ['sent', 'delivered', 'delivered'],
    ['sent', 'read', 'read'],
    ['sending', 'delivered', 'sending'],
    ['failed', 'read', 'failed'],
  ] as const)('%s, where it is told of each message that it was %s, shows %s', (status, reached, expected) => {
    expect(deliveryOf({ status, content: TEXT, reached }, { peerReadSeq: 0, peerDeliveredSeq: 0 })).toBe(expected)
  })

  it.each<readonly [Delivery, string]>([
    ['queued', 'Queued'],
    ['sent', 'On the server'],
    ['delivered', 'Delivered'],
    ['read', 'Read'],
    ['failed', 'Not sent'],
  ])('names %s for everyone', (delivery, name) => {
    const wrapper = mount(StatusTick, { props: { delivery }, global: { plugins: [createAppI18n('en')] } })
    expect(wrapper.find('[role=img]').attributes('aria-label')).toBe(name)
  })
})
