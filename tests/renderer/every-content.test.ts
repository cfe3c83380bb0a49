// @vitest-environment happy-dom
import type { ContentKind, MessageContent } from '@shared/message'
import { mount } from '@vue/test-utils'
import { beforeEach, describe, expect, it } from 'vitest'
import SummaryLine from '../../src/renderer/src/components/message/SummaryLine.vue'
import MessageBubble from '../../src/renderer/src/components/message/MessageBubble.vue'
import { createAppI18n } from '../../src/renderer/src/i18n'
import { EVERY_CONTENT } from '../helpers/every-content'
import { message } from './messages'
import { useFakeJim } from './mount'

beforeEach(() => void useFakeJim())

/** What stands in a line of its own in the timeline, not in a bubble. */
const NOTICES: readonly ContentKind[] = ['recall', 'group_event']
const contents = Object.values<MessageContent>(EVERY_CONTENT)

/** What a person sees of an element, pictures by their names; without the time, which every message has. */
function seenIn(element: Element): string {
  for (const time of element.querySelectorAll('time')) time.remove()
  const named = [...element.querySelectorAll('[role="img"], img')].map(
    (node) => node.getAttribute('aria-label') ?? node.getAttribute('alt'),
  )
  return [element.textContent, ...named].join(' ').trim()
}

describe.each(['en', 'zh-CN'] as const)('every kind of message (%s)', (locale) => {
  const global = { plugins: [createAppI18n(locale)] }

  it.each(contents.filter(({ kind }) => !NOTICES.includes(kind)))('is drawn in its bubble: $kind', (content) => {
    const bubble = mount(MessageBubble, { props: { message: message(1, { content }), isMine: false, isLast: true }, global })
    const seen = seenIn(bubble.element as Element)
    expect(seen).not.toBe('')
    expect(seen).not.toMatch(/\b(?:kind|card|notice)\.\w/)
  })

  it.each(contents.filter(({ kind }) => !NOTICES.includes(kind)))('has a line in lists and quotes: $kind', (content) => {
    const line = mount(SummaryLine, { props: { content }, global }).text()
    expect(line).not.toBe('')
    expect(line).not.toMatch(/\b(?:kind|card|notice)\.\w/)
  })
})
