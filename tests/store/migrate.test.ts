import { asConversationId, asMid } from '@shared/ids'
import { describe, expect, it } from 'vitest'
import { Database } from '../../src/main/store/database'
import { MIGRATIONS, migrate, schemaVersion } from '../../src/main/store/migrate'
import { SANE_MARKS } from '../../src/main/store/migrations/0007-sane-marks'
import { ORDER_OF_KINDS } from '../../src/main/store/migrations/0009-order-of-kinds'
import { FAILURE_CODES } from '../../src/main/store/migrations/0010-failure-codes'
import { STICKERS } from '../../src/main/store/migrations/0022-stickers'
import { Store } from '../../src/main/store/store'
import { ALICE, CHAT, composed, received } from './helpers'

const GROUP_OF_OLD = asConversationId('c2g:g')

function open(): Database {
  return new Database({ file: ':memory:', busyTimeoutMs: 0 })
}

type SchemaRow = { readonly type: string; readonly name: string; readonly sql: string | null }

function schemaOf(database: Database): readonly SchemaRow[] {
  return database.prepare<SchemaRow>('SELECT type, name, sql FROM sqlite_schema ORDER BY type, name').all()
}

/**
 * Rows as the version before each migration would hold them, by the version that they are of. A new migration adds its
 * entry; version 0 is the empty file.
 */
const ROWS: Readonly<Record<number, (database: Database) => void>> = {
  0: () => undefined,
  1: (database) => database.exec(ROWS_OF_1),
  2: (database) => database.exec(ROWS_OF_1),
  3: (database) => database.exec(ROWS_OF_1),
  4: (database) => database.exec(ROWS_OF_4),
  5: (database) => database.exec(ROWS_OF_4),
  6: (database) => database.exec(ROWS_OF_6),
  7: (database) => database.exec(ROWS_OF_6),
  8: (database) => database.exec(ROWS_OF_8),
  9: (database) => database.exec(ROWS_OF_9),
  10: (database) => database.exec(ROWS_OF_9),
  11: (database) => database.exec(ROWS_OF_11),
  12: (database) => database.exec(ROWS_OF_12),
  13: (database) => database.exec(ROWS_OF_13),
  14: (database) => database.exec(ROWS_OF_13),
  15: (database) => database.exec(ROWS_OF_13),
  16: (database) => database.exec(ROWS_OF_16),
  17: (database) => database.exec(ROWS_OF_16),
  18: (database) => database.exec(ROWS_OF_18),
  19: (database) => database.exec(ROWS_OF_19),
  20: (database) => database.exec(ROWS_OF_20),
}

const ROWS_OF_1 = `
INSERT INTO conversations (conversation_id, kind, title, last_seq, read_seq, draft, has_left)
  VALUES ('c2c:alice:bob', 'c2c', 'Bob', 2, 1, 'half a th', 0), ('c2g:g', 'c2g', 'Design', 9, 9, '', 1);
INSERT INTO messages (local_id, conversation_id, position, seq, mid, cli_mid, sender_id, sender_name, sender_avatar,
    is_mine, type, content, mentions_me, sent_at, local_at, status)
  VALUES (1, 'c2c:alice:bob', 1, 1, '11', 'c-1', 'bob', 'Bob', '', 0, 'text', '{"content":"hello"}', 0, 5, 6, 'received'),
    (2, 'c2c:alice:bob', 4503599627370498, NULL, NULL, 'c-2', 'alice', 'Alice', '', 1, 'text', '{"content":"me"}', 0,
      NULL, 7, 'queued');
INSERT INTO seq_ranges VALUES ('c2c:alice:bob', 1, 2);
INSERT INTO outbox (local_id, conversation_id, enqueued_at) VALUES (2, 'c2c:alice:bob', 7);
INSERT INTO delivery_log VALUES (2, 'composed', 7, NULL, NULL);
INSERT INTO marks_log VALUES ('c2c:alice:bob', 'bob', 'read', 1, 8);
INSERT INTO people (user_id, name, avatar, status, search_keys) VALUES ('bob', 'Bob', '', '', 'bob');
INSERT INTO group_members (conversation_id, user_id, name, avatar, role) VALUES ('c2g:g', 'bob', 'Bob', '', 'owner');
INSERT INTO settings VALUES ('sync.cursor', '5');
INSERT INTO repairs VALUES ('c2c:alice:bob', 9, 'fetched 1');
INSERT INTO pending_recalls VALUES ('99');
INSERT INTO messages_fts (rowid, terms) VALUES (1, 'hello');
`

