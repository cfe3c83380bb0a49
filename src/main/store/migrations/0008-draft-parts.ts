/**
 * A draft keeps whom it calls and what it answers. Messages that wait are counted by conversation for the list, hence the
 * index.
 */
export const DRAFT_PARTS = `
ALTER TABLE conversations ADD COLUMN draft_mentions TEXT;
ALTER TABLE conversations ADD COLUMN draft_reply_to TEXT;
CREATE INDEX outbox_by_conversation ON outbox (conversation_id);
`
