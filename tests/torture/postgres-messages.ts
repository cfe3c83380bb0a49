import { Client } from 'pg'
import type { Held } from './verdict'

/** The conversation as PostgreSQL has it, ascending by seq. */
export async function postgresMessages(url: string, conversationId: string): Promise<readonly Held[]> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    const { rows } = await client.query<Held>(
      `SELECT seq::int AS seq, mid::text AS mid, coalesce(data::json ->> 'content', data::json ->> 'name') AS text
       FROM messages WHERE conversation_id = $1 ORDER BY seq`,
      [conversationId],
    )
    return rows
  } finally {
    await client.end()
  }
}
