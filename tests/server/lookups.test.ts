import { describe, expect, it } from 'vitest'
import type { ExclusiveStore, UserRecord } from '../../src/server/store/server-store'
import { Lookups } from '../../src/server/world/lookups'

function stage() {
  const asked: (readonly string[])[] = []
  const record = (userId: string): UserRecord => ({ userId, name: userId, avatar: '', status: '', passwordHash: '', lastSeen: 0 })
  const users = {
    getMany: async (userIds: readonly string[]) => {
      asked.push(userIds)
      return userIds.filter((userId) => userId !== 'nobody').map(record)
    },
  }
  return { asked, lookups: new Lookups({ users } as unknown as ExclusiveStore) }
}

describe('what a batch of messages asks of users', () => {
  it('is one question, however many there are, and whoever is not among the answers is nobody', async () => {
    const { asked, lookups } = stage()
    const found = await lookups.users(['alice', 'bob', 'nobody', 'alice'])
    expect(['alice', 'bob', 'nobody'].map((userId) => found.get(userId)?.userId)).toEqual(['alice', 'bob', undefined])
    expect(asked).toEqual([['alice', 'bob', 'nobody']])
  })

  it('is none where nobody is asked about', async () => {
    const { asked, lookups } = stage()
    expect([...(await lookups.users([]))]).toEqual([])
    expect(asked).toEqual([])
  })
})
