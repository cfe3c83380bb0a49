import type { Client } from 'pg'
import { beforeAll, describe, expect, it } from 'vitest'
import { CHANGED } from '../../src/server/store/postgres/access-changes'
import { KNOWN, MEMBERS } from '../../src/server/store/postgres/append'
import { HEADS, VIEWS } from '../../src/server/store/postgres/postgres-conversations'
import { BY_TOUCH, READABLE, STALE } from '../../src/server/store/postgres/postgres-files'
import { RAISE_MARKS } from '../../src/server/store/postgres/raise-marks'
import { rangeSql, TAIL } from '../../src/server/store/postgres/postgres-messages'
import { openPostgresStore } from '../../src/server/store/postgres/postgres-store'
import { freshDatabase, POSTGRES, withClient } from '../server/test-store'

/** What is asked with every message, page and look, and what it is asked with. */
const QUESTIONS: readonly (readonly [string, string, string])[] = [
  ['who is known by name', KNOWN, `ARRAY['u1'], ARRAY['1']`],
  ['who is a member', MEMBERS, `ARRAY['c2g:1'], ARRAY['u1']`],
  ['a page of history', rangeSql('ASC'), `'c2g:1', 1, 50, 50, 100000`],
  ['the end of a history', rangeSql('DESC'), `'c2g:1', 1, 50, 50, 100000`],
  ['a page of conversations', VIEWS, `'u1', 0, 9, 'c', 50`],
  ['how far conversations go', HEADS, `'u1'`],
  ['marks', RAISE_MARKS, `ARRAY['c2g:1', 'c2g:2'], ARRAY['u1', 'u2'], ARRAY[1, 2], ARRAY[1, 2], 1`],
  ['the tail of all messages', TAIL, '1, 100'],
  ['uploads that nobody goes on with', STALE, '1, 100'],
  ['files for the sweep', BY_TOUCH, `1, 0, '', 100`],
  ['whose sessions may have ended', CHANGED, '4990'],
  ['files that one may read', READABLE, `'u1', ARRAY['f1']`],
]

const BIG = `
  INSERT INTO users SELECT 'u' || i, 'u', '', '', '', 1, '', 0 FROM generate_series(1, 2000) i;
  INSERT INTO conversations SELECT 'c2g:' || i, 'c2g', '', '', '', 20, i FROM generate_series(1, 2000) i;
  INSERT INTO members SELECT 'c2g:' || c, 'u' || ((c + u * 97) % 2000 + 1), 'member', 0, 0, 0
    FROM generate_series(1, 2000) c, generate_series(1, 10) u;
  INSERT INTO messages (conversation_id, seq, sender_id, cli_mid, type, data, sent_at)
    SELECT 'c2g:' || c, s, 'u' || c, s, 'text', '{}', s FROM generate_series(1, 2000) c, generate_series(1, 20) s;
  INSERT INTO files SELECT 'f' || i, 'u1', '', '', 1, NULL, NULL, CASE WHEN i % 100 > 0 THEN 1 END, NULL, i FROM generate_series(1, 5000) i;
  INSERT INTO access_changed_users SELECT i, 'u' || i, i FROM generate_series(1, 5000) i;
  INSERT INTO message_files SELECT 'f' || i, 'c2g:' || i, i FROM generate_series(1, 2000) i;`

describe('no table is read row by row', () => {
  let url: string
  beforeAll(async () => {
    url = await freshDatabase(POSTGRES!)
    await (await openPostgresStore(url)).close()
    await withClient(url, async (client) => {
      // Statistics come when the test wants them.
      for (const table of ['users', 'conversations', 'members', 'messages', 'files', 'message_files', 'access_changed_users'])
        await client.query(`ALTER TABLE ${table} SET (autovacuum_enabled = off)`)
    })
  })

  const plansOf = (sql: string, values: string): Promise<string> =>
    withClient(url, async (client: Client) => {
      const plans: string[] = []
      await client.query(`PREPARE question AS ${sql}`)
      // As it is planned for these values, and as it is once PostgreSQL thinks that it knows the question.
      for (const mode of ['force_custom_plan', 'force_generic_plan']) {
        await client.query(`SET plan_cache_mode = ${mode}`)
        const { rows } = await client.query<{ 'QUERY PLAN': string }>(`EXPLAIN (COSTS OFF) EXECUTE question(${values})`)
        plans.push(...rows.map((row) => row['QUERY PLAN']))
      }
      return plans.join('\n')
    })

  describe.each(['never counted', 'counted'])('in tables that were %s', (state) => {
    beforeAll(() => withClient(url, (client) => client.query(state === 'counted' ? 'ANALYZE' : BIG)))

    it.each(QUESTIONS)('for %s', async (_name, sql, values) => {
      // The counter is a table of one row.
      expect(await plansOf(sql, values)).not.toMatch(/Seq Scan(?! on access_changes )|hashed SubPlan/)
    })
  })

  it('and a form that reads one so is seen', async () => {
    expect(await plansOf('SELECT * FROM messages WHERE sent_at = $1', '1')).toMatch(/Seq Scan on messages/)
  })
})
