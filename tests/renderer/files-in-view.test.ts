// @vitest-environment happy-dom
import type { LocalFile } from '@shared/file'
import { flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { computed, shallowRef } from 'vue'
import { useFilesInView } from '../../src/renderer/src/composables/use-files-in-view'
import type { TimelineRow } from '../../src/renderer/src/model/timeline-rows'
import { useLinkStore } from '../../src/renderer/src/stores/link'
import { EVERY_CONTENT } from '../helpers/every-content'
import type { FakeJim } from '../helpers/fake-jim'
import { FULL } from '../helpers/spoken'
import { message } from './messages'
import { useFakeJim, withSetup } from './mount'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const KNOWN: LocalFile = { family: 'picture', isSaved: false }

/** A row of a message: a file as it is known here, or a text. */
function row(n: number, file?: LocalFile): TimelineRow {
  const said = message(n, file === undefined ? {} : { content: EVERY_CONTENT.image, file })
  return { type: 'message', key: `m-${n}`, message: said, isFirst: true, isLast: true }
}

const told = (jim: FakeJim): unknown[] => jim.calls.filter(({ channel }) => channel === 'files:in-view').map(({ argument }) => argument)

function look(files = true) {
  const jim = useFakeJim()
  useLinkStore().setConnection({ state: 'online', ...FULL, features: { ...FULL.features, files }, since: 0 })
  const rows = shallowRef<readonly TimelineRow[]>([
    row(1),
    row(2, KNOWN),
    row(3, { ...KNOWN, mediaUrl: 'jim-media://file/3' }),
    row(4, { ...KNOWN, lack: 'gone' }),
    row(5, KNOWN),
    row(6, KNOWN),
  ])
  const shown = shallowRef<readonly string[]>(['m-1', 'm-2', 'm-3', 'm-4', 'm-5'])
  withSetup(() =>
    useFilesInView(
      rows,
      computed(() => ({ shown: shown.value, seen: [] })),
    ),
  )
  return { jim, rows, shown }
}

it('main hears which files are on screen, here or not, once somebody rests', async () => {
  const { jim, shown } = look()
  await vi.advanceTimersByTimeAsync(199)
  expect(told(jim)).toEqual([])
  await vi.advanceTimersByTimeAsync(1)
  expect(told(jim)).toEqual([{ localIds: [2, 3, 4, 5] }])
  shown.value = ['m-5', 'm-6']
  shown.value = ['m-6']
  await vi.advanceTimersByTimeAsync(300)
  expect(told(jim).slice(1)).toEqual([{ localIds: [6] }])
})

it('the same view is told once, and again when a file of it has come or gone', async () => {
  const { jim, rows, shown } = look()
  await vi.advanceTimersByTimeAsync(300)
  rows.value = [...rows.value]
  await vi.advanceTimersByTimeAsync(300)
  expect(told(jim)).toHaveLength(1)
  rows.value = rows.value.map((one) => (one.key === 'm-3' ? row(3, KNOWN) : one))
  await vi.advanceTimersByTimeAsync(300)
  expect(told(jim).slice(1)).toEqual([{ localIds: [2, 3, 4, 5] }])
  // Nothing is on screen any more that would have to stay.
  shown.value = ['m-1']
  await vi.advanceTimersByTimeAsync(300)
  expect(told(jim).slice(2)).toEqual([{ localIds: [] }])
})

it('nothing is asked of a server without files', async () => {
  const { jim } = look(false)
  await vi.advanceTimersByTimeAsync(1000)
  await flushPromises()
  expect(told(jim)).toEqual([])
})
