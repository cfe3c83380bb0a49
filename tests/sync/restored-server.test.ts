import { describe, expect, it } from 'vitest'
import type { FakeClock } from '../helpers/fake-clock'
import { AB } from './device'
import { useDevices } from './devices'
import type { ModelServer } from './model-server'

let clock: FakeClock
let server: ModelServer
const { online } = useDevices((stage) => ({ clock, server } = stage))

const post = (count: number, conversationId = AB, isPushed = false): void => {
  for (let i = 0; i < count; i++) server.post(conversationId, 'bob', `${server.talks.get(conversationId)?.messages.length ?? 0}`, isPushed)
}

const numbers = (from: number, to: number): string[] => Array.from({ length: to - from + 1 }, (_, i) => String(from + i))

describe('a server restored from a backup', () => {
  it('is found out by its shorter list, and what it has instead is fetched', async () => {
    const alice = await online()
    post(10, AB, true)
    await clock.advanceAsync(1000)
    const resets: string[] = []
    alice.engine.on('seq-reset', (id) => resets.push(id))
    server.cutAll()
    server.restore(AB, 6)
    server.post(AB, 'bob', 'after the restore', false)
    await clock.advanceAsync(10_000)
    expect(resets).toEqual([AB])
    // What both have is compared, and not fetched again.
    expect(server.ranges.filter((range) => range !== '1-10')).toEqual(['7-7'])
    expect(alice.store.ranges.get(AB)).toEqual([[1, 7]])
    expect(alice.store.conversations.get(AB)).toMatchObject({ lastSeq: 7 })
    // What only this device has stays where it was; what the server has is complete.
    expect(alice.texts()).toEqual([...numbers(0, 5), '6', '7', '8', '9', 'after the restore'])
  })

  it('is found out even when it answers less history than it is asked for', async () => {
    const alice = await online()
    post(10, AB, true)
    await clock.advanceAsync(1000)
    server.cutAll()
    server.restore(AB, 6)
    for (const text of ['7 (new)', '8 (new)', '9 (new)', '10 (new)']) server.post(AB, 'bob', text, false)
    server.faults.http = ({ url }) => {
      const { pathname, searchParams } = new URL(url)
      if (!pathname.endsWith('/messages')) return undefined
      const messages = server.talks.get(AB)?.messages ?? []
      const from = Number(searchParams.get('from_seq'))
      return {
        status: 200,
        json: { items: messages.slice(from - 1, Math.min(from + 1, Number(searchParams.get('to_seq')))), last_seq: messages.length },
      }
    }
    await clock.advanceAsync(60_000)
    expect(alice.store.ranges.get(AB)).toEqual([[1, 10]])
    expect(alice.texts()).toEqual(expect.arrayContaining(['7 (new)', '8 (new)', '9 (new)', '10 (new)']))
  })

  it('is found out by another message under a held seq, live', async () => {
    const alice = await online()
    post(10, AB, true)
    await clock.advanceAsync(1000)
    server.restore(AB, 6)
    post(3, AB, true)
    await clock.advanceAsync(10_000)
    expect(alice.store.ranges.get(AB)).toEqual([[1, 9]])
    for (let seq = 1; seq <= 9; seq++) {
      const row = alice.store.messages.page({ conversationId: AB, anchor: { at: 'end' }, limit: 50 }).rows.find((each) => each.seq === seq)
      expect(row?.mid).toBe(server.talks.get(AB)?.messages[seq - 1]?.data['mid'])
    }
    expect(alice.say('still works')).toMatchObject({ ok: true })
    await clock.advanceAsync(1000)
    expect(alice.texts().at(-1)).toBe('still works')
  })
})
