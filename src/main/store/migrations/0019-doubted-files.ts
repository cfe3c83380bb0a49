import { IS_FILE_AVATAR, NAMES_A_FILE, namedUnder } from '../file-names'

const KEYS = ['sha256', 'file_id', 'thumb_id'] as const

/** Doubts cached bytes, by expressions of their hash. */
const doubt = (...hashes: readonly string[]): string =>
  `INSERT OR IGNORE INTO doubted_files (sha256) SELECT sha256 FROM cached_files WHERE sha256 IN (${hashes.join(', ')});`

const hashOf = (fileId: string): string => `(SELECT h.sha256 FROM file_hashes h WHERE h.file_id = ${fileId})`
const doubtContent = doubt(
  namedUnder('sha256', 'OLD.content'),
  hashOf(namedUnder('file_id', 'OLD.content')),
  hashOf(namedUnder('thumb_id', 'OLD.content')),
)
const doubtAvatar = doubt(hashOf('substr(OLD.avatar, 11)'))
const isOther = KEYS.map((key) => `${namedUnder(key, 'OLD.content')} IS NOT ${namedUnder(key, 'NEW.content')}`).join(' OR ')
const isFile = (row: 'OLD' | 'NEW'): string => NAMES_A_FILE.replace('type', `${row}.type`)
const wasFile = IS_FILE_AVATAR.replace('avatar', 'OLD.avatar')

/**
 * `doubted_files`: cached bytes that have lost a name, by whatever way: a message that was taken back, removed or changed, an
 * avatar, an upload, a pin. Whether anything else names them is asked after the commit, by the indexes below; storing a new
 * message asks nothing. What is in the cache now is doubted once.
 */
export const DOUBTED_FILES = `
CREATE TABLE doubted_files (
  sha256 TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;
INSERT INTO doubted_files (sha256) SELECT sha256 FROM cached_files;

${KEYS.map((key) => `CREATE INDEX messages_by_${key} ON messages (${namedUnder(key)}) WHERE ${NAMES_A_FILE};`).join('\n')}
CREATE INDEX message_files_by_hash ON message_files (sha256) WHERE sha256 IS NOT NULL;
CREATE INDEX message_files_by_thumb ON message_files (thumb_sha256) WHERE thumb_sha256 IS NOT NULL;
CREATE INDEX file_hashes_by_hash ON file_hashes (sha256);
CREATE INDEX transfers_by_hash ON transfers (sha256) WHERE sha256 IS NOT NULL;
CREATE INDEX transfers_by_thumb ON transfers (thumb_id) WHERE thumb_id IS NOT NULL;
CREATE INDEX people_by_avatar ON people (avatar) WHERE ${IS_FILE_AVATAR};
CREATE INDEX conversations_by_avatar ON conversations (avatar) WHERE ${IS_FILE_AVATAR};
CREATE INDEX group_members_by_avatar ON group_members (avatar) WHERE ${IS_FILE_AVATAR};

CREATE TRIGGER message_file_removed AFTER DELETE ON messages WHEN ${isFile('OLD')}
BEGIN
  ${doubtContent}
END;
CREATE TRIGGER message_file_changed AFTER UPDATE OF type, content ON messages
  WHEN ${isFile('OLD')} AND (NOT ${isFile('NEW')} OR ${isOther})
BEGIN
  DELETE FROM message_files WHERE local_id = OLD.local_id AND NOT ${isFile('NEW')};
  ${doubtContent}
END;
CREATE TRIGGER message_file_forgotten AFTER DELETE ON message_files
BEGIN
  ${doubt('OLD.sha256', 'OLD.thumb_sha256')}
END;
CREATE TRIGGER upload_file_forgotten AFTER DELETE ON transfers WHEN OLD.direction = 'up' AND OLD.sha256 IS NOT NULL
BEGIN
  ${doubt('OLD.sha256', hashOf('OLD.thumb_id'))}
END;
CREATE TRIGGER cached_file_unpinned AFTER DELETE ON cached_file_pins
BEGIN
  ${doubt('OLD.sha256')}
END;
${['people', 'conversations', 'group_members']
  .map(
    (table) => `CREATE TRIGGER ${table}_avatar_changed AFTER UPDATE OF avatar ON ${table} WHEN OLD.avatar <> NEW.avatar AND ${wasFile}
BEGIN
  ${doubtAvatar}
END;`,
  )
  .join('\n')}
`
