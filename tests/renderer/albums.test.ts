// @vitest-environment happy-dom
import type { LocalFile } from '@shared/file'
import { asMid, asUserId } from '@shared/ids'
import type { Message, MessageContent } from '@shared/message'
import { enableAutoUnmount, type VueWrapper } from '@vue/test-utils'
import { afterEach, describe, expect, it } from 'vitest'
import MessageBubble from '../../src/renderer/src/components/message/MessageBubble.vue'
import { albumSpans, leastDelivery } from '../../src/renderer/src/model/albums'
import { isUnreadAbove } from '../../src/renderer/src/model/first-unread'
import { timelineBlocks } from '../../src/renderer/src/model/timeline-blocks'
import { keyOf, messagesOf, timelineRows } from '../../src/renderer/src/model/timeline-rows'
import type { TimelineWindow } from '../../src/renderer/src/model/timeline-window'
import { CONVERSATION, gap, message } from './messages'
import { mountWithJim } from './mount'

enableAutoUnmount(afterEach)

const A = '11111111-1111-4111-8111-111111111111'
const B = '22222222-2222-4222-8222-222222222222'
const FILE: LocalFile = { family: 'picture', isSaved: false }

function picture(n: number, album = A, change: Partial<Message> = {}, content: object = {}): Message {
  const of: MessageContent = { kind: 'image', url: '', name: `${n}.jpg`, width: 400, height: 300, album, ...content }
  return message(n, { content: of, file: FILE, ...change })
}
const pictures = (from: number, to: number): Message[] => Array.from({ length: to - from + 1 }, (_, index) => picture(from + index))

function window(messages: readonly Message[], change: Partial<TimelineWindow> = {}): TimelineWindow {
  return { conversationId: CONVERSATION, messages, gaps: [], hasOlder: false, hasNewer: false, ...change }
}

/** The messages of each row, first and last of a run marked. */
function draw(...argument: Parameters<typeof timelineRows>): string {
  return timelineRows(...argument)
    .filter(({ type }) => type !== 'day' && type !== 'start')
    .map((row) => {
      if (row.type !== 'message') return row.type
      const ids = messagesOf(row).map(({ localId }) => localId)
      return `${row.isFirst ? '[' : ''}${ids.join('+')}${row.isLast ? ']' : ''}`
    })
    .join(' ')
}

