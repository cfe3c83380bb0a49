/** The sync inspector lists what was refused, of all conversations. */
export const FAILED_MESSAGES = `
CREATE INDEX messages_failed ON messages (local_id) WHERE status = 'failed';
`
