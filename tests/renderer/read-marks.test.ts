// @vitest-environment happy-dom
import type { Conversation } from '@shared/conversation'
import { mount, type VueWrapper } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { defineComponent, nextTick, shallowRef } from 'vue'
import { useReadMarks } from '../../src/renderer/src/composables/use-read-marks'
import type { RowsInView } from '../../src/renderer/src/model/rows-in-view'
import { type TimelineRow, timelineRows } from '../../src/renderer/src/model/timeline-rows'
import type { TimelineWindow } from '../../src/renderer/src/model/timeline-window'
import { useTimelineStore } from '../../src/renderer/src/stores/timeline'
import { useDialogsStore } from '../../src/renderer/src/stores/dialogs'
import { useViewerStore } from '../../src/renderer/src/stores/viewer'
import type { FakeJim } from '../helpers/fake-jim'
import { CONVERSATION, message, range } from './messages'
import { useFakeJim } from './mount'

let jim: FakeJim
let host: VueWrapper
let marks: ReturnType<typeof useReadMarks>
const conversation = shallowRef<Conversation>({} as Conversation)
const window = shallowRef<TimelineWindow>()
const rows = shallowRef<readonly TimelineRow[]>([])
const visible = shallowRef<RowsInView>()
const isAtEnd = shallowRef(false)
const hasFocus = vi.fn<() => boolean>()

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  hasFocus.mockReturnValue(true)
  vi.spyOn(document, 'hasFocus').mockImplementation(hasFocus)
  jim = useFakeJim()
})
afterEach(() => {
  host.unmount()
  vi.restoreAllMocks()
  vi.useRealTimers()
})

function open(change: Partial<Conversation>): void {
  conversation.value = { ...jim.conversations[0]!, lastSeq: 9, readSeq: 4, unread: 5, ...change }
  window.value = { conversationId: CONVERSATION, messages: range(1, 9), gaps: [], hasOlder: false, hasNewer: false }
  if (conversation.value.lastSeq === 0)
    window.value = { ...window.value, messages: window.value.messages.map(({ seq: _, ...rest }) => rest) }
  rows.value = timelineRows(window.value, undefined)
  visible.value = undefined
  isAtEnd.value = false
  host = mount(
    defineComponent({
      setup() {
        marks = useReadMarks(conversation, window, rows, visible, isAtEnd)
        return () => undefined
      },
    }),
  )
}

function see(...ids: number[]): void {
  const keys = ids.map((id) => `m-${id}`)
  visible.value = { shown: keys, seen: keys }
}

async function toldUpTo(): Promise<readonly unknown[]> {
  await nextTick()
  vi.runAllTimers()
  return jim.calls
    .filter(({ channel }) => channel === 'conversations:mark-read')
    .map(({ argument }) => (argument as { readonly upToSeq: number }).upToSeq)
}

describe('read marks', () => {
  it('follow what was on screen', async () => {
    open({})
    expect(await toldUpTo()).toEqual([])
    see(3, 4, 5, 6)
    expect(await toldUpTo()).toEqual([6])
    expect(marks.unseen.value).toBe(3)
    see(6, 7, 8, 9)
    expect(await toldUpTo()).toEqual([6, 9])
    expect(marks.unseen.value).toBe(0)
  })

  it('do not follow a jump to the end past what it left out', async () => {
    open({})
    see(5)
    isAtEnd.value = true
    see(8, 9)
    expect(await toldUpTo()).toEqual([5])
    see(6, 7)
    expect(await toldUpTo()).toEqual([5, 9])
  })

  it('do not move while the window has no focus, and take what is in view when it has it again', async () => {
    hasFocus.mockReturnValue(false)
    open({})
    see(5, 6)
    expect(await toldUpTo()).toEqual([])
    see(6, 7)
    hasFocus.mockReturnValue(true)
    globalThis.window.dispatchEvent(new Event('focus'))
    expect(await toldUpTo()).toEqual([])
    see(5, 6, 7)
    expect(await toldUpTo()).toEqual([7])
  })

  it('do not move under a dialog', async () => {
    open({})
    useDialogsStore().open({ dialog: 'settings' })
    see(5, 6)
    expect(await toldUpTo()).toEqual([])
    useDialogsStore().close()
    expect(await toldUpTo()).toEqual([6])
  })

  it('do not move under a picture that is looked at', async () => {
    open({})
    useViewerStore().open(message(1))
    see(5, 6)
    expect(await toldUpTo()).toEqual([])
    useViewerStore().close()
    expect(await toldUpTo()).toEqual([6])
  })

  it('stop before an album until its row was seen: each of its pictures stands there', async () => {
    open({})
    const album = '11111111-1111-4111-8111-111111111111'
    const messages = window.value!.messages.map((held) =>
      held.localId >= 6 && held.localId <= 8 ? { ...held, content: { kind: 'image', url: '', album } as const } : held,
    )
    window.value = { ...window.value!, messages }
    rows.value = timelineRows(window.value, undefined)
    see(5)
    expect(await toldUpTo()).toEqual([5])
    see(5, 6)
    expect(await toldUpTo()).toEqual([5, 8])
  })

  it('never go back', async () => {
    open({ readSeq: 7, unread: 2 })
    see(5, 6)
    expect(await toldUpTo()).toEqual([])
  })

  it('are set for messages without a number too, once each was seen', async () => {
    open({ lastSeq: 0, readSeq: 0, unread: 2 })
    see(7, 8)
    expect(await toldUpTo()).toEqual([])
    see(8, 9)
    expect(await toldUpTo()).toEqual([0])
    conversation.value = { ...conversation.value, unread: 0 }
    expect(await toldUpTo()).toEqual([0])
  })

  it('draw the line above what comes while nobody looks', async () => {
    hasFocus.mockReturnValue(false)
    open({ unread: 0, readSeq: 9 })
    const nothing = { messages: [], gaps: [], hasOlder: false, hasNewer: false }
    useTimelineStore().open({ conversationId: CONVERSATION, ...nothing, readSeq: 9, unread: 0 }, undefined)
    conversation.value = { ...conversation.value, unread: 1, lastSeq: 10 }
    await nextTick()
    expect(useTimelineStore().unreadAfterSeq).toBe(9)
  })
})