describe('pictures of one sending', () => {
  it('are one row among the others', () => {
    expect(draw(window([message(1), ...pictures(2, 5), message(6)]), undefined)).toBe('[1 2+3+4+5 6]')
  })

  it('are one row with the films among them, and without what may do harm', () => {
    const film = picture(2, A, {}, { kind: 'video' })
    const harmful = picture(4, A, { file: { ...FILE, danger: 'disguised' } })
    expect(draw(window([picture(1), film, picture(3), harmful, picture(5)]), undefined)).toBe('[1+2+3 4 5]')
  })

  it.each<[string, readonly Message[], Partial<TimelineWindow>, number | undefined, string]>([
    ['another sending', [...pictures(1, 2), picture(3, B), picture(4, B)], {}, undefined, '[1+2 3+4]'],
    ['another sender', [picture(1), picture(2, A, { senderId: asUserId('eve') })], {}, undefined, '[1] [2]'],
    ['words between them', [picture(1), message(2), picture(3)], {}, undefined, '[1 2 3]'],
    ['a hole', [picture(1), picture(5)], { gaps: [gap(2, 4)] }, undefined, '[1] gap [5]'],
    ['the line above the new ones', pictures(1, 4), {}, 2, '[1+2 unread [3+4]'],
    ['the eleventh', pictures(1, 12), {}, undefined, '[1+2+3+4+5+6+7+8+9+10 11+12]'],
  ])('end at %s', (_, messages, change, unreadAfter, expected) => {
    expect(draw(window(messages, change), unreadAfter)).toBe(expected)
  })

  it('are found by each of them, keep their row when one more comes, and are drawn anew when one changes', () => {
    const rows = timelineRows(window(pictures(1, 3)), undefined)
    const key = keyOf(rows, message(2).localId)
    expect(key).toBe('m-1')
    expect(keyOf(rows, message(9).localId)).toBeUndefined()
    const grown = timelineRows(window(pictures(1, 4)), undefined)
    expect(keyOf(grown, message(4).localId)).toBe(key)

    const all = pictures(1, 3)
    const before = timelineBlocks(timelineRows(window(all), undefined), [])
    expect(timelineBlocks(timelineRows(window([...all]), undefined), before)).toEqual(before)
    expect(timelineBlocks(timelineRows(window([...all]), undefined), before).at(-1)).toBe(before.at(-1))
    const changed = timelineRows(window([all[0]!, { ...all[1]!, file: { ...FILE, isSaved: true } }, all[2]!]), undefined)
    expect(timelineBlocks(changed, before).at(-1)).not.toBe(before.at(-1))
  })

  it('wait above as one where the first unread is among them', () => {
    const held = window([...pictures(1, 4), ...Array.from({ length: 5 }, (_, index) => message(5 + index))])
    expect(isUnreadAbove(held, timelineRows(held, undefined), 2, ['m-8', 'm-9'])).toBe(true)
    expect(isUnreadAbove(held, timelineRows(held, undefined), 2, ['m-1', 'm-5'])).toBe(false)
  })

  it('fill whole rows, however many they are', () => {
    for (let count = 2; count <= 10; count += 1) {
      const spans = albumSpans(count)
      expect(spans).toHaveLength(count)
      let [sum, isWhole] = [0, true]
      for (const span of spans) {
        sum += span
        if (sum > 6) isWhole = false
        sum %= 6
      }
      expect([count, sum, isWhole]).toEqual([count, 0, true])
    }
  })

  it('have come as far as the last of them', () => {
    expect(leastDelivery(['read', 'sent', 'delivered'])).toBe('sent')
    expect(leastDelivery(['sent', 'failed', 'queued'])).toBe('failed')
    expect(leastDelivery([undefined, undefined])).toBeUndefined()
  })
})

describe('an album in its bubble', () => {
  const show = (album: readonly Message[]): VueWrapper =>
    mountWithJim(MessageBubble, { message: album.at(-1)!, album, isLast: true }).wrapper

  it('has a cell for each, each with its own sign and its own message', () => {
    const wrapper = show([picture(1), picture(2, A, { file: { ...FILE, mediaUrl: 'jim-media://file/2' } }), picture(3)])
    const cells = wrapper.findAll('[data-testid=album] > li')
    expect(cells.map((cell) => cell.attributes('data-local-id'))).toEqual(['1', '2', '3'])
    expect(cells.map((cell) => cell.find('[aria-label^=Download]').exists())).toEqual([true, false, true])
    expect(cells[1]!.get('img').attributes('src')).toBe('jim-media://file/2')
    expect(wrapper.get('[data-testid=album]').attributes('aria-label')).toBe('Album of 3')
  })

  it('is bare without words, and has one caption, whichever of them brings it, and one time', () => {
    expect(show([picture(1), picture(2)]).classes()).toContain('is-bare')
    for (const at of [0, 1]) {
      const wrapper = show([0, 1].map((index) => picture(index + 1, A, {}, index === at ? { caption: 'the wall' } : {})))
      expect(wrapper.classes()).toContain('is-framed')
      expect(wrapper.findAll('[data-testid=caption]').map((caption) => caption.text())).toEqual([expect.stringContaining('the wall')])
      expect(wrapper.findAll('time')).toHaveLength(1)
    }
  })

  it('answers what its first picture answers', async () => {
    const wrapper = show([picture(1, A, { replyTo: asMid('77') }), picture(2)])
    await wrapper.get('button').trigger('click')
    expect(wrapper.emitted('jump')).toEqual([['77']])
  })
})
