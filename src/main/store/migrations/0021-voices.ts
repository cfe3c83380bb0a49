/**
 * Voice messages.
 *
 * | what | for |
 * |---|---|
 * | `message_files.heard_at` | epoch ms at which the voice was first played here; of others only |
 * | `voice_drafts` | recordings that are not sent yet: their file in the account's folder, one for each conversation |
 * | setting `voice.unheard_from` | epoch ms: what was said before counts as heard. A week before this device had voices, so that a year of history does not wait to be heard |
 */
export const VOICES = `
ALTER TABLE message_files ADD COLUMN heard_at INTEGER;
CREATE TABLE voice_drafts (
  conversation_id TEXT PRIMARY KEY,
  place TEXT NOT NULL,
  seconds REAL NOT NULL CHECK (seconds >= 0),
  wave TEXT NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO settings (key, value) VALUES ('voice.unheard_from', CAST((unixepoch() - 7 * 86400) * 1000 AS TEXT));
`
