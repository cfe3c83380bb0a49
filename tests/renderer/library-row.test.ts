// @vitest-environment happy-dom
import type { LocalFile } from '@shared/file'
import { asTransferId } from '@shared/ids'
import type { MessageContent } from '@shared/message'
import type { Transfer } from '@shared/transfer'
import { enableAutoUnmount } from '@vue/test-utils'
import { type Component, nextTick } from 'vue'
import { afterEach, expect, it } from 'vitest'
import LibraryRow from '../../src/renderer/src/components/library/LibraryRow.vue'
import ShelfRow from '../../src/renderer/src/components/media/ShelfRow.vue'
import { useTransfersStore } from '../../src/renderer/src/stores/transfers'
import { message } from './messages'
import { mountWithJim } from './mount'

enableAutoUnmount(afterEach)

const CONTENT: MessageContent = { kind: 'file', url: '', name: 'plan.zip', size: 2048 }
const AWAY: LocalFile = { family: 'archive', isSaved: false }

/** A line of a file whose download has failed. */
async function failed(component: Component, props: Readonly<Record<string, unknown>>): Promise<string> {
  const of = message(1, { content: CONTENT, file: AWAY })
  const { wrapper } = mountWithJim(component, { message: of, ...props })
  const { conversationId, localId } = of
  const transfer: Transfer = {
    ...{ id: asTransferId(9), direction: 'down', conversationId, localId, name: 'plan.zip', family: 'archive', size: 2048, done: 0 },
    progress: { step: 'failed', code: 'gone', message: '' },
  }
  useTransfersStore().apply([transfer], [], false)
  await nextTick()
  return wrapper.text().replace(/[\u2068\u2069]/g, '')
}

it('says in the library why a file could not be fetched, its size beside it', async () => {
  const line = await failed(LibraryRow, { place: 'Design', isActive: false, isChosen: false })
  expect(line).toContain('plan.zipthe server no longer has it')
  expect(line).toContain('2 KB')
})

it('says on the shelf of a conversation why a file could not be fetched', async () => {
  expect(await failed(ShelfRow, {})).toMatch(/2 KB · .*the server no longer has it/)
})

it.each<[string, Component, Readonly<Record<string, unknown>>, string]>([
  ['in the library', LibraryRow, { place: 'Design', isActive: false, isChosen: false }, '[role=option]'],
  ['on the shelf of a conversation', ShelfRow, {}, 'li > button'],
])('has nothing to press within what is pressed, while a file is on its way %s', async (_, component, props, pressed) => {
  const of = message(1, { content: CONTENT, file: AWAY })
  const { wrapper } = mountWithJim(component, { message: of, ...props })
  const { conversationId, localId } = of
  const transfer: Transfer = {
    ...{ id: asTransferId(9), direction: 'down', conversationId, localId, name: 'plan.zip', family: 'archive', size: 2048, done: 1024 },
    progress: { step: 'running', bytesPerSecond: 1024, secondsLeft: 1 },
  }
  useTransfersStore().apply([transfer], [], false)
  await nextTick()
  expect(wrapper.find('[role=progressbar]').exists()).toBe(true)
  expect(wrapper.get(pressed).findAll('button')).toHaveLength(0)
})
