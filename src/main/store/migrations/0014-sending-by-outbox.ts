/**
 * What was being sent when the app ended is in the outbox, by which it is found. An index of its own was a page more in both
 * commits of every message that is sent.
 */
export const SENDING_BY_OUTBOX = `
DROP INDEX messages_sending;
`
