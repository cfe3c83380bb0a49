import { Client } from 'pg'
import { startPostgres } from '../scripts/lib/postgres.mjs'
import { openPostgresStore, type PostgresStore } from '../src/server/store/postgres/postgres-store'
import type { MessageDraft } from '../src/server/store/server-store'
import { atLeast, type BenchOptions, compare, type Row, timeOf } from './measure'
import { sampleText } from './sample-text'

const GROUPS = 20
const BATCH = 50
const USER = 'alice'

/**
 * Messages that one process stores in PostgreSQL, 50 a transaction, beside a bare loop of the same rows: one insert, one
 * update of the conversations, one commit, into tables of its own with the same indexes, and nobody asked whether they may.
 */
export async function serverPostgres({ isQuick }: BenchOptions): Promise<readonly Row[]> {
  const batches = isQuick ? 40 : 200
  const postgres = await startPostgres({ isDurable: true })
  const store = await openPostgresStore(postgres.url())
  const client = new Client({ connectionString: postgres.url() })
  try {
    await client.connect()
    await store.users.create({ userId: USER, name: USER, avatar: '', status: '', passwordHash: '', lastSeen: 0 })
    const members = [{ userId: USER, role: 'owner' as const }]
    for (let i = 0; i < GROUPS; i++) await store.conversations.createGroup(groupOf(i), { title: '', avatar: '', notice: '', members }, 1)
    await client.query(`CREATE SCHEMA bare; CREATE TABLE bare.conversations (LIKE conversations INCLUDING ALL);
      CREATE TABLE bare.messages (LIKE messages INCLUDING ALL); INSERT INTO bare.conversations SELECT * FROM conversations`)
    const next = drafts()
    const perSecond = (ms: number): number => (batches * BATCH * 1000) / ms
    const row = await compare({
      name: 'server on PostgreSQL: messages stored',
      against: 'a bare loop of the same inserts and commits',
      unit: 'messages/s',
      goal: atLeast(0.6),
      figure: async () => perSecond(await timeOf(() => storeAll(store, batches, next))),
      baseline: async () => perSecond(await timeOf(() => insertAll(client, batches, next))),
    })
    return [row]
  } finally {
    await client.end()
    await store.close()
    await postgres.close()
  }
}

async function storeAll(store: PostgresStore, batches: number, next: () => MessageDraft): Promise<void> {
  for (let i = 0; i < batches; i++) await store.messages.append(Array.from({ length: BATCH }, next))
}

async function insertAll(client: Client, batches: number, next: () => MessageDraft): Promise<void> {
  for (let left = batches; left > 0; left--) {
    const batch = Array.from({ length: BATCH }, next)
    await client.query('BEGIN')
    const columns = [
      batch.map((d) => d.conversationId),
      batch.map(({ sentAt }) => sentAt),
      batch.map((d) => d.senderId),
      batch.map((d) => d.cliMid),
      batch.map((d) => JSON.stringify(d.data)),
    ]
    await client.query({
      name: 'insert',
      text: `INSERT INTO bare.messages (conversation_id, seq, sender_id, cli_mid, type, data, sent_at)
        SELECT c, s, u, n, 'text', d, 1 FROM unnest($1::text[], $2::bigint[], $3::text[], $4::text[], $5::text[]) AS x(c, s, u, n, d)`,
      values: columns,
    })
    await client.query({
      name: 'update',
      text: 'UPDATE bare.conversations SET last_seq = last_seq + 1, updated_at = 1 WHERE conversation_id = ANY($1)',
      values: [[...new Set(columns[0] as string[])]],
    })
    await client.query('COMMIT')
  }
}

function drafts(): () => MessageDraft {
  let n = 0
  return () => {
    n += 1
    return {
      ...{ conversationId: groupOf(n % GROUPS), senderId: USER, cliMid: String(n), type: 'text', ifMember: true, sentAt: n },
      data: { sender_name: USER, sender_avatar: '', receiver_id: String(n % GROUPS), content: sampleText(n) },
    }
  }
}

function groupOf(i: number): string {
  return `c2g:${i}`
}
