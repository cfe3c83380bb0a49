import { describe, expect, it } from 'vitest'
import type { ExclusiveStore, UserRecord } from '../../src/server/store/server-store'
import { Lookups } from '../../src/server/world/lookups'

function stage(failure?: Error) {
  const asked: (string | readonly string[])[] = []
  const record = (userId: string): UserRecord => ({ userId, name: userId, avatar: '', status: '', passwordHash: '', lastSeen: 0 })
  const answer = <T>(question: string | readonly string[], value: T): Promise<T> => {
    asked.push(question)
    return failure === undefined ? Promise.resolve(value) : Promise.reject(failure)
  }
  const users = {
    get: (userId: string) => answer(userId, record(userId)),
    getMany: (userIds: readonly string[]) => answer(userIds, userIds.filter((userId) => userId !== 'nobody').map(record)),
  }
  return { asked, lookups: new Lookups({ users } as unknown as ExclusiveStore) }
}

describe('what a batch of messages asks of users', () => {
  it('is one question, however many there are, and whoever is not among the answers is nobody', async () => {
    const { asked, lookups } = stage()
    lookups.expectUsers(['alice', 'bob', 'nobody', 'alice'])
    const found = await Promise.all(['alice', 'bob', 'nobody', 'bob'].map((userId) => lookups.user(userId)))
    expect(found.map((user) => user?.userId)).toEqual(['alice', 'bob', undefined, 'bob'])
    expect(asked).toEqual([['alice', 'bob', 'nobody']])
  })

  it('is asked of one alone when it is needed', async () => {
    const { asked, lookups } = stage()
    lookups.expectUsers(['alice', 'alice'])
    expect(asked).toEqual([])
    expect((await lookups.user('alice'))?.userId).toBe('alice')
    expect(asked).toEqual(['alice'])
  })

  it('fails for whoever asks, and for nobody else', async () => {
    const { lookups } = stage(new Error('away'))
    lookups.expectUsers(['alice', 'bob'])
    await expect(lookups.user('alice')).rejects.toThrow('away')
  })
})
