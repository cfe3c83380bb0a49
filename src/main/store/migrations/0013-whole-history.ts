/** Up to which order key history that comes by a cursor is known to be whole; what is held so far is looked at once more. */
export const WHOLE_HISTORY = `ALTER TABLE history_edges ADD COLUMN whole_to INTEGER NOT NULL DEFAULT 0;`
