/**
 * Files on their way, each with the byte up to which the other side has it, so that a restart goes on from there.
 *
 * | column | up | down |
 * |---|---|---|
 * | `local_id` | the message that waits for it | the message that names it |
 * | `part_id` | what the message waits for (`message_parts`) | – |
 * | `path`, `mtime_ms` | the file on this computer, as it was when it was chosen | – |
 * | `file_id` | the server's name of the upload, from its first byte on | the file's name |
 * | `url` | – | a link, where the server has no name for it |
 * | `sha256`, `size` | of the file, once it was read | as the message says, else as the server does |
 * | `thumb_id` | its preview, once that is up | – |
 *
 * A row whose message is gone has no `local_id` any more: it is let go of. Ids are not given out twice, since the window
 * speaks by them.
 *
 * `file_hashes`: what the server said which bytes are behind a name, for previews and for messages that do not tell it.
 */
export const TRANSFERS = `
CREATE TABLE transfers (
  transfer_id INTEGER PRIMARY KEY AUTOINCREMENT,
  direction TEXT NOT NULL CHECK (direction IN ('up', 'down')),
  conversation_id TEXT NOT NULL,
  local_id INTEGER REFERENCES messages (local_id) ON DELETE SET NULL,
  part_id TEXT,
  state TEXT NOT NULL CHECK (state IN ('open', 'paused', 'done', 'failed')),
  name TEXT NOT NULL,
  mime TEXT NOT NULL,
  size INTEGER NOT NULL CHECK (size >= 0),
  sha256 TEXT,
  path TEXT,
  mtime_ms INTEGER,
  file_id TEXT,
  url TEXT,
  thumb_id TEXT,
  bytes_done INTEGER NOT NULL DEFAULT 0 CHECK (bytes_done >= 0),
  tries INTEGER NOT NULL DEFAULT 0,
  renewals INTEGER NOT NULL DEFAULT 0,
  is_asked INTEGER NOT NULL DEFAULT 0 CHECK (is_asked IN (0, 1)),
  is_cleared INTEGER NOT NULL DEFAULT 0 CHECK (is_cleared IN (0, 1)),
  fail_code TEXT,
  fail_reason TEXT,
  created_at INTEGER NOT NULL,
  ended_at INTEGER,
  took_ms INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE UNIQUE INDEX transfers_by_message ON transfers (local_id, direction) WHERE local_id IS NOT NULL;
CREATE INDEX transfers_by_state ON transfers (state, transfer_id);

CREATE TABLE file_hashes (
  file_id TEXT PRIMARY KEY,
  sha256 TEXT NOT NULL,
  size INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
`
