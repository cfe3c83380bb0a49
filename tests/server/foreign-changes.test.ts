import { expect, it, vi } from 'vitest'
import { watchForeignChanges } from '../../src/server/access/foreign-changes'
import { LocalBus } from '../../src/server/bus/local-bus'
import type { ForeignChanges } from '../../src/server/store/server-store'
import { openSqliteStore } from '../../src/server/store/sqlite-store'
import { Access } from '../../src/server/world/access'
import { NOBODY_ELSEWHERE } from '../../src/server/world/elsewhere'
import type { Session, WorldContext } from '../../src/server/world/session'
import { SessionRegistry } from '../../src/server/world/session-registry'
import { FakeClock } from '../helpers/fake-clock'

/** A watch of a store that answers, and of a world that looks, as they are told to. */
function watch() {
  const clock = new FakeClock()
  const asked: (number | undefined)[] = []
  const looked: unknown[] = []
  let answer: ForeignChanges | undefined = { mark: 1, of: [] }
  let isFailing = false
  const stop = watchForeignChanges(
    {
      foreignChanges: async (since) => {
        asked.push(since)
        if (answer === undefined) throw new Error('the store is away')
        return answer
      },
    },
    clock,
    async (of) => {
      if (isFailing) throw new Error('the store is away')
      looked.push(of === 'everybody' ? of : [...of])
    },
  )
  return {
    asked,
    looked,
    stop,
    look: async (next: ForeignChanges | undefined, fails = false) => {
      answer = next
      isFailing = fails
      await clock.advanceAsync(500)
    },
  }
}

it('looks at those alone who are concerned, from where it has come to', async () => {
  const { asked, looked, look, stop } = watch()
  await look({ mark: 1, of: [] })
  await look({ mark: 3, of: ['alice', 'bob'] })
  await look({ mark: 3, of: [] })
  await look({ mark: 4, of: 'everybody' })
  await look({ mark: 5, of: ['carol'] })
  expect(looked).toEqual([['alice', 'bob'], 'everybody', ['carol']])
  expect(asked).toEqual([undefined, 1, 1, 3, 3, 4])
  stop()
  await look({ mark: 6, of: ['dave'] })
  expect(looked).toHaveLength(3)
})

it('keeps whom it could not look at until it can', async () => {
  const { asked, looked, look } = watch()
  await look({ mark: 2, of: ['alice'] }, true)
  await look(undefined)
  await look({ mark: 3, of: ['bob'] }, true)
  await look({ mark: 3, of: [] })
  expect(looked).toEqual([['alice', 'bob']])
  await look({ mark: 4, of: 'everybody' }, true)
  await look({ mark: 5, of: ['carol'] })
  expect(looked).toEqual([['alice', 'bob'], 'everybody'])
  expect(asked.at(-1)).toBe(4)
})

it('asks the store for the sessions of those alone', async () => {
  const store = openSqliteStore(':memory:')
  const bus = new LocalBus()
  const sessions = new SessionRegistry(bus)
  const closed: string[] = []
  for (const userId of ['alice', 'bob', 'carol']) {
    await store.users.create({ userId, name: userId, avatar: '', status: '', passwordHash: 'x', lastSeen: 0 })
    const token = { tokenHash: `${userId}'s`, userId, deviceId: 'd', deviceName: '', createdAt: 1, expiresAt: 9 }
    if (userId !== 'bob') await store.tokens.save(token)
    sessions.add({ userId, credential: { kind: 'token', ...token }, close: () => closed.push(userId) } as unknown as Session)
  }
  const find = vi.spyOn(store.tokens, 'find')
  const access = new Access({ store, bus, sessions, elsewhere: NOBODY_ELSEWHERE, context: {} as WorldContext })
  await access.checkAll(new Set(['bob', 'carol', 'dave']))
  expect(find.mock.calls).toEqual([["bob's"], ["carol's"]])
  expect(closed).toEqual(['bob'])
  await access.checkAll('everybody')
  expect(find).toHaveBeenCalledTimes(5)
  await store.close()
})
