// @vitest-environment happy-dom
import { mount } from '@vue/test-utils'
import { beforeEach, describe, expect, it } from 'vitest'
import FloatingDate from '../../src/renderer/src/components/timeline/FloatingDate.vue'
import { createAppI18n } from '../../src/renderer/src/i18n'
import { timelineRows } from '../../src/renderer/src/model/timeline-rows'
import { CONVERSATION, message, START } from './messages'
import { useFakeJim } from './mount'

const DAY = 86_400_000
const rows = timelineRows(
  {
    conversationId: CONVERSATION,
    messages: [1, 2, 3, 4].map((n) => message(n, { at: START + (n > 2 ? DAY : 0) + n * 1000 })),
    gaps: [],
    hasOlder: true,
    hasNewer: false,
  },
  undefined,
)

beforeEach(() => void useFakeJim())

function shownAt(key: string): string {
  return mount(FloatingDate, { props: { rows, shown: [key] }, global: { plugins: [createAppI18n('en')] } }).text()
}

describe('the floating date', () => {
  it('is the day of the topmost message', () => {
    expect(shownAt('m-1')).toContain('21')
    expect(shownAt('m-4')).toContain('22')
  })

  it('makes way for the divider that says the same', () => {
    expect(shownAt('day-1')).toBe('')
    expect(shownAt('m-2')).toBe('')
    expect(shownAt('nothing')).toBe('')
  })
})
