/**
 * Marks and times that a server made up, and an earlier version believed: a mark more than 10,000 above the newest
 * message that was heard of is none, and what lies after the year 9999 is no time. A head itself is healed by the
 * server's history at the next log-in.
 */
export const SANE_MARKS = `
UPDATE conversations SET read_seq = min(read_seq, last_seq), peer_read_seq = min(peer_read_seq, last_seq),
  peer_delivered_seq = min(peer_delivered_seq, last_seq), membership_seq = min(membership_seq, last_seq)
  WHERE max(read_seq, peer_read_seq, peer_delivered_seq, membership_seq) > last_seq + 10000;
UPDATE conversations SET updated_at = 0 WHERE updated_at > 253402300799999;
UPDATE group_members SET read_seq = 0, delivered_seq = 0 WHERE max(read_seq, delivered_seq) > 10000 +
  coalesce((SELECT last_seq FROM conversations c WHERE c.conversation_id = group_members.conversation_id), 0);
DELETE FROM marks_log WHERE up_to_seq > 10000 +
  coalesce((SELECT last_seq FROM conversations c WHERE c.conversation_id = marks_log.conversation_id), 0);
`
