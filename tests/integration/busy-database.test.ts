import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import Sqlite from 'better-sqlite3'
import type { AccountState, ServerAddress } from '@shared/account'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Account } from '../../src/main/app/account/account'
import type { Profile } from '../../src/main/app/profile'
import { type RunningServer, startServer } from '../../src/server/server'
import { must } from '../helpers/results'
import { FORMS } from '../../src/main/app/account/kinds'
import { newProfile, openAccount } from './account-parts'

let server: RunningServer
let profile: Profile
let account: Account
let holders: Sqlite.Database[]

beforeEach(async () => {
  server = await startServer({ host: '127.0.0.1', tcp: 0, ws: 0, http: 0, demo: { messages: 10 } })
  profile = newProfile('busy')
  holders = []
  account = open()
  must(await account.signIn({ server: address(), user: 'alice', secret: 'demo' }))
})

afterEach(async () => {
  for (const holder of holders) holder.close()
  await account.close()
  await server.close()
  rmSync(profile.dir, { recursive: true, force: true })
})

const open = (): Account => openAccount(profile, { trial: address })

const address = (): ServerAddress => ({
  kind: 'sync',
  host: '127.0.0.1',
  port: server.ports.tcp,
  tls: false,
  httpBase: `http://127.0.0.1:${server.ports.http}`,
  caFile: '',
})

/** Holds the account's database as another program would; the returned function lets go of it. */
function hold(): () => void {
  const [name] = readdirSync(profile.accountsDir).filter((file) => file.endsWith('.db'))
  const holder = new Sqlite(join(profile.accountsDir, name ?? ''))
  holders.push(holder)
  holder.exec('BEGIN IMMEDIATE')
  return () => holder.exec('ROLLBACK')
}

function nextState(wanted: (state: AccountState) => boolean): Promise<AccountState> {
  return new Promise((resolve) => {
    const stop = account.on('state', (state) => {
      if (!wanted(state)) return
      stop()
      resolve(state)
    })
  })
}

const isBusy = (state: AccountState): boolean => state.state === 'signing_in' && state.store === 'busy'

describe('a database that another program holds', () => {
  it('is waited for at the start, in words, and the account is there once it is free', async () => {
    await account.close()
    const letGo = hold()
    account = open()
    const busy = nextState(isBusy)
    const resumed = account.resume()
    expect(await busy).toEqual({ state: 'signing_in', forms: FORMS, step: 'load', store: 'busy' })
    // The program is not held up: its event loop turns while it waits.
    for (let turn = 0; turn < 100; turn++) await setImmediate()
    expect(account.session).toBeUndefined()
    letGo()
    await resumed
    expect(account.state).toMatchObject({ state: 'signed_in', userId: 'alice' })
  })

  it('need not be waited for: whoever cancels is at the form, and the account is there at the next start', async () => {
    await account.close()
    const letGo = hold()
    account = open()
    const busy = nextState(isBusy)
    const resumed = account.resume()
    await busy
    account.cancelSignIn()
    await resumed
    expect(account.state).toEqual({ state: 'signed_out', forms: FORMS, last: { server: address(), user: 'alice' } })
    letGo()
    account = open()
    await account.resume()
    expect(account.state.state).toBe('signed_in')
  })

  it('refuses what a person does with a code, and what came meanwhile is stored as soon as it is free', async () => {
    const { engine, store } = account.session!
    await expect.poll(() => store.conversations.list().length).toBeGreaterThan(0)
    const { conversationId } = store.conversations.list()[0]!
    const letGo = hold()
    const blocked = new Promise((resolve) => engine.on('status', (status) => status.state === 'store_blocked' && resolve(status)))
    const draft = engine.writing.setDraft(conversationId, { draft: '还没写完' })
    expect(draft).toMatchObject({ ok: false, error: { code: 'busy' } })
    expect(await blocked).toEqual({ state: 'store_blocked', code: 'busy' })
    const free = new Promise<void>((resolve) => engine.on('status', (status) => status.state !== 'store_blocked' && resolve()))
    letGo()
    await free
    must(engine.writing.setDraft(conversationId, { draft: '还没写完' }))
    expect(store.conversations.get(conversationId)?.draft).toBe('还没写完')
  })
})
