// @vitest-environment happy-dom
import { flushPromises, mount, type VueWrapper } from '@vue/test-utils'
import { afterEach, describe, expect, it } from 'vitest'
import type { SyncComparison } from '@shared/inspection'
import { createAppI18n } from '../../src/renderer/src/i18n'
import { useLinkStore } from '../../src/renderer/src/stores/link'
import DiagnosticsView from '../../src/renderer/src/views/DiagnosticsView.vue'
import type { FakeJim } from '../helpers/fake-jim'
import { useFakeJim } from './mount'

let wrapper: VueWrapper

afterEach(() => wrapper.unmount())

async function open(language: 'en' | 'zh-CN', jim: FakeJim = useFakeJim()): Promise<FakeJim> {
  wrapper = mount(DiagnosticsView, { attachTo: document.body, global: { plugins: [createAppI18n(language)] } })
  await flushPromises()
  return jim
}

const rowsOf = (name: string): string[] => {
  const section = wrapper.findAll('section').find((candidate) => candidate.attributes('aria-label') === name)
  return section?.findAll('tbody tr').map((row) => row.text()) ?? []
}

describe.each([
  ['en', 'Different', 'Same', 'They differ in:', 'Not sent: too many at once', 'fetched', 'Missing'],
  ['zh-CN', '不一致', '一致', '以下会话不一致：', '未发送：发得太快', '取回', '缺失'],
] as const)('the sync inspector in %s', (language, different, same, verdict, why, repaired, missing) => {
  const names = language === 'en' ? ['This computer and the server', 'Outbox'] : ['本机与服务器', '发件箱']

  it('lays the server’s numbers beside ours, with a verdict on each and on all', async () => {
    const jim = await open(language)
    const rows = rowsOf(names[0]!)
    expect(rows).toHaveLength(6)
    expect(rows.filter((row) => row.endsWith(different))).toHaveLength(1)
    expect(rows.filter((row) => row.endsWith(same) && !row.endsWith(different))).toHaveLength(5)
    const status = wrapper.find('[data-verdict=differ]').text()
    expect(status).toContain(verdict)
    expect(status).toContain(jim.conversations[0]!.title)
  })

  it('tells of each message that waits why it does', async () => {
    await open(language)
    const [refused] = rowsOf(names[1]!)
    expect(refused).toContain('This one could not go out')
    expect(refused).toContain(why)
    expect(wrapper.find('[data-reason=failed]').findAll('button')).toHaveLength(2)
  })

  it('tells per conversation what is missing and how the last repair ended', async () => {
    await open(language)
    const table = wrapper.findAll('table').at(-1)!
    expect(table.text()).toContain(missing)
    expect(table.findAll('tbody tr')[0]!.text()).toContain(repaired)
    expect(table.findAll('button')).toHaveLength(1)
  })
})

describe('the sync inspector', () => {
  it('repairs one conversation, or all', async () => {
    const jim = await open('en')
    await wrapper.findAll('table').at(-1)!.find('button').trigger('click')
    await wrapper.findAll('header button').at(-1)!.trigger('click')
    expect(jim.calls.filter(({ channel }) => channel === 'sync:repair-now').map(({ argument }) => argument)).toEqual([
      { conversationId: jim.conversations[0]!.conversationId },
      {},
    ])
  })

  it('looks again when something was repaired while the two were being compared', async () => {
    const jim = useFakeJim()
    const answers: ((comparison: SyncComparison) => void)[] = []
    const call = jim.call.bind(jim) as (channel: string, argument?: unknown) => Promise<unknown>
    const held = (channel: string, argument?: unknown): Promise<unknown> =>
      channel === 'sync:compare' ? new Promise((resolve) => answers.push((value) => resolve({ ok: true, value }))) : call(channel, argument)
    jim.call = held as typeof jim.call
    await open('en', jim)
    const { conversationId, title } = jim.conversations[0]!
    useLinkStore().setSync({ state: 'repairing', openGaps: 1, missing: 3 })
    useLinkStore().setSync({ state: 'idle' })
    await flushPromises()
    expect(answers).toHaveLength(1)
    answers[0]!({ at: 1, counters: [], differing: [{ conversationId, title }] })
    await flushPromises()
    expect(answers).toHaveLength(2)
    answers[1]!({ at: 2, counters: [], differing: [] })
    await flushPromises()
    expect(answers).toHaveLength(2)
    expect(wrapper.find('[data-verdict=differ]').exists()).toBe(false)
  })
})
