import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { FaultRule } from '../../src/server/faults'
import { FakeClock } from '../helpers/fake-clock'
import type { Probe } from '../helpers/probe'
import { authenticate, passwordOf, TestOffice, textFrom } from './office'

describe('scripted faults', () => {
  let office: TestOffice
  let clock: FakeClock
  let alice: Probe
  let bob: Probe
  beforeEach(async () => {
    clock = new FakeClock()
    office = await TestOffice.open({ clock })
    alice = await office.enter('alice', 'laptop')
    bob = await office.enter('bob')
  })
  afterEach(() => office.close())

  const say = async (...texts: string[]) => {
    for (const text of texts) await alice.say('B101', 'text', textFrom('alice', 'bob', text))
  }
  const heard = async () => {
    await bob.settled()
    return bob.messages.map(({ json }) => json.data?.['content'])
  }
  const forBob = (action: FaultRule['action'], more: Partial<FaultRule> = {}) =>
    office.server.faults.add({ user: 'bob', push: 'message', action, ...more })

  it('drops as many as it says', async () => {
    forBob('drop', { times: 2 })
    await say('1', '2', '3')
    expect(await heard()).toEqual(['3'])
  })

  it('duplicates', async () => {
    forBob('duplicate', { times: 1 })
    await say('1', '2')
    expect(await heard()).toEqual(['1', '1', '2'])
  })

  it('delays, while others overtake', async () => {
    forBob('delay', { times: 1, delayMs: 500 })
    await say('1', '2')
    expect(await heard()).toEqual(['2'])
    clock.advance(500)
    expect(await heard()).toEqual(['2', '1'])
  })

  it('reorders two', async () => {
    forBob('reorder', { times: 1 })
    await say('1', '2', '3')
    expect(await heard()).toEqual(['2', '1', '3'])
  })

  it('cuts in the middle of a frame', async () => {
    forBob('cut', { times: 1 })
    await say('1')
    await bob.ended
    expect(bob.messages).toEqual([])
    expect(bob.unfinished).toBeGreaterThan(16)
  })

  it('goes silent and closes nothing, until it ends', async () => {
    forBob('silence', { times: 1 })
    const before = bob.frames.length
    await say('1', '2')
    bob.send('A001', 'ping')
    const second = await office.enter('bob')
    await say('3')
    await second.message()
    expect(bob.frames.length).toBe(before)
    expect(bob.socket.readableEnded).toBe(false)
  })

  it('answers nothing at all, not even a log-in', async () => {
    office.server.faults.add({ user: 'carol', device: 'deaf', action: 'silence' })
    const carol = await office.connect()
    carol.send('B001', { client_id: 'carol', token: passwordOf('carol'), profile: 'sync/1', device_id: 'deaf' })
    expect((await authenticate(await office.connect(), 'carol', { token: passwordOf('carol'), profile: 'sync/1' })).command).toBe('B002')
    expect(carol.frames).toEqual([])
  })

  it('hits one device and one kind of push', async () => {
    const phone = await office.enter('alice', 'phone')
    office.server.faults.add({ user: 'alice', device: 'laptop', push: 'ack', action: 'drop', times: 1 })
    const data = textFrom('alice', 'bob', 'x')
    alice.send('B101', { type: 'text', data })
    await alice.settled()
    expect(alice.frames.some(({ json }) => json.type === 'ack')).toBe(false)
    expect((await phone.message()).json.data?.['content']).toBe('x')
    expect((await alice.say('B101', 'text', data)).json.data).toMatchObject({ seq: 1 })
  })

  it('ends when it is taken back', async () => {
    const takeBack = forBob('drop')
    await say('1')
    takeBack()
    await say('2')
    expect(await heard()).toEqual(['2'])
    forBob('drop')
    office.server.faults.clear()
    await say('3')
    expect(await heard()).toEqual(['2', '3'])
  })

  it('fails history, or shortens it', async () => {
    await say('1', '2', '3')
    const path = '/v1/conversations/c2c:alice:bob/messages'
    office.server.faults.addHistory({ user: 'bob', action: 'fail', times: 1 })
    office.server.faults.addHistory({ user: 'bob', action: 'shorten', rows: 2, times: 1 })
    expect((await office.call('alice', 'GET', path)).status).toBe(200)
    expect((await office.call('bob', 'GET', path)).status).toBe(500)
    expect((await office.get('bob', `${path}?from_seq=1`)).items).toHaveLength(2)
    expect((await office.get('bob', path)).items).toHaveLength(3)
  })
})
