/**
 * New messages are indexed a moment after they are stored, many at a time (`search-tail`): `indexed_to` is the last
 * row that was. Whoever is above it is looked at itself by every search. Up to here all rows are indexed, or left to the
 * rebuilding.
 */
export const SEARCH_BEHIND = `
CREATE TABLE search_state_new (
  key TEXT PRIMARY KEY CHECK (key IN ('max_shift', 'rebuild_from', 'unicode', 'indexed_to')),
  value ANY NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO search_state_new (key, value) SELECT key, value FROM search_state;
INSERT INTO search_state_new (key, value)
  SELECT 'indexed_to', coalesce(max(local_id), 0) FROM messages;
DROP TABLE search_state;
ALTER TABLE search_state_new RENAME TO search_state;
`
