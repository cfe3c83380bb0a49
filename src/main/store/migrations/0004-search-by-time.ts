/**
 * A search index whose entries are numbered by time, densely, so that a posting is a byte or two (`search-docs`), and
 * whose terms need no prefix index (`search-terms`). What is held already is indexed anew in small steps while the app
 * runs (`search-rebuild`), from `rebuild_from` downwards.
 *
 * No sizes are kept beside the terms: an entry is taken out by the terms that it was put in with, which the message's
 * row still tells.
 */
export const SEARCH_BY_TIME = `
DROP TABLE messages_fts;
CREATE VIRTUAL TABLE messages_fts USING fts5 (
  terms, content = '', columnsize = 0, detail = none, tokenize = 'ascii'
);

-- The row id in messages_fts, and whose entry it is.
CREATE TABLE search_docs (
  doc_id INTEGER PRIMARY KEY,
  local_id INTEGER NOT NULL
) STRICT;

CREATE TABLE search_state (
  key TEXT PRIMARY KEY CHECK (key IN ('max_shift', 'rebuild_from', 'unicode')),
  value ANY NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO search_state (key, value)
  SELECT 'rebuild_from', max(local_id) FROM messages HAVING max(local_id) IS NOT NULL;
`
