import type { Message, TimelinePage } from '@shared/message'
import { describe, expect, it } from 'vitest'
import { lastScreens } from '../../src/renderer/src/model/last-screens'
import { CONVERSATION, gap, message, range } from './messages'

const page = (messages: readonly Message[], change: Partial<TimelinePage> = {}): TimelinePage => ({
  conversationId: CONVERSATION,
  messages,
  gaps: [],
  hasOlder: false,
  hasNewer: false,
  readSeq: 0,
  unread: 0,
  ...change,
})
/** 200 px high where it is shown. */
const picture = (n: number, more: { readonly album?: string; readonly isSticker?: true } = {}): Message =>
  message(n, { content: { kind: 'image', url: 'jim-media://file/1', width: 250, height: 200, ...more } })
const pictures = (from: number, to: number): Message[] => range(from, to).map(({ seq }) => picture(seq!))
const seqs = ({ messages }: TimelinePage): number[] => messages.map(({ seq }) => seq!)

describe('the last screens of a page', () => {
  it('are as many pictures as fill them, and there are older ones', () => {
    const shown = lastScreens(page(pictures(1, 30)), 1000)
    expect(seqs(shown)).toEqual([26, 27, 28, 29, 30])
    expect(shown.hasOlder).toBe(true)
    expect(seqs(lastScreens(page(pictures(1, 30)), 1001))).toEqual([25, 26, 27, 28, 29, 30])
  })

  it('are all of it where they are not filled', () => {
    const whole = page(pictures(1, 5))
    expect(lastScreens(whole, 1000)).toBe(whole)
    expect(lastScreens(page([]), 1000).messages).toEqual([])
  })

  it('are all thirty texts on a usual screen, and films count as pictures', () => {
    const texts = page(range(1, 30))
    expect(lastScreens(texts, 30 * 34)).toBe(texts)
    const film = message(31, { content: { kind: 'video', url: 'jim-media://file/2', width: 320, height: 280 } })
    expect(seqs(lastScreens(page([...range(1, 30), film]), 300))).toEqual([30, 31])
  })

  it('count the lines of a text that there are in the widest window, and no more than ten', () => {
    const saying = (text: string): Message[] => range(1, 30).map(({ seq }) => message(seq!, { content: { kind: 'text', text } }))
    const shown = (text: string): number => lastScreens(page(saying(text)), 340).messages.length
    expect(shown('x')).toBe(10)
    expect(shown('x'.repeat(400))).toBe(10)
    expect(shown('x'.repeat(401))).toBe(7)
    expect(shown('字'.repeat(201))).toBe(7)
    expect(shown('a\nb')).toBe(7)
    expect(shown('\n'.repeat(500))).toBe(2)
  })

  it('are of any order', () => {
    expect(seqs(lastScreens(page(pictures(1, 9).reverse()), 400))).toEqual([8, 9])
  })

  it('have an album whole, which is no higher than one of it', () => {
    const album = [3, 4, 5, 6, 7].map((n) => picture(n, { album: 'a' }))
    const all = [...pictures(1, 2), ...album, ...pictures(8, 9)]
    expect(seqs(lastScreens(page(all), 600))).toEqual([3, 4, 5, 6, 7, 8, 9])
    expect(seqs(lastScreens(page(all), 601))).toEqual([2, 3, 4, 5, 6, 7, 8, 9])
    expect(seqs(lastScreens(page(album), 100))).toEqual([3, 4, 5, 6, 7])
  })

  it('count a sticker as high as it is shown', () => {
    const stickers = range(1, 30).map(({ seq }) => picture(seq!, { isSticker: true }))
    expect(seqs(lastScreens(page(stickers), 500))).toHaveLength(4)
  })

  it('are the whole page where something is missing in it', () => {
    const whole = page(pictures(10, 30), { gaps: [gap(5, 9)] })
    expect(lastScreens(whole, 400)).toBe(whole)
  })
})
