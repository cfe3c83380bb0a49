import { describe, expect, it } from 'vitest'
import { LocalBus } from '../../../src/server/bus/local-bus'
import { silentServerLogger } from '../../../src/server/logger'
import { ConversationLines } from '../../../src/server/nodes/conversation-lines'
import { FollowedUsers } from '../../../src/server/nodes/followed-users'
import type { ServerStore } from '../../../src/server/store/server-store'
import { openSqliteStore } from '../../../src/server/store/sqlite-store'
import { StoreUnavailableError } from '../../../src/server/store/store-unavailable-error'
import { FakeClock } from '../../helpers/fake-clock'

const GROUP = 'c2g:others'

describe('the lines of a node whose store is away', () => {
  it('ask for a conversation once, and again with the next look', async () => {
    let asked = 0
    let isAway = false
    const store = openSqliteStore(':memory:')
    const memberIds: ServerStore['conversations']['memberIds'] = async () => {
      // Whoever asks again at once would keep this very test from ever seeing it.
      if (++asked < 1000 && isAway) throw new StoreUnavailableError('away')
      return ['carol']
    }
    const conversations = new Proxy(store.conversations, {
      get: (target, key) => (key === 'memberIds' ? memberIds : (Reflect.get(target, key) as unknown)),
    })
    const users = new FollowedUsers()
    users.add('alice')
    const lines = new ConversationLines({
      ...{ users, store: { conversations, messages: store.messages }, bus: new LocalBus(), clock: new FakeClock() },
      ...{ logger: silentServerLogger, mark: () => 0, isHeld: () => false },
    })
    const hear = async (...lasts: readonly number[]): Promise<number> => {
      for (const last of lasts) lines.hear({ kind: 'messages', conversationId: GROUP, last, items: [] })
      await new Promise(setImmediate)
      return asked
    }
    const tidy = async (): Promise<number> => {
      lines.tidy()
      return hear()
    }
    // Nobody who is here is in it: from there on only who comes and goes matters.
    expect(await hear(1)).toBe(1)
    isAway = true
    expect(await hear(5, 7)).toBe(2)
    expect(await tidy()).toBe(3)
    isAway = false
    expect(await tidy()).toBe(4)
    // It was the newest that was owed.
    expect(await hear(7)).toBe(4)
    expect(await tidy()).toBe(4)
    await store.close()
  })
})

describe('the line of a conversation of two', () => {
  it('is nothing any more when they went while it was begun for them', async () => {
    const store = openSqliteStore(':memory:')
    const users = new FollowedUsers()
    users.add('alice')
    users.add('carol')
    const messages = new Proxy(store.messages, {
      get: (target, key) => (key === 'range' ? range : (Reflect.get(target, key) as unknown)),
    })
    const range: ServerStore['messages']['range'] = async () => {
      users.remove('alice')
      return []
    }
    let placed = 0
    const mark = (): number => {
      // One that is placed again and again keeps everything else from happening, this very test too.
      if (++placed > 100) throw new Error('it is placed without end')
      return 0
    }
    const lines = new ConversationLines({
      ...{ users, store: { conversations: store.conversations, messages }, bus: new LocalBus(), clock: new FakeClock() },
      ...{ logger: silentServerLogger, mark, isHeld: () => false },
    })
    lines.hear({ kind: 'messages', conversationId: 'c2c:alice:bob', last: 3, items: [] })
    await new Promise(setImmediate)
    expect(placed).toBeLessThanOrEqual(2)
    lines.hear({ kind: 'messages', conversationId: 'c2c:alice:bob', last: 4, items: [] })
    await new Promise(setImmediate)
    expect(placed).toBeLessThanOrEqual(3)
    await store.close()
  })
})
