/** Numbered from 1; one transaction each; never edited once released. */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE users (
    user_id       TEXT PRIMARY KEY,
    name          TEXT NOT NULL,
    avatar        TEXT NOT NULL,
    status        TEXT NOT NULL,
    -- Lower case: name, pinyin, initials and id, for the directory search.
    search_text   TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    last_seen     INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE tokens (
    token_hash  TEXT PRIMARY KEY,
    user_id     TEXT NOT NULL REFERENCES users ON DELETE CASCADE,
    device_id   TEXT NOT NULL,
    device_name TEXT NOT NULL,
    created_at  INTEGER NOT NULL,
    expires_at  INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX tokens_by_device ON tokens (user_id, device_id);

  CREATE TABLE conversations (
    conversation_id TEXT PRIMARY KEY,
    kind            TEXT NOT NULL CHECK (kind IN ('c2c', 'c2g')),
    title           TEXT NOT NULL,
    avatar          TEXT NOT NULL,
    notice          TEXT NOT NULL,
    last_seq        INTEGER NOT NULL,
    updated_at      INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE members (
    conversation_id TEXT NOT NULL REFERENCES conversations ON DELETE CASCADE,
    user_id         TEXT NOT NULL REFERENCES users ON DELETE CASCADE,
    role            TEXT NOT NULL CHECK (role IN ('owner', 'admin', 'member')),
    read_seq        INTEGER NOT NULL,
    delivered_seq   INTEGER NOT NULL,
    muted_until     INTEGER NOT NULL,
    PRIMARY KEY (conversation_id, user_id)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX members_by_user ON members (user_id, conversation_id);

  CREATE TABLE messages (
    mid             INTEGER PRIMARY KEY AUTOINCREMENT,
    conversation_id TEXT NOT NULL REFERENCES conversations ON DELETE CASCADE,
    seq             INTEGER NOT NULL,
    sender_id       TEXT NOT NULL,
    cli_mid         TEXT NOT NULL,
    type            TEXT NOT NULL,
    data            TEXT NOT NULL,
    sent_at         INTEGER NOT NULL,
    UNIQUE (conversation_id, seq),
    UNIQUE (sender_id, cli_mid)
  ) STRICT;
  `,
  `
  -- Who is no member of a group any more: the list of what changed tells their devices that were away.
  CREATE TABLE former_members (
    user_id         TEXT NOT NULL REFERENCES users ON DELETE CASCADE,
    conversation_id TEXT NOT NULL REFERENCES conversations ON DELETE CASCADE,
    -- Of the message that says so.
    left_seq        INTEGER NOT NULL,
    left_at         INTEGER NOT NULL,
    PRIMARY KEY (user_id, conversation_id)
  ) STRICT, WITHOUT ROWID;
  `,
  `
  -- For the list of one's sessions: a token that only ever spoke HTTP has no connection that tells.
  ALTER TABLE tokens ADD COLUMN last_used_at INTEGER NOT NULL DEFAULT 0;
  `,
  `
  -- The rules that search_text was made by; the server makes it anew when these are older than its own.
  ALTER TABLE users ADD COLUMN search_rules INTEGER NOT NULL DEFAULT 0;
  `,
  `
  -- One row, written by whoever asks whether the database can be written.
  CREATE TABLE health (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    at INTEGER NOT NULL
  ) STRICT;
  `,
  `
  -- Uploads and the files that came of them. Content is kept once, under its own hash; each row is one name for it.
  CREATE TABLE files (
    file_id      TEXT PRIMARY KEY,
    uploader_id  TEXT NOT NULL REFERENCES users,
    name         TEXT NOT NULL,
    mime         TEXT NOT NULL,
    size         INTEGER NOT NULL,
    -- What the uploader says that it will be.
    promised     TEXT,
    -- Of the content; set before the content is put in its place.
    sha256       TEXT,
    -- The content is in its place.
    completed_at INTEGER,
    -- No byte came for too long: kept for a while, to say so.
    expired_at   INTEGER,
    -- When it was begun, got its last bytes, was completed or claimed.
    touched_at   INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX files_by_content ON files (sha256) WHERE sha256 IS NOT NULL;
  CREATE INDEX files_unfinished ON files (uploader_id) WHERE completed_at IS NULL AND expired_at IS NULL;
  CREATE INDEX files_stale ON files (touched_at, file_id) WHERE completed_at IS NULL AND expired_at IS NULL;
  CREATE INDEX files_by_touch ON files (touched_at, file_id);

  -- Which message names which file: who is a member where it was said may read it.
  CREATE TABLE message_files (
    file_id         TEXT NOT NULL REFERENCES files,
    conversation_id TEXT NOT NULL REFERENCES conversations ON DELETE CASCADE,
    mid             INTEGER NOT NULL REFERENCES messages ON DELETE CASCADE,
    PRIMARY KEY (file_id, conversation_id, mid)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX message_files_by_message ON message_files (mid);

  -- What each user's files weigh, unfinished ones in full, for the quota.
  CREATE TABLE file_shares (
    user_id TEXT PRIMARY KEY REFERENCES users ON DELETE CASCADE,
    bytes   INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;

  -- Whose picture a file is.
  CREATE INDEX users_by_avatar ON users (avatar) WHERE avatar <> '';
  CREATE INDEX conversations_by_avatar ON conversations (avatar) WHERE avatar <> '';

  -- Keys that this server made for itself, such as that of signed links.
  CREATE TABLE secrets (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  `,
]
