import { expect, it } from 'vitest'
import { TestOffice, textFrom } from './office'

it('tells whether it lives, and what it does', async () => {
  const office = await TestOffice.open()
  const alice = await office.enter('alice')
  await office.enter('bob')
  const data = textFrom('alice', 'bob', 'x')
  await alice.say('B101', 'text', data)
  await alice.say('B101', 'text', data)
  await alice.say('B101', 'text', textFrom('bob', 'alice', 'forged'))
  const health = await fetch(office.url('/healthz'))
  expect([health.status, await health.json()]).toEqual([200, { status: 'ok' }])
  const counted = {
    jim_connections: 2,
    jim_sessions: 2,
    jim_messages_in_total: 3,
    jim_acks_total: 2,
    jim_nacks_total: 1,
    jim_messages_duplicate: 1,
    jim_protocol_errors_total: 0,
    jim_queue_overflows_total: 0,
    jim_store_seconds_count: 2,
  }
  for (const [name, count] of Object.entries(counted)) expect([name, await office.metric(name)]).toEqual([name, count])
  // A message to somebody at another node is on its way.
  await expect.poll(() => office.metric('jim_messages_out_total')).toBe(1)
  // What is in the store every node sees.
  expect(await (await fetch(office.url('/metrics'))).text()).toMatch(/^jim_messages 1$/m)
  await office.close()
})
