import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { answerTrialRequest } from '../../src/server/cli/trial-requests'
import { FakeClock } from '../helpers/fake-clock'
import type { Probe } from '../helpers/probe'
import { authenticate, TestOffice } from './office'

const REVIEW = 'c2g:design-review'

let clock: FakeClock
let office: TestOffice
let probe: Probe
let token: string

beforeEach(async () => {
  clock = new FakeClock()
  office = await TestOffice.open({ users: [], clock, demo: { messages: 200 }, bots: 'sample' })
  const { body } = await office.post('/v1/login', { user: 'alice', password: 'demo', device_id: 'd1', device_name: 'd1' })
  token = String(body['token'])
  probe = await office.connect()
  await authenticate(probe, 'alice', { token, profile: 'sync/1', device_id: 'd1' })
})

afterEach(() => office.close())

const ask = (message: object): ReturnType<typeof answerTrialRequest> =>
  answerTrialRequest(office.server.bots!.acts, { id: 7, userId: 'alice', language: 'en', ...message })

const arrivedIn = (conversationId: string): readonly Record<string, unknown>[] =>
  probe.frames.flatMap(({ command, json }) =>
    (command === 'B101' || command === 'B102') && json.data?.['conversation_id'] === conversationId ? [json.data] : [],
  )

async function history(path: string): Promise<readonly Record<string, unknown>[]> {
  const answer = await fetch(office.url(path), { headers: { authorization: `Bearer ${token}` } })
  const { items } = (await answer.json()) as { items: readonly { data: Record<string, unknown> }[] }
  return items.map(({ data }) => data)
}

it('loses four messages on their way and delivers the fifth', async () => {
  expect(await ask({ act: 'make-gap', conversationId: REVIEW })).toEqual({ id: 7, conversationId: REVIEW })
  const fifth = await probe.take(({ json }) => json.data?.['content'] === 'Step 5 of 5: check everything')
  expect(arrivedIn(REVIEW)).toEqual([fifth.json.data])
})

it('gives them back in two halves, each after a while', async () => {
  await ask({ act: 'make-gap', conversationId: REVIEW })
  const { json } = await probe.take(({ json: { data } }) => String(data?.['content']).startsWith('Step 5'))
  const lastSeq = Number(json.data?.['seq'])
  const path = `/v1/conversations/${REVIEW}/messages?from_seq=${lastSeq - 4}&to_seq=${lastSeq - 1}`
  const halves: (readonly unknown[])[] = []
  for (let i = 0; i < 2; i++) {
    let isHere = false
    const timers = clock.pending
    const asked = history(path).finally(() => (isHere = true))
    await vi.waitFor(() => expect(clock.pending).toBe(timers + 1), { timeout: 30_000 })
    expect(isHere).toBe(false)
    clock.advance(3500)
    halves.push((await asked).map(({ content }) => content))
  }
  expect(halves[0]).toEqual(['Step 1 of 5: take the backup', 'Step 2 of 5: stop the old service'])
  expect(halves[1]).toHaveLength(4)
})

it('hits nothing else once the repair is over', async () => {
  await ask({ act: 'make-gap', conversationId: REVIEW })
  expect(office.server.faults.isEmpty).toBe(false)
  clock.advance(25_000)
  expect(office.server.faults.isEmpty).toBe(true)
})

it('has a colleague send a picture to whoever is looked at', async () => {
  expect(await ask({ act: 'colleague-writes', conversationId: 'c2c:alice:carol' })).toEqual({ id: 7, conversationId: 'c2c:alice:carol' })
  await clock.advanceAsync(10_000)
  const { json } = await probe.take(({ json: { type } }) => type === 'image')
  expect(json.data).toMatchObject({ sender_id: 'carol', conversation_id: 'c2c:alice:carol' })
})

it('goes to a conversation with a colleague where the one looked at has none, or is not the person’s own', async () => {
  for (const conversationId of [undefined, 'c2g:on-call', 'c2c:alice:alice']) {
    const answer = await ask({ act: 'make-gap', conversationId })
    expect(answer?.conversationId).toMatch(/^c2c:alice:(?!alice)\w+$/)
  }
})

it('answers nothing to what is no request', async () => {
  expect(await answerTrialRequest(office.server.bots!.acts, 'stop')).toBeUndefined()
  expect(await ask({ act: 'format-disk' })).toBeUndefined()
  expect(await ask({ act: 'make-gap', conversationId: 'nowhere' })).toBeUndefined()
})
