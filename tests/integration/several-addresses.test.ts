import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { ServerAddress } from '@shared/account'
import { asConversationId } from '@shared/ids'
import type { ConnectionStatus } from '@shared/status'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Account } from '../../src/main/app/account/account'
import { testNetwork } from '../../src/main/app/network/network-test'
import type { Profile } from '../../src/main/app/profile'
import { createDialer } from '../../src/main/connection/dialers/dialer'
import { systemClock } from '../../src/main/lib/clock'
import { type RunningServer, startServer } from '../../src/server/server'
import { Front } from '../helpers/front'
import { must } from '../helpers/results'
import { heard, visit } from '../helpers/server-visit'
import { newProfile, openAccount } from './account-parts'

/*
 * A server with two addresses, over real sockets: behind both is one world, as processes of a cluster are, and each goes away and comes
 * back as such a process does.
 */

const AB = asConversationId('c2c:alice:bob')
/** What is waited for happens in other turns of the event loop. */
const PATIENT = { timeout: 20_000, interval: 5 }

let server: RunningServer
let fronts: readonly [Front, Front]
let profile: Profile
let account: Account

beforeEach(async () => {
  server = await startServer({ host: '127.0.0.1', tcp: 0, ws: 0, http: 0 })
  for (const userId of ['alice', 'bob']) await server.addUser({ userId, name: userId, password: 'demo' })
  fronts = [await Front.open(server.ports), await Front.open(server.ports)]
  profile = newProfile('addresses')
  account = open()
})

afterEach(async () => {
  await account.close()
  for (const front of fronts) await front.close()
  await server.close()
  rmSync(profile.dir, { recursive: true, force: true })
})

const open = (): Account => openAccount(profile)

function addressOf(first: Front, ...more: readonly Front[]): ServerAddress {
  const others = more.map(({ port }) => ({ host: '127.0.0.1', port }))
  const rest = { tls: false, httpBase: '', caFile: '' }
  return { kind: 'sync', host: '127.0.0.1', port: first.port, ...(others.length === 0 ? {} : { others }), ...rest }
}

const signIn = (address: ServerAddress): ReturnType<Account['signIn']> => account.signIn({ server: address, user: 'alice', secret: 'demo' })
const status = (): ConnectionStatus | undefined => account.session?.loop.status
const place = (): string | undefined => {
  const now = status()
  return now?.state === 'online' ? now.place : now?.state
}
const say = (text: string): void => void must(account.session!.engine.send({ conversationId: AB, content: { kind: 'text', text } }))
const texts = (): unknown[] =>
  account
    .session!.store.messages.page({ conversationId: AB, anchor: { at: 'end' }, limit: 100 })
    .rows.map(({ content }) => content['content'])
const databases = (): string[] => readdirSync(profile.accountsDir).filter((name) => name.endsWith('.db'))

describe('a rolling restart', () => {
  it('moves the link on without a wait, twice over, and no message is lost or doubled', async () => {
    must(await signIn(addressOf(...fronts)))
    const states: string[] = []
    account.session!.loop.on('status', ({ state }) => states.push(state))
    let said = 0
    for (const front of [...fronts, ...fronts]) {
      say(`before ${++said}`)
      await front.shutDown()
      say(`during ${said}`)
      const other = fronts.find((one) => one !== front)!
      await expect.poll(place, PATIENT).toBe(`127.0.0.1:${other.port}`)
      await visit(server.ports, 'bob', 'demo', 'alice', `answer ${said}`)
      await front.start()
    }
    expect(states).not.toContain('waiting')
    const all = [1, 2, 3, 4].flatMap((n) => [`answer ${n}`, `before ${n}`, `during ${n}`]).sort()
    await expect.poll(async () => [...(await heard(server.ports, 'bob', 'demo', AB))].sort(), PATIENT).toEqual(all)
    await expect.poll(() => texts().map(String).sort(), PATIENT).toEqual(all)
  })
})

describe('signing in', () => {
  it('finds the one address that is there, and the next start begins with it', async () => {
    await fronts[0].close()
    must(await signIn(addressOf(...fronts)))
    expect(place()).toBe(`127.0.0.1:${fronts[1].port}`)
    await account.close()
    await fronts[0].start()
    const before = fronts[0].links
    account = open()
    await account.resume()
    await expect.poll(place, PATIENT).toBe(`127.0.0.1:${fronts[1].port}`)
    expect(fronts[0].links).toBe(before)
  })

  it('fails when none is there, and says of which it speaks', async () => {
    for (const front of fronts) await front.close()
    expect(await signIn(addressOf(...fronts))).toMatchObject({ ok: false, error: { step: 'log_in', code: 'http_unreached' } })
    expect(account.state.state).toBe('signed_out')
  })

  it('does not go from address to address with a wrong password', async () => {
    let asked = 0
    server.store.users.get = ((get) => (userId: string) => {
      asked += 1
      return get(userId)
    })(server.store.users.get.bind(server.store.users))
    const refused = await account.signIn({ server: addressOf(...fronts), user: 'alice', secret: 'wrong' })
    expect(refused).toMatchObject({ ok: false, error: { code: 'bad_credentials' } })
    const once = asked
    expect((await account.signIn({ server: addressOf(fronts[0]), user: 'alice', secret: 'wrong' })).ok).toBe(false)
    expect(asked).toBe(2 * once)
  })
})

describe('the account', () => {
  it('has one database in whichever order its addresses are entered', async () => {
    must(await signIn(addressOf(fronts[0], fronts[1])))
    say('kept')
    await expect.poll(() => account.session!.store.outbox.count(), PATIENT).toBe(0)
    const [database] = databases()
    must(await account.signOut({ removeData: false }))
    must(await signIn(addressOf(fronts[1], fronts[0])))
    expect(databases()).toEqual([database])
    expect(texts()).toContain('kept')
  })

  it('takes its history along when it is signed in to with an address more, or less', async () => {
    must(await signIn(addressOf(fronts[0])))
    const [alone] = databases()
    must(await account.signOut({ removeData: false }))
    must(await signIn(addressOf(fronts[0], fronts[1])))
    expect(databases()).toHaveLength(1)
    expect(databases()).not.toEqual([alone])
    must(await account.signOut({ removeData: false }))
    must(await signIn(addressOf(fronts[1])))
    expect(databases()).toHaveLength(1)
    expect((JSON.parse(readFileSync(join(profile.dir, 'account.json'), 'utf8')) as { server: ServerAddress }).server.port).toBe(
      fronts[1].port,
    )
  })

  it('gets another address without its password only within those that it has', async () => {
    must(await signIn(addressOf(...fronts)))
    expect(await account.changeServer({ server: addressOf(fronts[1]) })).toMatchObject({ ok: true })
    expect(await account.changeServer({ server: addressOf(...fronts) })).toMatchObject({ ok: false, error: { code: 'secret_needed' } })
    must(await account.changeServer({ server: addressOf(...fronts), secret: 'demo' }))
    expect(databases()).toHaveLength(1)
  })
})

describe('the test of the way', () => {
  it('tells of each address where it ended', async () => {
    await fronts[1].close()
    const test = await testNetwork(addressOf(...fronts), createDialer({ clock: systemClock }), systemClock)
    expect(test).toMatchObject({ place: `127.0.0.1:${fronts[0].port}`, rttMs: expect.any(Number), failure: undefined })
    expect(test.others).toMatchObject([{ place: `127.0.0.1:${fronts[1].port}`, failure: { code: 'refused' } }])
  })
})
