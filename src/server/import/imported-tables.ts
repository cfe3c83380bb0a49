/** What a column holds, by PostgreSQL's name for it; SQLite's `INTEGER` is either of the last two. */
export type ColumnType = 'text' | 'bigint' | 'integer'

export type ImportedTable = {
  readonly name: string
  /** Its primary key: rows are read, written and compared in this order, which both engines agree on (`COLLATE "C"`). */
  readonly key: readonly string[]
  readonly columns: Readonly<Record<string, ColumnType>>
}

/**
 * What makes an office, in an order in which no row names one that is not there yet. `health` is each store's own; what
 * PostgreSQL has beyond these (`access_changes`, `access_changed_users`, `ended_sessions`) is about sessions, of which none is open meanwhile.
 */
export const IMPORTED_TABLES: readonly ImportedTable[] = [
  {
    name: 'users',
    key: ['user_id'],
    columns: {
      user_id: 'text',
      name: 'text',
      avatar: 'text',
      status: 'text',
      search_text: 'text',
      search_rules: 'integer',
      password_hash: 'text',
      last_seen: 'bigint',
    },
  },
  {
    name: 'tokens',
    key: ['token_hash'],
    columns: {
      token_hash: 'text',
      user_id: 'text',
      device_id: 'text',
      device_name: 'text',
      created_at: 'bigint',
      expires_at: 'bigint',
      last_used_at: 'bigint',
    },
  },
  {
    name: 'conversations',
    key: ['conversation_id'],
    columns: {
      conversation_id: 'text',
      kind: 'text',
      title: 'text',
      avatar: 'text',
      notice: 'text',
      last_seq: 'bigint',
      updated_at: 'bigint',
    },
  },
  {
    name: 'members',
    key: ['conversation_id', 'user_id'],
    columns: {
      conversation_id: 'text',
      user_id: 'text',
      role: 'text',
      read_seq: 'bigint',
      delivered_seq: 'bigint',
      muted_until: 'bigint',
    },
  },
  {
    name: 'former_members',
    key: ['user_id', 'conversation_id'],
    columns: { user_id: 'text', conversation_id: 'text', left_seq: 'bigint', left_at: 'bigint' },
  },
  {
    name: 'messages',
    key: ['mid'],
    columns: {
      mid: 'bigint',
      conversation_id: 'text',
      seq: 'bigint',
      sender_id: 'text',
      cli_mid: 'text',
      type: 'text',
      data: 'text',
      sent_at: 'bigint',
    },
  },
  {
    name: 'files',
    key: ['file_id'],
    columns: {
      file_id: 'text',
      uploader_id: 'text',
      name: 'text',
      mime: 'text',
      size: 'bigint',
      promised: 'text',
      sha256: 'text',
      completed_at: 'bigint',
      expired_at: 'bigint',
      touched_at: 'bigint',
    },
  },
  {
    name: 'message_files',
    key: ['file_id', 'conversation_id', 'mid'],
    columns: { file_id: 'text', conversation_id: 'text', mid: 'bigint' },
  },
  { name: 'file_shares', key: ['user_id'], columns: { user_id: 'text', bytes: 'bigint' } },
  { name: 'secrets', key: ['name'], columns: { name: 'text', value: 'text' } },
]
