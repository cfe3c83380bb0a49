import type { Client } from 'pg'
import type { MessageDraft } from '../src/server/store/server-store'

/** Tables of its own for the bare loop, with the store's columns and indexes; the conversations are there already. */
export const BARE_TABLES = `CREATE SCHEMA bare; CREATE TABLE bare.conversations (LIKE conversations INCLUDING ALL);
  CREATE TABLE bare.messages (LIKE messages INCLUDING ALL); INSERT INTO bare.conversations SELECT * FROM conversations`

export type BareDraft = Pick<MessageDraft, 'conversationId' | 'senderId' | 'cliMid' | 'sentAt' | 'data'>

/** Messages as rows, and nobody asked whether they may: one insert, one update of the conversations, one commit a batch. */
export async function insertBare(client: Client, batches: number, batchOf: () => readonly BareDraft[]): Promise<void> {
  for (let left = batches; left > 0; left--) {
    const batch = batchOf()
    await client.query('BEGIN')
    const conversations = batch.map((d) => d.conversationId)
    await client.query({
      name: 'insert',
      text: `INSERT INTO bare.messages (conversation_id, seq, sender_id, cli_mid, type, data, sent_at)
        SELECT c, s, u, n, 'text', d, 1 FROM unnest($1::text[], $2::bigint[], $3::text[], $4::text[], $5::text[]) AS x(c, s, u, n, d)`,
      values: [
        conversations,
        batch.map(({ sentAt }) => sentAt),
        batch.map((d) => d.senderId),
        batch.map((d) => d.cliMid),
        batch.map((d) => JSON.stringify(d.data)),
      ],
    })
    await client.query({
      name: 'update',
      text: 'UPDATE bare.conversations SET last_seq = last_seq + 1, updated_at = 1 WHERE conversation_id = ANY($1)',
      values: [[...new Set(conversations)]],
    })
    await client.query('COMMIT')
  }
}
