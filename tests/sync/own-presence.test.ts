import { describe, expect, it } from 'vitest'
import { asUserId } from '@shared/ids'
import { failed, ok } from '@shared/result'
import type { OwnPresence } from '@shared/roster'
import type { ChatSession } from '../../src/main/kinds/kind/chat-session'
import { OwnPresenceSync } from '../../src/main/sync/signals/own-presence'

/** A session that writes down what is said to it; `answers` decides about status texts, in order. */
function fakeSession(answers: boolean[] = []) {
  const said: unknown[] = []
  const session: Pick<ChatSession, 'signal' | 'setProfile'> = {
    signal: ({ signal: _presence, ...data }) => void said.push(data),
    setProfile: async (change) => {
      said.push({ method: 'profile.set', ...change })
      return (answers.shift() ?? true) ? ok({ userId: asUserId('me'), name: '', avatar: '', status: '' }) : failed('lost')
    },
  }
  return { said, session: session as ChatSession }
}

function setUp(settings = new Map<string, unknown>()) {
  const told: OwnPresence[] = []
  const own = new OwnPresenceSync({
    settings: { get: <T>(key: string) => settings.get(key) as T | undefined, set: (key, value) => settings.set(key, value) },
    keep: (change) => change(),
    onChange: (presence) => told.push(presence),
  })
  return { own, told, settings }
}

/** Every promise that waits now has run. */
const settled = async (): Promise<void> => {
  for (let i = 0; i < 5; i++) await Promise.resolve()
}

describe('own presence', () => {
  it('says nothing while it is what every session starts with', () => {
    const { own } = setUp()
    const { said, session } = fakeSession()
    own.online(session)
    expect(said).toEqual([])
    expect(own.value).toEqual({ chosen: 'online', shown: 'online', status: '' })
  })

  it('is away while the computer is idle, and back with the first touch', () => {
    const { own, told } = setUp()
    const { said, session } = fakeSession()
    own.online(session)
    own.setIdle(true)
    own.setIdle(true)
    own.setIdle(false)
    expect(said).toEqual([{ state: 'away' }, { state: 'online' }])
    expect(told.map(({ chosen, shown }) => [chosen, shown])).toEqual([
      ['online', 'away'],
      ['online', 'online'],
    ])
  })

  it.each(['away', 'busy', 'unavailable'] as const)('stays %s when it was chosen, idle or not', (state) => {
    const { own } = setUp()
    const { said, session } = fakeSession()
    own.online(session)
    own.set({ state })
    own.setIdle(true)
    own.setIdle(false)
    expect(said).toEqual([{ state }])
    expect(own.value.shown).toBe(state)
  })

  it('outlasts a restart, and is said again to each new session', () => {
    const { own, settings } = setUp()
    own.set({ state: 'busy', status: '开会' })
    const next = setUp(settings).own
    expect(next.value).toEqual({ chosen: 'busy', shown: 'busy', status: '开会' })
    const [first, second] = [fakeSession(), fakeSession()]
    next.online(first.session)
    next.offline()
    next.online(second.session)
    expect(first.said[0]).toEqual({ state: 'busy' })
    expect(second.said[0]).toEqual({ state: 'busy' })
  })

  it('tells a status text once, however often the link comes back', async () => {
    const { own } = setUp()
    const [first, second] = [fakeSession(), fakeSession()]
    own.set({ status: 'At lunch' })
    own.online(first.session)
    await settled()
    own.offline()
    own.online(second.session)
    await settled()
    expect(first.said).toEqual([{ method: 'profile.set', status: 'At lunch' }])
    expect(second.said).toEqual([])
  })

  it('tells a status text again whose telling was lost, and after a restart too', async () => {
    const { own, settings } = setUp()
    const lost = fakeSession([false])
    own.online(lost.session)
    own.set({ status: 'At lunch' })
    await settled()
    own.offline()
    const next = setUp(settings).own
    const { said, session } = fakeSession()
    next.online(session)
    await settled()
    expect(said).toEqual([{ method: 'profile.set', status: 'At lunch' }])
  })

  it('tells the last of texts that follow each other quickly', async () => {
    const { own, settings } = setUp()
    const { said, session } = fakeSession()
    own.online(session)
    own.set({ status: 'one' })
    own.set({ status: 'two' })
    own.set({ status: '' })
    await settled()
    expect(said).toEqual([
      { method: 'profile.set', status: 'one' },
      { method: 'profile.set', status: '' },
    ])
    expect(setUp(settings).own.value.status).toBe('')
  })

  it("takes the server's text, but not over one that it has not heard of", () => {
    const { own, told } = setUp()
    own.applyStatus('from my phone')
    own.applyStatus('from my phone')
    expect(told).toHaveLength(1)
    own.set({ status: 'newer' })
    own.applyStatus('from my phone')
    expect(own.value.status).toBe('newer')
  })

  it('takes over what was chosen on another device, and takes it back, without an echo', () => {
    const { own } = setUp()
    const { said, session } = fakeSession()
    own.online(session)
    own.apply({ state: 'busy', status: 'In a meeting' })
    expect(own.value).toEqual({ chosen: 'busy', shown: 'busy', status: 'In a meeting' })
    own.setIdle(true)
    own.setIdle(false)
    own.apply({ state: 'online' })
    expect(own.value.chosen).toBe('online')
    expect(said).toEqual([])
  })

  it('goes away with the desk where it takes back, when nobody sits at it', () => {
    const { own } = setUp()
    const { said, session } = fakeSession()
    own.online(session)
    own.apply({ state: 'busy' })
    own.setIdle(true)
    own.apply({ state: 'online' })
    expect(said).toEqual([{ state: 'away' }])
  })

  it("keeps its own choice when another device's person only went away", () => {
    const { own } = setUp()
    own.set({ state: 'away' })
    own.apply({ state: 'online' })
    expect(own.value.chosen).toBe('away')
  })

  it('says and keeps nothing after it was closed', async () => {
    const { own, settings } = setUp()
    const { session } = fakeSession()
    own.online(session)
    own.set({ status: 'x' })
    const kept = settings.get('presence.own')
    own.close()
    own.close()
    await settled()
    expect(settings.get('presence.own')).toBe(kept)
  })
})
