import type { Marks, RaisedMarks } from '../server-store'
import type { Connection } from './connection'

/**
 * One statement for all: who has not got so far yet, their conversations' rows in the order in which everybody locks them, then
 * the marks, none beyond what is there. For the test of its plan.
 */
export const RAISE_MARKS = `
  WITH was AS (
    SELECT d.*, m.read_seq AS old_read, m.delivered_seq AS old_delivered
    FROM unnest($1::text[], $2::text[], $3::bigint[], $4::bigint[]) AS d(conversation_id, user_id, read_seq, delivered_seq)
    CROSS JOIN LATERAL (
      SELECT * FROM members x WHERE x.conversation_id = d.conversation_id AND x.user_id = d.user_id LIMIT 1) m
    WHERE m.read_seq < d.read_seq OR m.delivered_seq < d.delivered_seq),
  c AS (
    SELECT x.conversation_id, x.last_seq FROM conversations x
    WHERE x.conversation_id = ANY(ARRAY(SELECT conversation_id FROM was)) ORDER BY x.conversation_id FOR UPDATE),
  raised AS (
    UPDATE members m SET read_seq = greatest(m.read_seq, least(was.read_seq, c.last_seq)),
      delivered_seq = greatest(m.delivered_seq, least(was.delivered_seq, c.last_seq))
    FROM was JOIN c USING (conversation_id)
    WHERE m.conversation_id = ANY(ARRAY(SELECT conversation_id FROM was)) AND m.user_id = ANY(ARRAY(SELECT user_id FROM was))
      AND m.conversation_id = was.conversation_id AND m.user_id = was.user_id
      AND (m.read_seq < least(was.read_seq, c.last_seq) OR m.delivered_seq < least(was.delivered_seq, c.last_seq))
    RETURNING m.conversation_id, m.user_id, m.read_seq, m.delivered_seq, was.old_read, was.old_delivered),
  touched AS (
    UPDATE conversations SET updated_at = greatest(updated_at, $5)
    WHERE conversation_id = ANY(ARRAY(SELECT conversation_id FROM raised)))
  SELECT conversation_id, user_id, CASE WHEN read_seq > old_read THEN read_seq END AS read_seq,
    CASE WHEN delivered_seq > old_delivered THEN delivered_seq END AS delivered_seq
  FROM raised`

type Row = {
  readonly conversation_id: string
  readonly user_id: string
  readonly read_seq: number | null
  readonly delivered_seq: number | null
}

export async function raiseMarks(connection: Connection, marks: readonly Marks[], at: number): Promise<readonly RaisedMarks[]> {
  if (marks.length === 0) return []
  const { rows } = await connection.query<Row>(RAISE_MARKS, [
    marks.map(({ conversationId }) => conversationId),
    marks.map(({ userId }) => userId),
    marks.map(({ readSeq }) => readSeq),
    // What was read was delivered, even if that signal was lost.
    marks.map(({ readSeq, deliveredSeq }) => Math.max(readSeq, deliveredSeq)),
    at,
  ])
  return rows.map((row) => ({
    conversationId: row.conversation_id,
    userId: row.user_id,
    readSeq: row.read_seq ?? undefined,
    deliveredSeq: row.delivered_seq ?? undefined,
  }))
}
