import type { MessageContent } from '@shared/message'
import { describe, expect, it } from 'vitest'
import { contentHint } from '../../src/main/store/content-hint'

const HUGE = '长'.repeat(100_000)

describe('what the list and a quote show of a message', () => {
  it.each<[string, MessageContent]>([
    ['text', { kind: 'text', text: HUGE }],
    ['custom', { kind: 'custom', name: 'poll', fallbackText: HUGE }],
    ['link', { kind: 'link', url: 'https://a.example', title: HUGE, desc: HUGE }],
    ['bundle', { kind: 'bundle', title: HUGE, items: [{ senderName: 'Bob', content: { kind: 'text', text: HUGE } }] }],
    ['red_packet', { kind: 'red_packet', url: 'https://a.example', amountCents: 1, memo: HUGE }],
    ['unsupported', { kind: 'unsupported', type: 'hologram', raw: HUGE }],
  ])('is short whatever a %s says', (kind, content) => {
    const hint = contentHint(content)
    expect(hint.kind).toBe(kind)
    expect(JSON.stringify(hint).length).toBeLessThan(800)
  })

  it('is all of it where it is short', () => {
    const content: MessageContent = { kind: 'text', text: 'see you at three' }
    expect(contentHint(content)).toEqual(content)
  })
})
