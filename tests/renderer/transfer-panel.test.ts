// @vitest-environment happy-dom
import { asLocalId, asTransferId } from '@shared/ids'
import type { Transfer, TransferProgress } from '@shared/transfer'
import { enableAutoUnmount, flushPromises } from '@vue/test-utils'
import { TooltipProvider } from 'reka-ui'
import { afterEach, describe, expect, it } from 'vitest'
import { type Component, defineComponent, h } from 'vue'
import TransferFoot from '../../src/renderer/src/components/transfer/TransferFoot.vue'
import TransferPanel from '../../src/renderer/src/components/transfer/TransferPanel.vue'
import { useConversationsStore } from '../../src/renderer/src/stores/conversations'
import { useTimelineStore } from '../../src/renderer/src/stores/timeline'
import { useToastsStore } from '../../src/renderer/src/stores/toasts'
import { useTransfersStore } from '../../src/renderer/src/stores/transfers'
import { mountWithJim } from './mount'

enableAutoUnmount(afterEach)

const MB = 1024 * 1024
const AT = new Date(2026, 8, 22, 15, 31).getTime()

function open(component: Component, transfers: readonly (Partial<Transfer> & { readonly progress: TransferProgress })[], isPaused = false) {
  const Host = defineComponent(() => () => h(TooltipProvider, () => h(component)))
  const { wrapper, jim } = mountWithJim(Host, {})
  const [conversation] = jim.conversations
  useConversationsStore().setAll(jim.conversations)
  const rows = transfers.map((change, index): Transfer => ({
    id: asTransferId(index + 1),
    direction: 'up',
    conversationId: conversation!.conversationId,
    localId: asLocalId(index + 1),
    name: `file ${index + 1}.zip`,
    family: 'archive',
    size: 100 * MB,
    done: 0,
    ...change,
  }))
  jim.on('transfers', ({ upserted, removed, isPaused: isPausedNow }) => useTransfersStore().apply(upserted, removed, isPausedNow))
  for (const row of rows) jim.files.move(row)
  if (isPaused) useTransfersStore().apply([], [], true)
  return { wrapper, jim, title: conversation!.title }
}

const FAILED: TransferProgress = { step: 'failed', code: 'changed', message: '' }
const ALL: readonly (Partial<Transfer> & { readonly progress: TransferProgress })[] = [
  { direction: 'down', progress: { step: 'running', bytesPerSecond: 6 * MB, secondsLeft: 26 }, done: 70 * MB },
  { progress: { step: 'paused' }, done: 20 * MB },
  { progress: { step: 'waiting', why: 'turn' } },
  { progress: FAILED, done: 5 * MB },
  { direction: 'down', progress: { step: 'done', at: AT, tookMs: 400 } },
]

describe('the foot of the list', () => {
  it('tells how many, how far, how fast and how long', async () => {
    const { wrapper } = open(TransferFoot, ALL.slice(0, 2))
    await flushPromises()
    expect(wrapper.get('button').text()).toBe('2 transfers · 45%6 MB/s · 19 sec left')
    expect(wrapper.get('[role=progressbar]').attributes('aria-valuenow')).toBe('45')
  })

  it('tells what waits, what is paused, and what has failed', async () => {
    const waiting = open(TransferFoot, [ALL[2]!]).wrapper
    await flushPromises()
    expect(waiting.get('button').text()).toBe('1 transfer · 0%1 waiting')
    const paused = open(TransferFoot, [ALL[2]!], true).wrapper
    await flushPromises()
    expect(paused.get('button').text()).toBe('1 transfer · 0%paused')
    const failed = open(TransferFoot, [ALL[3]!]).wrapper
    await flushPromises()
    expect(failed.get('button').text()).toBe('1 failed')
    expect(failed.find('[role=progressbar]').exists()).toBe(false)
  })

  it('opens the panel and closes it', async () => {
    const { wrapper } = open(TransferFoot, ALL)
    await wrapper.get('button').trigger('click')
    expect(useTransfersStore().isPanelOpen).toBe(true)
    expect(wrapper.get('button').attributes('aria-expanded')).toBe('true')
    await wrapper.get('button').trigger('click')
    expect(useTransfersStore().isPanelOpen).toBe(false)
  })
})

