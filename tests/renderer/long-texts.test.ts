// @vitest-environment happy-dom
import { asConversationId, asMid, asUserId } from '@shared/ids'
import type { Message, MessageContent } from '@shared/message'
import type { GroupMember } from '@shared/roster'
import { mount } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import BundleDialog from '../../src/renderer/src/components/message/BundleDialog.vue'
import TimelineMessage from '../../src/renderer/src/components/message/TimelineMessage.vue'
import TimelineRow from '../../src/renderer/src/components/timeline/TimelineRow.vue'
import MemberList from '../../src/renderer/src/components/roster/MemberList.vue'
import { createAppI18n } from '../../src/renderer/src/i18n'
import type { TimelineChat } from '../../src/renderer/src/model/timeline-chat'
import { message } from './messages'
import { useFakeJim } from './mount'

const HUGE = 'A'.repeat(1_000_000)
/** What one message may hand to layout, in characters, and how long it may be without a place to break. */
const MOST = 9000
const LONGEST_RUN = 100

const conversation: TimelineChat = {
  conversationId: asConversationId('c2g:team'),
  kind: 'c2g',
  hasLeft: false,
  peerReadSeq: 0,
  peerDeliveredSeq: 0,
}

beforeEach(() => void useFakeJim())
afterEach(() => {
  document.body.innerHTML = ''
})

/** Everything an element hands to layout and to a screen reader. */
function drawnIn(element: Element): { readonly characters: number; readonly longestRun: number } {
  const texts: string[] = []
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT)
  while (walker.nextNode()) texts.push(walker.currentNode.nodeValue ?? '')
  const longestRun = Math.max(0, ...texts.flatMap((text) => text.split(/\s/).map(({ length }) => length)))
  const attributes = [element, ...element.querySelectorAll('*')].flatMap((node) => [...node.attributes].map(({ value }) => value))
  return { characters: [...texts, ...attributes].join('').length, longestRun }
}

function draw(content: MessageContent, change: Partial<Message> = {}): Element {
  const props = { message: message(1, { content, ...change }), conversation, isFirst: true, isLast: true, isFlashing: false }
  return mount(TimelineMessage, {
    props: { ...props, quoted: change.quote && { ...change.quote, isMine: false } },
    attachTo: document.body,
    global: { plugins: [createAppI18n('en')] },
  }).element as Element
}

describe('a text of a million characters without a blank', () => {
  it.each<[string, MessageContent, Partial<Message>]>([
    ['as a message', { kind: 'text', text: HUGE }, {}],
    ['as a link', { kind: 'text', text: `https://example.com/${HUGE}` }, {}],
    ['as the fallback of an unknown message', { kind: 'custom', name: 'poll', fallbackText: HUGE }, {}],
    [
      'in a quote',
      { kind: 'text', text: 'yes' },
      { replyTo: asMid('9'), quote: { senderName: 'Bob', content: { kind: 'text', text: HUGE } } },
    ],
    [
      'in a bundle',
      {
        kind: 'bundle',
        title: 'Talk',
        items: Array.from({ length: 100 }, () => ({ senderName: 'Bob', content: { kind: 'text', text: HUGE } as const })),
      },
      {},
    ],
  ])('%s is cut before it is drawn', (_, content, change) => {
    const drawn = drawnIn(draw(content, change))
    expect(drawn.characters).toBeLessThan(MOST)
    // A quote and a line of a bundle are cut by themselves, and never wrap.
    expect(drawn.longestRun).toBeLessThanOrEqual(content.kind === 'bundle' || change.quote ? 401 : LONGEST_RUN)
  })

  it('makes no link of an address that it cuts', () => {
    expect(draw({ kind: 'text', text: `see https://example.com/${HUGE}` }).querySelectorAll('a')).toHaveLength(0)
    expect(draw({ kind: 'text', text: `see https://example.com/short ${HUGE}` }).querySelectorAll('a')).toHaveLength(1)
  })

  it('is cut in a notice', () => {
    const event = { event: 'notice_changed', by: 'bob', notice: HUGE } as const
    const row = {
      type: 'message',
      key: 'm-1',
      message: message(1, { content: { kind: 'group_event', event } }),
      isFirst: true,
      isLast: true,
    } as const
    const wrapper = mount(TimelineRow, {
      props: { row, conversation, isFlashing: false, findQuoted: () => undefined },
      global: { plugins: [createAppI18n('en')] },
    })
    expect(drawnIn(wrapper.element as Element).characters).toBeLessThan(MOST)
  })

  it('is read part by part', async () => {
    const props = {
      message: message(1, { content: { kind: 'text', text: HUGE } }),
      conversation,
      isFirst: true,
      isLast: true,
      isFlashing: false,
    } as const
    const wrapper = mount(TimelineMessage, { props, global: { plugins: [createAppI18n('en')] } })
    expect(wrapper.text()).toContain('998,000 more characters')
    await wrapper.get('button.font-semibold').trigger('click')
    expect(wrapper.text()).toContain('982,000 more characters')
    expect(drawnIn(wrapper.element as Element)).toMatchObject({ longestRun: 64 })
  })
})

describe('many at once', () => {
  it('names a few of the people whom a notice is about, and how many others', () => {
    const members = Array.from({ length: 3000 }, (_, i) => ({ userId: `u${i}`, name: `Person ${i}` }))
    const event = { event: 'members_added', by: 'bob', members } as const
    const row = {
      type: 'message',
      key: 'm-1',
      message: message(1, { content: { kind: 'group_event', event } }),
      isFirst: true,
      isLast: true,
    } as const
    const wrapper = mount(TimelineRow, {
      props: { row, conversation, isFlashing: false, findQuoted: () => undefined },
      global: { plugins: [createAppI18n('en')] },
    })
    expect(wrapper.text()).toMatch(/Person 7.*, and .*2,?992 others/)
    expect(wrapper.text()).not.toContain('Person 8')
  })

  it('draws the members of a large group as they are asked for', async () => {
    const jim = useFakeJim()
    const members = Array.from(
      { length: 5000 },
      (_, i): GroupMember =>
        ({ userId: asUserId(`u${i}`), name: `Person ${i}`, avatar: '', role: 'member', readSeq: 0, deliveredSeq: 0 }) as GroupMember,
    )
    const wrapper = mount(MemberList, {
      props: { members, conversation: jim.conversations[0]!, canChange: false },
      global: { plugins: [createAppI18n('en')] },
    })
    const rows = (): number => wrapper.text().match(/Person \d+/g)?.length ?? 0
    expect(rows()).toBe(60)
    await wrapper.findAll('button').at(-1)!.trigger('click')
    expect(rows()).toBe(120)
  })

  it('opens a bundle whose texts are long with each of them folded', () => {
    const content = {
      kind: 'bundle',
      title: 'Talk',
      items: Array.from({ length: 20 }, () => ({ senderName: 'Bob', content: { kind: 'text', text: HUGE } as const })),
    } as const
    mount(BundleDialog, { props: { content }, attachTo: document.body, global: { plugins: [createAppI18n('en')] } })
    const drawn = drawnIn(document.body)
    expect(drawn.longestRun).toBeLessThanOrEqual(LONGEST_RUN)
    expect(drawn.characters).toBeLessThan(20 * MOST)
  })
})
