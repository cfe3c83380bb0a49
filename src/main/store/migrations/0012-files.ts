/**
 * Files on this device.
 *
 * | table | for |
 * |---|---|
 * | `cached_files` | bytes that are here, whole and verified, by their hash; `mime` is what they are, not what was said of them |
 * | `cached_file_pins` | who needs such a file: a message that waits to be sent. Until then it is never let go |
 * | `message_files` | what this device knows of the file of a message: which bytes came from its link, its preview, where it was saved |
 */
export const FILES = `
CREATE TABLE cached_files (
  sha256 TEXT PRIMARY KEY CHECK (length(sha256) = 64),
  size INTEGER NOT NULL CHECK (size >= 0),
  mime TEXT NOT NULL,
  used_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX cached_files_by_use ON cached_files (used_at, sha256);

CREATE TABLE cached_file_pins (
  sha256 TEXT NOT NULL,
  owner TEXT NOT NULL,
  PRIMARY KEY (sha256, owner)
) STRICT, WITHOUT ROWID;

CREATE TABLE message_files (
  local_id INTEGER PRIMARY KEY REFERENCES messages (local_id) ON DELETE CASCADE,
  sha256 TEXT,
  thumb_sha256 TEXT,
  saved_path TEXT
) STRICT;
`
