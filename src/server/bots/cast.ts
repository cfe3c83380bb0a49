import { randomBytes } from 'node:crypto'
import { demoUsers } from '../seed/people'
import { hashPassword, SAMPLE_COST } from '../store/passwords'
import type { ServerStore } from '../store/server-store'

export type Played = { readonly userId: string; readonly name: string }

/** A group that only the sample office has. */
const SAMPLE_GROUP = 'c2g:design-review'

/** Those who answer on a server without sample people; their names say what they are. */
const GUESTS: readonly Played[] = [
  { userId: 'bot-lin', name: '小林 Lin（自动回复 bot）' },
  { userId: 'bot-max', name: 'Max（自动回复 bot）' },
]

/** The sample people, where the store holds their office; nobody in an office of other people. */
export async function samplePeople(store: ServerStore): Promise<readonly Played[]> {
  if ((await store.conversations.get(SAMPLE_GROUP)) === undefined) return []
  const known = await store.users.getMany(demoUsers.map(({ userId }) => userId))
  return known.map(({ userId, name }) => ({ userId, name }))
}

/** The guests, who get their accounts when they come for the first time. Nobody knows their passwords. */
export async function guests(store: ServerStore): Promise<readonly Played[]> {
  for (const guest of GUESTS) {
    if ((await store.users.get(guest.userId)) !== undefined) continue
    const passwordHash = await hashPassword(randomBytes(24).toString('base64'), SAMPLE_COST)
    await store.users.create({ ...guest, avatar: '', status: '', passwordHash, lastSeen: 0 })
  }
  return GUESTS
}
