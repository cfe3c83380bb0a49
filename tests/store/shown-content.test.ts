import type { MessageContent } from '@shared/message'
import { describe, expect, it } from 'vitest'
import { toContent } from '../../src/main/store/message-content'
import { openedContent, shownContent, wholeText } from '../../src/main/store/shown-content'
import { contentHint } from '../../src/main/store/content-hint'

const HUGE = '长'.repeat(1_000_000)
const HUGE_URL = `https://example.com/${HUGE}`
const text = { type: 'text', data: { sender_id: HUGE, sender_name: HUGE, content: HUGE } }
const event = (fields: object): readonly [string, Record<string, unknown>] => [
  'custom',
  { kind: 'group.event', content: { by: 'bob', ...fields } },
]

/** Content as the worst of peers sends it, by name. */
const SENT: Readonly<Record<string, readonly [string, Record<string, unknown>]>> = {
  text: ['text', { content: HUGE }],
  face: ['face', { symbol: HUGE }],
  location: ['location', { lat: 1, lng: 2, desc: HUGE, map_link: HUGE_URL, cover_image: HUGE_URL }],
  sound: ['sound', { url: HUGE_URL }],
  image: ['image', { big_url: HUGE_URL, icon_url: HUGE_URL }],
  file: ['file', { url: HUGE_URL, name: `${HUGE}.exe`, thumb_url: HUGE_URL }],
  video: ['video', { url: HUGE_URL, thumb_url: HUGE_URL }],
  link: ['link', { url: HUGE_URL, title: HUGE, desc: HUGE, pic: HUGE_URL }],
  contact: ['contact', { user_id: HUGE, name: HUGE, avatar: HUGE_URL }],
  red_packet: ['red_packet', { url: HUGE_URL, amount: 1, memo: HUGE }],
  bundle: ['bundle', { title: HUGE, of: { kind: 'c2c', names: [HUGE, HUGE] }, items: Array.from({ length: 100 }, () => text) }],
  custom: ['custom', { kind: HUGE, content: { fallback_text: HUGE } }],
  unknown: [HUGE, { anything: HUGE }],
  created: event({ event: 'created', title: HUGE }),
  members: event({
    event: 'members_added',
    members: Array.from({ length: 3000 }, (_, i) => ({ user_id: `u${i}`, name: HUGE.slice(0, 400) })),
  }),
  ids: event({ event: 'members_removed', by: HUGE, members: [{ user_id: HUGE, name: HUGE }] }),
  notice: event({ event: 'notice_changed', notice: HUGE }),
  role: event({ event: 'role_changed', member: { user_id: HUGE, name: HUGE }, role: HUGE }),
}

/** Characters that cross to the window. */
const crossing = (content: MessageContent): number => JSON.stringify(content).length

describe('what crosses to the window of a message', () => {
  it.each(Object.entries(SENT))('is a few thousand characters of a million: %s', (_, [type, content]) => {
    const held = toContent(type, content)
    expect(crossing(shownContent(held))).toBeLessThan(4500)
    expect(crossing(contentHint(held))).toBeLessThan(4500)
    expect(shownContent(held).kind).toBe(held.kind)
  })

  it('is the beginning of a long text, with its length', () => {
    const [whole, long] = ['长'.repeat(4000), '长'.repeat(4001)]
    expect(shownContent({ kind: 'text', text: whole })).toEqual({ kind: 'text', text: whole })
    expect(shownContent({ kind: 'text', text: long })).toEqual({ kind: 'text', text: long.slice(0, 2000), length: 4001 })
    expect(shownContent({ kind: 'text', text: HUGE })).toEqual({ kind: 'text', text: HUGE.slice(0, 2000), length: 1_000_000 })
    expect(shownContent({ kind: 'text', text: `a${'👍'.repeat(3000)}` })).toMatchObject({ text: `a${'👍'.repeat(999)}`, length: 6001 })
    const custom = { kind: 'custom', name: 'poll', fallbackText: HUGE } as const
    expect(shownContent(custom)).toEqual({ ...custom, fallbackText: HUGE.slice(0, 2000), length: 1_000_000 })
    expect(wholeText(custom)).toBe(HUGE)
  })

  it('says how many people a notice is about, and of a file what it ends in', () => {
    expect(shownContent(toContent(...SENT['members']!))).toMatchObject({ event: { members: { length: 10 }, count: 3000 } })
    expect(shownContent(toContent(...SENT['file']!))).toMatchObject({ name: expect.stringMatching(/….*\.exe$/), url: '' })
  })

  it('is of a bundle the card; opened, each of its texts begins', () => {
    const held = toContent(...SENT['bundle']!)
    expect(shownContent(held)).toMatchObject({ items: { length: 4 }, count: 100 })
    const opened = openedContent(held)
    expect(opened).toMatchObject({ items: { length: 100 }, count: 100 })
    expect(opened.kind === 'bundle' && opened.items[99]?.content).toEqual(shownContent({ kind: 'text', text: HUGE }))
    expect(crossing(opened)).toBeLessThan(100 * 3000)
  })

  it('is all of it where it is short, and a picture that lies in its address', () => {
    const short: readonly MessageContent[] = [
      { kind: 'text', text: 'see you at three' },
      { kind: 'text', text: 'a'.repeat(4000) },
      { kind: 'link', url: 'https://a.example', title: 't', desc: 'd' },
      { kind: 'image', url: `data:image/png;base64,${'A'.repeat(20_000)}` },
      { kind: 'group_event', event: { event: 'members_added', by: 'bob', members: [{ userId: 'u', name: 'U' }] } },
    ]
    for (const content of short) expect(shownContent(content)).toEqual(content)
  })
})