/** The same, with an entry in the index by time. */
const ROWS_OF_4 = `${ROWS_OF_1}
INSERT INTO search_docs VALUES (1, 1);
INSERT INTO search_state VALUES ('max_shift', 0);
`

/** As of 4, with the keys by which people are ordered and found. */
const ROWS_OF_6 = ROWS_OF_4.replace('INSERT INTO people VALUES', 'INSERT INTO people (user_id, name, avatar, status, search_keys) VALUES')

/** As of 6, with what was written below the words of a draft. */
const ROWS_OF_8 = `${ROWS_OF_6}
UPDATE conversations SET draft_mentions = '[{"at":0,"name":"Bob","userId":"bob"}]', draft_reply_to = '11' WHERE draft <> '';
`

/** As of 8, with what other kinds need. */
const ROWS_OF_9 = `${ROWS_OF_8.replace("INSERT INTO pending_recalls VALUES ('99');", "INSERT INTO pending_recalls VALUES ('99', 'c2c:alice:bob');")}
INSERT INTO history_edges VALUES ('c2c:alice:bob', '7', 0);
INSERT INTO message_parts VALUES (2, 'part', 'waiting');
`

/** As of 9, with a file on its way. */
const ROWS_OF_11 = `${ROWS_OF_9}
INSERT INTO transfers (direction, conversation_id, local_id, state, name, mime, size, created_at)
  VALUES ('up', 'c2c:alice:bob', 2, 'open', 'a.pdf', 'application/pdf', 9, 1);
INSERT INTO file_hashes VALUES ('f_1', 'ab', 9);
`

/** As of 11, with files on this device. */
const ROWS_OF_12 = `${ROWS_OF_11}
INSERT INTO cached_files VALUES ('${'a'.repeat(64)}', 9, 'image/png', 1);
INSERT INTO cached_file_pins VALUES ('${'a'.repeat(64)}', 'message 2');
INSERT INTO message_files VALUES (2, '${'a'.repeat(64)}', NULL, '/tmp/a.png');
`

/** The same, with up to where history is whole. */
const ROWS_OF_13 = ROWS_OF_12.replace("VALUES ('c2c:alice:bob', '7', 0)", "VALUES ('c2c:alice:bob', '7', 0, 3)")

/** The same, with what is still to be done with a file. */
const ROWS_OF_16 = `${ROWS_OF_13}
UPDATE transfers SET treatment = '{"withoutLocation":true}';
`

/** The same, with bytes that may have nobody's name. */
const ROWS_OF_18 = `${ROWS_OF_16}
INSERT OR IGNORE INTO doubted_files VALUES ('${'a'.repeat(64)}');
`

/** The same, with bytes that were deleted from this computer. */
const ROWS_OF_19 = `${ROWS_OF_18}
INSERT INTO put_away_files VALUES ('${'b'.repeat(64)}');
`

/** The same, with a recording that waits, and a voice that was heard. */
const ROWS_OF_20 = `${ROWS_OF_19.replace("'/tmp/a.png')", "'/tmp/a.png', 7)")}
INSERT INTO voice_drafts VALUES ('c2c:alice:bob', 'a.m4a', 3.5, '');
`

type Row = Readonly<Record<string, unknown>>

/** A column that nothing was ever written to. */
const DROPPED = 'not_before'

/** What a migration notes itself: nothing that an older version had. */
const ADDED_KEYS: readonly unknown[] = ['indexed_to', 'voice.unheard_from']

/** All rows of all tables, but for the index's own. */
function rowsOf(database: Database): Readonly<Record<string, readonly Row[]>> {
  const tables = schemaOf(database).filter(({ type, name }) => type === 'table' && !/^(sqlite_|messages_fts)/.test(name))
  const rows = (name: string): readonly Row[] =>
    database
      .prepare<Row>(`SELECT * FROM ${name}`)
      .all()
      .filter(({ key }) => !ADDED_KEYS.includes(key))
  const kept = ({ [DROPPED]: _, ...row }: Row): Row => row
  return Object.fromEntries(tables.map(({ name }) => [name, rows(name).map(kept)]))
}

