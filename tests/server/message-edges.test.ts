import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { TestOffice, textFrom } from './office'

describe('messages at the edges', () => {
  let office: TestOffice
  beforeEach(async () => {
    office = await TestOffice.open()
  })
  afterEach(() => office.close())

  it('acknowledges a retry of somebody who has left the group since, and refuses what they say now', async () => {
    const groupId = await office.group('Team', ['alice', 'bob'])
    const bob = await office.enter('bob')
    const said = textFrom('bob', groupId, 'goodbye', 'm-1')
    const first = await bob.say('B102', 'text', said)
    await office.call('bob', 'DELETE', `/v1/groups/${groupId}/members`, { member_ids: ['bob'] })
    const retry = await bob.say('B102', 'text', said)
    expect(retry.json).toEqual({ type: 'ack', data: { ...first.json.data, request_id: retry.requestId } })
    const later = await bob.say('B102', 'text', textFrom('bob', groupId, 'one more thing', 'm-2'))
    expect(later.json).toMatchObject({ type: 'nack', data: { cli_mid: 'm-2', code: 'not_member' } })
  })

  it("refuses a body that fits its sender's limit but not, as it is written on, its receivers'", async () => {
    const [alice, bob] = [await office.enter('alice'), await office.enter('bob')]
    const figures = JSON.stringify({
      type: 'figures',
      data: { ...textFrom('alice', 'bob', 'growth', 'm-1'), figures: '?' },
    })
    const requestId = alice.send('B101', figures.replace('"?"', `[${'1e20,'.repeat(100_000)}0]`))
    const answer = await alice.take((frame) => frame.command === 'B103' && frame.requestId === requestId)
    expect(answer.json).toMatchObject({ type: 'nack', data: { cli_mid: 'm-1', code: 'too_large' } })
    await bob.settled()
    expect(bob.messages).toEqual([])
  })

  it('tells the people one writes with of a new name', async () => {
    const [alice, bob] = [await office.enter('alice'), await office.enter('bob')]
    await alice.say('B101', 'text', textFrom('alice', 'bob', 'hello'))
    expect(await bob.push('conversation')).toMatchObject({ conversation_id: 'c2c:alice:bob', title: 'ALICE' })
    const listed = await office.get('bob', '/v1/conversations')
    await alice.query('profile.set', { name: '陈晨' })
    expect(await bob.push('conversation')).toMatchObject({ conversation_id: 'c2c:alice:bob', title: '陈晨' })
    const since = Number(listed.items?.[0]?.['updated_at']) - 1
    const changed = await office.get('bob', `/v1/conversations?since=${since}`)
    expect(changed.items?.map((item) => item['title'])).toEqual(['陈晨'])
  })

  it('tells plain HTTP on the WebSocket port that it is the wrong door', async () => {
    const answer = await fetch(`http://127.0.0.1:${office.server.ports.ws}/`)
    expect([answer.status, answer.headers.get('upgrade')]).toEqual([426, 'websocket'])
  })
})
