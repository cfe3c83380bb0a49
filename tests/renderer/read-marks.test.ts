// @vitest-environment happy-dom
import type { Conversation } from '@shared/conversation'
import { asSeq } from '@shared/ids'
import { mount, type VueWrapper } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { defineComponent, nextTick, shallowRef } from 'vue'
import { useReadMarks } from '../../src/renderer/src/composables/use-read-marks'
import { useTimelineStore } from '../../src/renderer/src/stores/timeline'
import type { FakeJim } from '../helpers/fake-jim'
import { useFakeJim } from './mount'

let jim: FakeJim
let host: VueWrapper
const conversation = shallowRef<Conversation>({} as Conversation)
const isAtEnd = shallowRef(false)
let marks: ReturnType<typeof useReadMarks>

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  vi.spyOn(document, 'hasFocus').mockReturnValue(true)
  jim = useFakeJim()
})
afterEach(() => {
  host.unmount()
  vi.restoreAllMocks()
  vi.useRealTimers()
})

function look(change: Partial<Conversation>): void {
  conversation.value = { ...jim.conversations[0]!, lastSeq: 9, readSeq: 4, unread: 5, ...change }
  isAtEnd.value = false
  const { conversationId } = conversation.value
  useTimelineStore().open({ conversationId, messages: [], gaps: [], hasOlder: false, hasNewer: false }, undefined)
  const Host = defineComponent({
    setup() {
      marks = useReadMarks(conversation, isAtEnd)
      return () => undefined
    },
  })
  host = mount(Host)
}

async function toldUpTo(): Promise<readonly unknown[]> {
  await nextTick()
  vi.runAllTimers()
  return jim.calls
    .filter(({ channel }) => channel === 'conversations:mark-read')
    .map(({ argument }) => (argument as { readonly upToSeq: number }).upToSeq)
}

describe('read marks', () => {
  it('follow what was on screen, and the whole conversation at its end', async () => {
    look({})
    expect(await toldUpTo()).toEqual([])
    marks.markVisible(asSeq(6))
    expect(await toldUpTo()).toEqual([6])
    isAtEnd.value = true
    expect(await toldUpTo()).toEqual([6, 9])
  })

  it('never go back', async () => {
    look({ readSeq: 7 })
    marks.markVisible(asSeq(6))
    expect(await toldUpTo()).toEqual([])
  })

  it('are set for messages without a number too, once the end is seen', async () => {
    look({ lastSeq: 0, readSeq: 0, unread: 2 })
    expect(await toldUpTo()).toEqual([])
    isAtEnd.value = true
    expect(await toldUpTo()).toEqual([0])
    conversation.value = { ...conversation.value, unread: 0 }
    expect(await toldUpTo()).toEqual([0])
  })
})