describe('the panel', () => {
  it('tells of each what it does', async () => {
    const { wrapper, title } = open(TransferPanel, ALL)
    await flushPromises()
    expect(wrapper.get('header').text()).toContain('1 running · 2 waiting · 1 failed · 1 done')
    const rows = wrapper.findAll('li').map((row) => [row.attributes('data-step'), row.get('[data-testid=transfer-line]').text()])
    expect(rows).toEqual([
      ['running', '70 of 100 MB · 6 MB/s · 26 sec left'],
      ['paused', '20 of 100 MB · paused'],
      ['waiting', '100 MB · waits for its turn'],
      ['failed', 'the file changed on disk while it was going up'],
      ['done', '100 MB · Done 15:31 · in 400 ms'],
    ])
    expect(wrapper.findAll('li')[0]!.text()).toContain(`from ${title}`)
    expect(wrapper.findAll('li')[1]!.text()).toContain(`to ${title}`)
  })

  it('has for each what can be done, and does it', async () => {
    const { wrapper, jim } = open(TransferPanel, ALL)
    await flushPromises()
    const names = wrapper.findAll('li').map((row) =>
      row
        .findAll('button')
        .slice(1)
        .map((button) => button.attributes('aria-label')),
    )
    expect(names).toEqual([
      ['Pause file 1.zip', 'Cancel file 1.zip'],
      ['Resume file 2.zip', 'Cancel file 2.zip'],
      ['file 3.zip: go first', 'Cancel file 3.zip'],
      ['Retry file 4.zip', 'Cancel file 4.zip'],
      ['Show file 5.zip in its folder'],
    ])
    const calls = ['pause', 'resume', 'first', 'retry'].map((what, index) => ({
      channel: `transfers:${what}`,
      argument: { id: index + 1 },
    }))
    for (const [index, call] of calls.entries()) {
      jim.calls.length = 0
      jim.failures.set(call.channel as never, 'busy')
      await wrapper.get(`[aria-label="${names[index]![0]}"]`).trigger('click')
      expect(jim.calls).toEqual([call])
    }
    jim.calls.length = 0
    await wrapper.get('[aria-label="Show file 5.zip in its folder"]').trigger('click')
    expect(jim.calls).toEqual([{ channel: 'files:show', argument: { localId: 5 } }])
    jim.failures.set('files:show', 'not_here')
    await wrapper.get('[aria-label="Show file 5.zip in its folder"]').trigger('click')
    await flushPromises()
    expect(useToastsStore().all.map(({ title }) => title)).toContain('Not saved yet')
  })

  it('goes to the message of a file', async () => {
    const { wrapper, jim } = open(TransferPanel, ALL)
    await flushPromises()
    await wrapper.findAll('li')[2]!.get('button').trigger('click')
    expect(useTimelineStore().target).toEqual({ conversationId: jim.conversations[0]!.conversationId, localId: 3 })
  })

  it('pauses all, resumes all, and clears what is over', async () => {
    const { wrapper, jim } = open(TransferPanel, ALL)
    await flushPromises()
    const press = async (text: string): Promise<void> => {
      await wrapper
        .findAll('button')
        .find((button) => button.text() === text)!
        .trigger('click')
      await flushPromises()
    }
    await press('Pause all')
    await press('Resume all')
    expect(jim.calls.map(({ argument }) => argument)).toEqual([{ isPaused: true }, { isPaused: false }])
    await press('Clear')
    expect(wrapper.findAll('li').map((row) => row.attributes('data-step'))).toEqual(['running', 'paused', 'waiting'])
  })

  it('draws a hundred of thousands', async () => {
    const { wrapper } = open(
      TransferPanel,
      Array.from({ length: 3000 }, () => ALL[2]!),
    )
    await flushPromises()
    expect(wrapper.findAll('li[data-step]')).toHaveLength(100)
    expect(wrapper.text()).toContain('2900 more')
  })

  it('says when there is nothing', async () => {
    const { wrapper } = open(TransferPanel, [])
    await flushPromises()
    expect(wrapper.text()).toContain('Files on their way are listed here.')
  })
})
