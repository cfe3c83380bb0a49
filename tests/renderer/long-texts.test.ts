// @vitest-environment happy-dom
import { asConversationId, asMid, asUserId } from '@shared/ids'
import type { GroupEvent, Message, MessageContent } from '@shared/message'
import type { GroupMember } from '@shared/roster'
import { flushPromises, mount, type VueWrapper } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import BundleDialog from '../../src/renderer/src/components/message/BundleDialog.vue'
import TimelineMessage from '../../src/renderer/src/components/message/TimelineMessage.vue'
import TimelineRow from '../../src/renderer/src/components/timeline/TimelineRow.vue'
import MemberList from '../../src/renderer/src/components/roster/MemberList.vue'
import { useMessageActions } from '../../src/renderer/src/composables/use-message-actions'
import { createAppI18n } from '../../src/renderer/src/i18n'
import type { TimelineChat } from '../../src/renderer/src/model/timeline-chat'
import { useWritingStore } from '../../src/renderer/src/stores/writing'
import type { FakeJim } from '../helpers/fake-jim'
import { message } from './messages'
import { useFakeJim, withSetup } from './mount'

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

/** What happened to a group, as the timeline tells it. */
function drawNotice(event: GroupEvent): VueWrapper {
  const content = { kind: 'group_event', event } as const
  const row = { type: 'message', key: 'm-1', message: message(1, { content }), isFirst: true, isLast: true } as const
  return mount(TimelineRow, {
    props: { row, conversation, isFlashing: false, findQuoted: () => undefined },
    global: { plugins: [createAppI18n('en')] },
  })
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
    const wrapper = drawNotice(event)
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

/** Somebody says it in a conversation of the fake main process. */
function receive(jim: FakeJim, content: MessageContent): Message {
  const { conversationId } = jim.conversations[0]!
  return jim.receive(conversationId, '王建国', content)
}

describe('a text of which the window has the beginning', () => {
  const words = Array.from({ length: 30_000 }, (_, i) => `w${i}`).join(' ')
  let jim: FakeJim
  beforeEach(() => {
    jim = useFakeJim()
  })

  const inChat = (what: Message) => ({
    props: { message: what, conversation, isFirst: true, isLast: true, isFlashing: false },
    attachTo: document.body,
    global: { plugins: [createAppI18n('en')] },
  })

  it('is asked for part by part as it is unfolded, to its very end', async () => {
    const held = receive(jim, { kind: 'text', text: words.slice(0, 20_000) })
    expect(held.content).toMatchObject({ length: 20_000 })
    const wrapper = mount(TimelineMessage, inChat(held))
    const unfold = async (): Promise<void> => {
      await wrapper
        .findAll('button')
        .find((button) => button.text() === 'Show more')!
        .trigger('click')
      await flushPromises()
    }
    expect(wrapper.text()).toContain('18,000 more characters')
    await unfold()
    expect(wrapper.text()).toContain('2,000 more characters')
    await unfold()
    expect(wrapper.text()).toContain(words.slice(0, 20_000))
    expect(wrapper.text()).not.toContain('more characters')
    const asked = jim.calls.filter(({ channel }) => channel === 'messages:text').map(({ argument }) => argument)
    expect(asked).toMatchObject([
      { from: 2000, length: 16_000 },
      { from: 18_000, length: 16_000 },
    ])
  })

  it('unfolds in a bundle within a bundle', async () => {
    const text = (content: MessageContent) => ({ senderName: 'Bob', content })
    const inner: MessageContent = { kind: 'bundle', title: 'Inner', items: [text({ kind: 'text', text: words })] }
    const { localId } = receive(jim, { kind: 'bundle', title: 'Outer', items: [text({ kind: 'text', text: 'first' }), text(inner)] })
    const content = { kind: 'bundle', title: 'Inner', items: [] } as const
    const props = { content, place: { localId, within: [1] } }
    mount(BundleDialog, { props, attachTo: document.body, global: { plugins: [createAppI18n('en')] } })
    await flushPromises()
    const button = [...document.querySelectorAll('button')].find(({ textContent }) => textContent?.trim() === 'Show more')
    button!.click()
    await flushPromises()
    expect(document.body.textContent).toContain(words.slice(0, 18_000))
  })

  it('is copied, taken back and written again whole', async () => {
    const copied: string[] = []
    vi.spyOn(navigator.clipboard, 'writeText').mockImplementation((text) => Promise.resolve(void copied.push(text)))
    const writing = useWritingStore()
    const actions = withSetup(useMessageActions)
    const theirs = receive(jim, { kind: 'text', text: words })
    await actions.copyMessages([theirs])
    expect(copied).toEqual([words])
    const mine = { ...theirs, isMine: true }
    await actions.rewrite(mine)
    expect(writing.insertion?.text).toBe(words)
    await actions.recall(mine)
    expect(writing.recalled.get(mine.mid!)?.text).toBe(words)
  })
})

describe('many at once', () => {
  it('names a few of the people whom a notice is about, and how many others', () => {
    const members = Array.from({ length: 10 }, (_, i) => ({ userId: `u${i}`, name: `Person ${i}` }))
    const event = { event: 'members_added', by: 'bob', members, count: 3000 } as const
    const wrapper = drawNotice(event)
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
      props: { members, conversation: jim.conversations[0]!, me: undefined, canChange: false },
      global: { plugins: [createAppI18n('en')] },
    })
    const rows = (): number => wrapper.text().match(/Person \d+/g)?.length ?? 0
    expect(rows()).toBe(60)
    await wrapper.findAll('button').at(-1)!.trigger('click')
    expect(rows()).toBe(120)
  })

  it('opens a bundle whose texts are long with each of them folded', async () => {
    const jim = useFakeJim()
    const items = Array.from({ length: 20 }, () => ({ senderName: 'Bob', content: { kind: 'text', text: HUGE } as const }))
    const place = { localId: receive(jim, { kind: 'bundle', title: 'Talk', items }).localId, within: [] }
    const content = { kind: 'bundle', title: 'Talk', items: [] } as const
    mount(BundleDialog, { props: { content, place }, attachTo: document.body, global: { plugins: [createAppI18n('en')] } })
    await flushPromises()
    expect(document.querySelectorAll('li')).toHaveLength(20)
    const drawn = drawnIn(document.body)
    expect(drawn.longestRun).toBeLessThanOrEqual(LONGEST_RUN)
    expect(drawn.characters).toBeLessThan(20 * MOST)
  })
})