describe('migrating', () => {
  it.each(MIGRATIONS.map((_, version) => version))('from version %i with rows ends in the newest schema, rows kept', (version) => {
    const database = open()
    migrate(database, MIGRATIONS.slice(0, version))
    expect(schemaVersion(database)).toBe(version)
    ROWS[version]?.(database)
    const before = rowsOf(database)
    migrate(database)
    // Columns may have come, none has changed.
    expect(rowsOf(database)).toMatchObject(before)
    if (version > 0) expect(Object.entries(before).filter(([, rows]) => rows.length === 0)).toEqual([])
    const fresh = open()
    migrate(fresh)
    expect(schemaOf(database)).toEqual(schemaOf(fresh))
    expect(schemaVersion(database)).toBe(MIGRATIONS.length)
    database.close()
    fresh.close()
  })

  it('has rows for every version before the newest', () => {
    expect(Object.keys(ROWS).map(Number)).toEqual(MIGRATIONS.map((_, version) => version))
  })

  it('counts what an older version held by the newest rule', () => {
    const database = open()
    migrate(database, MIGRATIONS.slice(0, 4))
    database.exec(`INSERT INTO conversations (conversation_id, kind, last_seq) VALUES ('c2g:g', 'c2g', 3);
      INSERT INTO seq_ranges VALUES ('c2g:g', 1, 3);
      INSERT INTO messages (local_id, conversation_id, position, seq, mid, sender_id, sender_name, sender_avatar, is_mine,
        type, content, mentions, mentions_me, local_at, status)
      VALUES (1, 'c2g:g', 1, 1, '1', 'bob', '', '', 0, 'custom', '{"kind":"group.event"}', '["*"]', 1, 1, 'received'),
        (2, 'c2g:g', 2, 2, '2', 'bob', '', '', 0, 'recalled', '{}', NULL, 0, 2, 'received'),
        (3, 'c2g:g', 3, 3, '3', 'bob', '', '', 0, 'text', '{"content":"hi"}', NULL, 0, 3, 'received')`)
    migrate(database)
    const store = new Store(database)
    expect(store.conversations.list()).toMatchObject([{ unread: 1, hasUnreadMention: false }])
    store.close()
  })

  it('calls the reasons of failures by their names of today', () => {
    const database = open()
    migrate(database, MIGRATIONS.slice(0, MIGRATIONS.indexOf(FAILURE_CODES)))
    database.exec(ROWS_OF_9)
    const codes = ['base_group', 'base_bundle', 'base_type', 'base_too_large', 'muted']
    for (const [i, code] of codes.entries()) {
      database.exec(`INSERT INTO messages (local_id, conversation_id, position, sender_id, sender_name, sender_avatar, is_mine, type,
          content, mentions_me, local_at, status, fail_code)
        VALUES (${i + 10}, 'c2c:alice:bob', 2, 'alice', '', '', 1, 'text', '{}', 0, 1, 'failed', '${code}');
        INSERT INTO delivery_log (local_id, step, at, code) VALUES (${i + 10}, 'refused', 1, '${code}')`)
    }
    migrate(database)
    const today = ['no_groups', 'no_bundles', 'no_such_type', 'too_large', 'muted']
    const kept = (table: string, column: string): unknown[] =>
      database
        .prepare<Row>(`SELECT ${column} AS code FROM ${table} WHERE local_id >= 10 ORDER BY local_id`)
        .all()
        .map(({ code }) => code)
    expect([kept('messages', 'fail_code'), kept('delivery_log', 'code')]).toEqual([today, today])
    database.close()
  })

  it('keeps the order, the unread count and the names of what an older version held', () => {
    const database = open()
    migrate(database, MIGRATIONS.slice(0, MIGRATIONS.indexOf(ORDER_OF_KINDS)))
    database.exec(`INSERT INTO conversations (conversation_id, kind, last_seq, read_seq) VALUES ('c2g:g', 'c2g', 3, 1), ('c2g:h', 'c2g', 0, 0);
      INSERT INTO seq_ranges VALUES ('c2g:g', 1, 3);
      INSERT INTO messages (local_id, conversation_id, position, seq, mid, sender_id, sender_name, sender_avatar, is_mine,
        type, content, mentions_me, local_at, status)
      VALUES (1, 'c2g:g', 3, 3, '13', 'bob', '', '', 0, 'text', '{"content":"third"}', 1, 1, 'received'),
        (2, 'c2g:g', 1, 1, '11', 'bob', '', '', 0, 'text', '{"content":"first"}', 0, 2, 'received'),
        (3, 'c2g:g', 1, NULL, NULL, 'alice', '', '', 1, 'text', '{"content":"failed"}', 0, 3, 'failed'),
        (4, 'c2g:g', 4503599627370500, NULL, NULL, 'alice', '', '', 1, 'text', '{"content":"waits"}', 0, 4, 'queued'),
        (5, 'c2g:g', 2, 2, '12', 'bob', '', '', 0, 'text', '{"content":"second"}', 0, 5, 'received');
      INSERT INTO outbox (local_id, conversation_id, enqueued_at) VALUES (4, 'c2g:g', 4);
      INSERT INTO pending_recalls VALUES ('99')`)
    migrate(database)
    const store = new Store(database)
    const { messages } = store
    const shown = messages.page({ conversationId: GROUP_OF_OLD, anchor: { at: 'end' }, limit: 9 }).rows
    expect(shown.map(({ content }) => content['content'])).toEqual(['first', 'failed', 'second', 'third', 'waits'])
    expect(store.conversations.get(GROUP_OF_OLD)).toMatchObject({ unread: 2, hasUnreadMention: true, waiting: 1 })
    expect(messages.byMid(GROUP_OF_OLD, asMid('12'))?.localId).toBe(5)
    expect(messages.insert(received({ conversationId: GROUP_OF_OLD, seq: 4, mid: '12' })).outcome).toBe('conflict')
    // Nobody knows any more in which conversation it was taken back.
    const late = messages.insert(received({ conversationId: 'c2g:h', seq: 1, mid: '99' })).localId
    expect(messages.get(late)?.type).toBe('recalled')
    expect(store.outbox.list()).toMatchObject([{ localId: 4, part: undefined }])
    store.close()
  })

  it('takes the stickers of an older version off their shelf and out of the library', () => {
    const database = open()
    migrate(database, MIGRATIONS.slice(0, MIGRATIONS.indexOf(STICKERS)))
    const insert =
      database.prepare<object>(`INSERT INTO messages (conversation_id, position, seq, mid, sender_id, sender_name, sender_avatar,
      is_mine, type, content, mentions_me, local_at, status) VALUES ('c2g:g', ?, ?, ?, 'bob', '', '', 0, 'image', ?, 0, 1, 'received')`)
    for (const [seq, content] of [
      [1, '{"sticker":true}'],
      [2, '{"big_url":"x"}'],
    ] as const)
      insert.run(seq, seq, String(seq), content)
    migrate(database)
    const store = new Store(database)
    expect(store.shelves.page({ conversationId: GROUP_OF_OLD, shelf: 'media', anchor: { at: 'end' }, limit: 9 }).rows).toMatchObject([
      { seq: 2 },
    ])
    expect(store.library.page({ order: 'newest', limit: 9 }).localIds).toEqual([2])
    expect(store.library.page({ order: 'largest', limit: 9 }).localIds).toEqual([2])
    store.close()
  })

  it('changes nothing the second time', () => {
    const database = open()
    migrate(database)
    const store = new Store(database)
    store.conversations.ensure(CHAT, ALICE)
    store.messages.insertBatch([received({ seq: 1 }), composed('c-1')])
    const before = store.conversations.list()
    migrate(database)
    expect(store.conversations.list()).toEqual(before)
    store.close()
  })

  it('goes on from the version that the file has, and keeps its rows', () => {
    const database = open()
    const first = 'CREATE TABLE notes (id INTEGER PRIMARY KEY, body TEXT NOT NULL) STRICT;'
    const second = `ALTER TABLE notes ADD COLUMN is_done INTEGER NOT NULL DEFAULT 0; UPDATE notes SET is_done = 1 WHERE body = 'old';`
    migrate(database, [first])
    database.exec(`INSERT INTO notes (body) VALUES ('old'), ('older')`)
    migrate(database, [first, second])
    expect(database.prepare('SELECT body, is_done FROM notes ORDER BY id').all()).toEqual([
      { body: 'old', is_done: 1 },
      { body: 'older', is_done: 0 },
    ])
    database.close()
  })

  it('takes back marks that a server made up, and keeps those that are only a little ahead', () => {
    const database = open()
    migrate(database, MIGRATIONS.slice(0, MIGRATIONS.indexOf(SANE_MARKS)))
    database.exec(`
      INSERT INTO conversations (conversation_id, kind, last_seq, read_seq, peer_read_seq, peer_delivered_seq, updated_at) VALUES
        ('c2c:alice:bob', 'c2c', 300, 9007199254740991, 9007199254740985, 299, 9007199254740991),
        ('c2c:alice:carol', 'c2c', 300, 310, 10300, 10300, 5), ('c2g:g', 'c2g', 9, 9, 0, 0, 5);
      INSERT INTO group_members (conversation_id, user_id, name, avatar, role, read_seq, delivered_seq) VALUES
        ('c2g:g', 'bob', 'Bob', '', 'owner', 9007199254740991, 3), ('c2g:g', 'dave', 'Dave', '', 'member', 9, 9);
      INSERT INTO marks_log VALUES ('c2c:alice:bob', 'bob', 'read', 9007199254740985, 8), ('c2c:alice:bob', 'bob', 'read', 2, 8);`)
    migrate(database)
    const marks = 'read_seq, peer_read_seq, peer_delivered_seq, updated_at'
    expect(database.prepare(`SELECT ${marks} FROM conversations ORDER BY conversation_id`).all()).toEqual([
      { read_seq: 300, peer_read_seq: 300, peer_delivered_seq: 299, updated_at: 0 },
      { read_seq: 310, peer_read_seq: 10300, peer_delivered_seq: 10300, updated_at: 5 },
      { read_seq: 9, peer_read_seq: 0, peer_delivered_seq: 0, updated_at: 5 },
    ])
    expect(database.prepare('SELECT user_id, read_seq, delivered_seq FROM group_members ORDER BY user_id').all()).toEqual([
      { user_id: 'bob', read_seq: 0, delivered_seq: 0 },
      { user_id: 'dave', read_seq: 9, delivered_seq: 9 },
    ])
    expect(database.prepare('SELECT up_to_seq FROM marks_log').all()).toEqual([{ up_to_seq: 2 }])
    database.close()
  })

  it('that fails half-way leaves the version and the rows before it', () => {
    const database = open()
    const first = 'CREATE TABLE notes (id INTEGER PRIMARY KEY, body TEXT NOT NULL) STRICT;'
    migrate(database, [first])
    database.exec(`INSERT INTO notes (body) VALUES ('kept')`)
    expect(() => migrate(database, [first, 'DELETE FROM notes; CREATE TABLE broken (;'])).toThrow(
      expect.objectContaining({ code: 'failed' }),
    )
    expect(schemaVersion(database)).toBe(1)
    expect(database.prepare('SELECT body FROM notes').all()).toEqual([{ body: 'kept' }])
    database.close()
  })

  it('refuses a later version before it touches anything', () => {
    const database = open()
    database.exec(`PRAGMA user_version = ${MIGRATIONS.length + 1}`)
    expect(() => migrate(database)).toThrow(expect.objectContaining({ code: 'store_newer' }))
    expect(schemaOf(database)).toEqual([])
    database.close()
  })

  it('makes only STRICT tables, beside the index’s own', () => {
    const database = open()
    migrate(database)
    const tables = schemaOf(database).filter(({ type, name }) => type === 'table' && !/^(sqlite_|messages_fts)/.test(name))
    expect(tables.length).toBeGreaterThan(10)
    for (const { sql } of tables) expect(sql).toMatch(/STRICT/)
    database.close()
  })
})
