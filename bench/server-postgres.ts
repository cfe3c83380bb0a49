import { Client } from 'pg'
import { startPostgres } from '../scripts/lib/postgres.mjs'
import { openPostgresStore, type PostgresStore } from '../src/server/store/postgres/postgres-store'
import type { MessageDraft } from '../src/server/store/server-store'
import { BARE_TABLES, insertBare } from './bare-inserts'
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
    await client.query(BARE_TABLES)
    const next = drafts()
    const perSecond = (ms: number): number => (batches * BATCH * 1000) / ms
    const row = await compare({
      name: 'server on PostgreSQL: messages stored',
      against: 'a bare loop of the same inserts and commits',
      unit: 'messages/s',
      goal: atLeast(0.6),
      figure: async () => perSecond(await timeOf(() => storeAll(store, batches, next))),
      baseline: async () => perSecond(await timeOf(() => insertBare(client, batches, () => Array.from({ length: BATCH }, next)))),
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
