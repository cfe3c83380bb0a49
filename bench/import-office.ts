import { openSqliteStore } from '../src/server/store/sqlite-store'
import { sampleText } from './sample-text'

const USERS = 300
const GROUPS = 200
const MEMBERS = 20
const BATCH = 5000
const T0 = 1_700_000_000_000

/** A data folder's database of 300 people in 200 groups, and so many messages in turn. */
export async function fillOffice(file: string, rows: number): Promise<void> {
  const store = openSqliteStore(file)
  const userIds = Array.from({ length: USERS }, (_, i) => `person-${i}`)
  for (const userId of userIds) await store.users.create({ userId, name: userId, avatar: '', status: '', passwordHash: 'x', lastSeen: 0 })
  const membersOf = (group: number) => Array.from({ length: MEMBERS }, (_, i) => userIds[(group * 7 + i * 13) % USERS]!)
  for (let group = 0; group < GROUPS; group++) {
    const members = membersOf(group).map((userId) => ({ userId, role: 'member' as const }))
    await store.conversations.createGroup(`c2g:${group}`, { title: `Group ${group}`, avatar: '', notice: '', members }, T0)
  }
  for (let done = 0; done < rows; done += BATCH) {
    await store.messages.append(
      Array.from({ length: Math.min(BATCH, rows - done) }, (_, i) => {
        const n = done + i
        const senderId = membersOf(n % GROUPS)[n % MEMBERS]!
        const data = { sender_name: senderId, sender_avatar: '', receiver_id: String(n % GROUPS), content: sampleText(n) }
        return { conversationId: `c2g:${n % GROUPS}`, senderId, cliMid: `m-${n}`, type: 'text', data, sentAt: T0 + n }
      }),
    )
  }
  await store.close()
}
