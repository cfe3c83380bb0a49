/** Tells old news of who is in a group from new: the seq of the newest that was heard of one's own membership. */
export const MEMBERSHIP_SEQ = `
ALTER TABLE conversations ADD COLUMN membership_seq INTEGER NOT NULL DEFAULT 0;
`
