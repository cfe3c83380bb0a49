import { withClient } from '../server/test-store'

/** Until somebody in that database waits for a lock. */
export async function waitUntilBlocked(url: string): Promise<void> {
  await withClient(url, async (client) => {
    const blocked = `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`
    while ((await client.query(blocked)).rowCount === 0);
  })
}
