import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { TestOffice, textFrom } from '../server/office'
import { freshDatabase, POSTGRES, withClient } from '../server/test-store'

/** Whatever a table holds, a row of it may get one more. */
const ONE_COLUMN_MORE = `DO $$ DECLARE t text; BEGIN
  FOR t IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
    EXECUTE format('ALTER TABLE %I ADD COLUMN from_a_newer_version text', t);
  END LOOP; END $$`

describe('a server beside which a newer one has brought the database to its schema', () => {
  let office: TestOffice
  let url: string
  beforeEach(async () => {
    url = await freshDatabase(POSTGRES!)
    office = await TestOffice.open({ postgres: url })
  })
  afterEach(() => office.close())

  it('goes on as before: no connection keeps a plan of how the tables were', async () => {
    const alice = await office.enter('alice')
    const bob = await office.enter('bob')
    const seqs: unknown[] = []
    const used = async (round: number): Promise<void> => {
      // Several at a time, so that more than one connection has its plans.
      const said = [0, 1, 2].map((i) => alice.say('B101', 'text', textFrom('alice', 'bob', `${round} ${i}`)))
      seqs.push(...(await Promise.all(said)).map(({ json }) => json.data?.['seq']))
      for (let i = 0; i < 3; i++) await bob.command('B101')
      alice.send('B104', { type: 'read', data: { conversation_id: 'c2c:alice:bob', up_to_seq: seqs.length } })
      const paths = ['/v1/conversations', '/v1/conversations/c2c:alice:bob/messages?limit=10', '/v1/users?q=b', '/v1/sessions', '/v1/me']
      const answers = await Promise.all([...paths, ...paths].map((path) => office.call('alice', 'GET', path)))
      expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200))
      const made = await office.call('alice', 'POST', '/v1/groups', { title: `group ${round}`, member_ids: ['bob'] })
      expect(made.status).toBe(201)
      await office.token('carol', `device ${round}`)
    }
    await used(1)
    await used(2)
    await withClient(url, (client) => client.query(ONE_COLUMN_MORE))
    await used(3)
    await used(4)
    expect(seqs).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])
  })
})
