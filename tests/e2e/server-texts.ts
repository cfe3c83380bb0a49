import type { RunningServer } from '../../src/server/server'

/** The newest texts of a conversation as the server keeps them, oldest first. */
export async function textsOf(server: RunningServer, conversationId: string): Promise<readonly string[]> {
  const messages = await server.store.messages.range(conversationId, { from: 1, to: Number.MAX_SAFE_INTEGER, limit: 200, newest: true })
  return messages.flatMap(({ data }) => (typeof data['content'] === 'string' ? [data['content']] : []))
}
