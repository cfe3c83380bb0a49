// @vitest-environment happy-dom
import { asLocalId, asTransferId } from '@shared/ids'
import type { Transfer, TransferProgress } from '@shared/transfer'
import { flushPromises, mount } from '@vue/test-utils'
import { beforeEach, describe, expect, it } from 'vitest'
import { defineComponent, h, nextTick } from 'vue'
import { useTransferNews } from '../../src/renderer/src/composables/use-transfers'
import { createAppI18n } from '../../src/renderer/src/i18n'
import { useTransfersStore } from '../../src/renderer/src/stores/transfers'
import { CONVERSATION } from './messages'
import { useFakeJim } from './mount'

const at = (bytesPerSecond = 1): TransferProgress => ({ step: 'running', bytesPerSecond })
const DONE: TransferProgress = { step: 'done', at: 1, tookMs: 1 }
const FAILED: TransferProgress = { step: 'failed', code: 'changed', message: '' }

function transfer(id: number, progress: TransferProgress, change: Partial<Transfer> = {}): Transfer {
  const place = { conversationId: CONVERSATION, localId: asLocalId(id) }
  return { id: asTransferId(id), direction: 'up', ...place, name: `file ${id}`, family: 'other', size: 100, done: 0, progress, ...change }
}

beforeEach(() => void useFakeJim())

describe('transfers in the window', () => {
  it('draw the card of their own message again, and no other', async () => {
    const store = useTransfersStore()
    const drawn = new Map<number, number>()
    const Card = defineComponent({
      props: { localId: { type: Number, required: true } },
      setup: (props) => () => {
        drawn.set(props.localId, (drawn.get(props.localId) ?? 0) + 1)
        return h('i', store.ofMessage(asLocalId(props.localId))?.done)
      },
    })
    const wrapper = mount(() => [1, 2, 3].map((localId) => h(Card, { localId })))
    store.apply([transfer(1, at()), transfer(2, at())], [], false)
    await nextTick()
    drawn.clear()
    store.apply([transfer(2, at(), { done: 50 })], [], false)
    await nextTick()
    expect([...drawn]).toEqual([[2, 1]])
    expect(wrapper.text()).toBe('050')
  })

  it('are known by the message whose file went last, and forgotten with their row', () => {
    const store = useTransfersStore()
    store.apply([transfer(1, DONE, { localId: asLocalId(7) }), transfer(2, at(), { localId: asLocalId(7), direction: 'down' })], [], false)
    expect(store.ofMessage(asLocalId(7))?.id).toBe(2)
    store.apply([transfer(1, DONE, { localId: asLocalId(7) })], [], false)
    expect(store.ofMessage(asLocalId(7))?.id).toBe(2)
    store.apply([], [asTransferId(2)], false)
    expect(store.ofMessage(asLocalId(7))).toBeUndefined()
    expect(store.rows.map(({ id }) => id)).toEqual([1])
  })

  it('count together from when there was none to when there is none again', () => {
    const store = useTransfersStore()
    store.apply([transfer(1, at(), { done: 100 }), transfer(2, at())], [], false)
    store.apply([transfer(1, DONE)], [], false)
    expect(store.total.share).toBe(0.5)
    store.apply([transfer(2, DONE)], [], false)
    store.apply([transfer(3, at(), { done: 10 })], [], false)
    expect(store.total.share).toBe(0.1)
  })

  it('are gone with the account', () => {
    const store = useTransfersStore()
    store.apply([transfer(1, at())], [], true)
    store.setPanel(true)
    store.clear()
    expect([store.rows, store.ofMessage(asLocalId(1)), store.isPaused, store.isPanelOpen]).toEqual([[], undefined, false, false])
  })
})

describe('what is said aloud', () => {
  async function heard(...steps: readonly Transfer[][]): Promise<readonly string[]> {
    const said: string[] = []
    const store = useTransfersStore()
    const Host = defineComponent(() => {
      useTransferNews((text) => said.push(text))
      return () => undefined
    })
    mount(Host, { global: { plugins: [createAppI18n('en')] } })
    for (const upserted of steps) {
      store.apply(upserted, [], false)
      await flushPromises()
    }
    return said
  }

  it('are quarters and the end, not each per cent', async () => {
    const steps = Array.from({ length: 100 }, (_, done) => [transfer(1, at(), { done })])
    expect(await heard(...steps, [transfer(1, DONE)])).toEqual([
      '1 transfer · 25%',
      '1 transfer · 50%',
      '1 transfer · 75%',
      'file 1 is sent',
    ])
  })

  it('is one end of several, and each that failed with its cause', async () => {
    expect(await heard([transfer(1, at()), transfer(2, at())], [transfer(1, DONE), transfer(2, DONE)])).toContain('All transfers are done')
    const said = await heard([transfer(3, at()), transfer(4, at())], [transfer(3, FAILED)])
    expect(said).toEqual(['file 3 was not sent: the file changed on disk while it was going up'])
  })
})
