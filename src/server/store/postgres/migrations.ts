/**
 * PostgreSQL's schema, numbered from 1; one transaction each; never edited once released. It holds what the one of SQLite does
 * (`../migrations`, where the columns are explained). Ids compare byte by byte, as there, whatever the database's language.
 */
export const POSTGRES_MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE users (
    user_id       text COLLATE "C" PRIMARY KEY,
    name          text NOT NULL,
    avatar        text COLLATE "C" NOT NULL,
    status        text NOT NULL,
    search_text   text COLLATE "C" NOT NULL,
    search_rules  integer NOT NULL,
    password_hash text NOT NULL,
    last_seen     bigint NOT NULL
  );
  CREATE INDEX users_by_avatar ON users (avatar) WHERE avatar <> '';

  CREATE TABLE tokens (
    token_hash   text COLLATE "C" PRIMARY KEY,
    user_id      text COLLATE "C" NOT NULL REFERENCES users ON DELETE CASCADE,
    device_id    text COLLATE "C" NOT NULL,
    device_name  text NOT NULL,
    created_at   bigint NOT NULL,
    expires_at   bigint NOT NULL,
    last_used_at bigint NOT NULL
  );
  CREATE INDEX tokens_by_device ON tokens (user_id, device_id);
  CREATE INDEX tokens_by_expiry ON tokens (expires_at);

  CREATE TABLE conversations (
    conversation_id text COLLATE "C" PRIMARY KEY,
    kind            text NOT NULL CHECK (kind IN ('c2c', 'c2g')),
    title           text NOT NULL,
    avatar          text COLLATE "C" NOT NULL,
    notice          text NOT NULL,
    last_seq        bigint NOT NULL,
    updated_at      bigint NOT NULL
  ) WITH (fillfactor = 50);
  CREATE INDEX conversations_by_avatar ON conversations (avatar) WHERE avatar <> '';

  CREATE TABLE members (
    conversation_id text COLLATE "C" NOT NULL REFERENCES conversations ON DELETE CASCADE,
    user_id         text COLLATE "C" NOT NULL REFERENCES users ON DELETE CASCADE,
    role            text NOT NULL CHECK (role IN ('owner', 'admin', 'member')),
    read_seq        bigint NOT NULL,
    delivered_seq   bigint NOT NULL,
    muted_until     bigint NOT NULL,
    PRIMARY KEY (conversation_id, user_id)
  ) WITH (fillfactor = 70);
  CREATE INDEX members_by_user ON members (user_id, conversation_id);

  CREATE TABLE messages (
    mid             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    conversation_id text COLLATE "C" NOT NULL REFERENCES conversations ON DELETE CASCADE,
    seq             bigint NOT NULL,
    sender_id       text COLLATE "C" NOT NULL,
    cli_mid         text COLLATE "C" NOT NULL,
    type            text NOT NULL,
    -- JSON as it was written: jsonb knows no NUL, and would order its keys.
    data            text NOT NULL,
    sent_at         bigint NOT NULL,
    CONSTRAINT messages_by_seq UNIQUE (conversation_id, seq),
    CONSTRAINT messages_by_name UNIQUE (sender_id, cli_mid)
  );

  CREATE TABLE former_members (
    user_id         text COLLATE "C" NOT NULL REFERENCES users ON DELETE CASCADE,
    conversation_id text COLLATE "C" NOT NULL REFERENCES conversations ON DELETE CASCADE,
    left_seq        bigint NOT NULL,
    left_at         bigint NOT NULL,
    PRIMARY KEY (user_id, conversation_id)
  );

  CREATE TABLE health (
    id integer PRIMARY KEY CHECK (id = 1),
    at bigint NOT NULL
  );

  CREATE TABLE files (
    file_id      text COLLATE "C" PRIMARY KEY,
    uploader_id  text COLLATE "C" NOT NULL REFERENCES users,
    name         text NOT NULL,
    mime         text NOT NULL,
    size         bigint NOT NULL,
    promised     text,
    sha256       text COLLATE "C",
    completed_at bigint,
    expired_at   bigint,
    touched_at   bigint NOT NULL
  );
  CREATE INDEX files_by_content ON files (sha256) WHERE sha256 IS NOT NULL;
  CREATE INDEX files_unfinished ON files (uploader_id) WHERE completed_at IS NULL AND expired_at IS NULL;
  CREATE INDEX files_stale ON files (touched_at, file_id) WHERE completed_at IS NULL AND expired_at IS NULL;
  CREATE INDEX files_by_touch ON files (touched_at, file_id);
  CREATE INDEX files_expired ON files (expired_at) WHERE expired_at IS NOT NULL;

  CREATE TABLE message_files (
    file_id         text COLLATE "C" NOT NULL REFERENCES files,
    conversation_id text COLLATE "C" NOT NULL REFERENCES conversations ON DELETE CASCADE,
    mid             bigint NOT NULL REFERENCES messages ON DELETE CASCADE,
    PRIMARY KEY (file_id, conversation_id, mid)
  );
  CREATE INDEX message_files_by_message ON message_files (mid);

  CREATE TABLE file_shares (
    user_id text COLLATE "C" PRIMARY KEY REFERENCES users ON DELETE CASCADE,
    bytes   bigint NOT NULL
  );

  CREATE TABLE secrets (
    name  text COLLATE "C" PRIMARY KEY,
    value text NOT NULL
  );

  -- How often tokens were taken away or a password was changed: other processes look whether their sessions may stay.
  CREATE TABLE access_changes (
    id integer PRIMARY KEY CHECK (id = 1),
    n  bigint NOT NULL
  );
  INSERT INTO access_changes VALUES (1, 0);
  `,
  `
  -- Sessions that no token opened and that were ended from another process: whoever has one looks here.
  CREATE TABLE ended_sessions (
    session_id text COLLATE "C" PRIMARY KEY,
    ended_at   bigint NOT NULL
  );
  CREATE INDEX ended_sessions_by_time ON ended_sessions (ended_at);
  `,
  `
  -- Whom the newest of \`access_changes\` were about: others look at the sessions of those. A version without this table counts
  -- and names nobody.
  CREATE TABLE access_changed_users (
    n           bigint PRIMARY KEY,
    user_id     text COLLATE "C" NOT NULL,
    -- The transaction, by which a process knows its own.
    transaction bigint NOT NULL
  );
  `,
  `
  -- What is appended has locked its conversation's row, or made it, and no conversation with messages is ever taken away:
  -- looked up once more for each message, that was a quarter of what PostgreSQL does for one.
  ALTER TABLE messages DROP CONSTRAINT messages_conversation_id_fkey;
  `,
]
