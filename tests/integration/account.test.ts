import { createHash } from 'node:crypto'
import { existsSync, linkSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { ServerAddress } from '@shared/account'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Account } from '../../src/main/app/account/account'
import type { AccountSession } from '../../src/main/app/account/account-session'
import type { Profile } from '../../src/main/app/profile'
import type { Vault } from '../../src/main/app/network/network'
import { accountVault } from '../../src/main/app/policy/limits'
import { CacheFolder } from '../../src/main/transfers/cache-folder'
import { type RunningServer, startServer } from '../../src/server/server'
import { must } from '../helpers/results'
import { newProfile, openAccount, PLAIN_VAULT } from './account-parts'

let server: RunningServer
let profile: Profile
let account: Account
let sessions: (AccountSession | undefined)[]

beforeEach(async () => {
  server = await startServer({ host: '127.0.0.1', tcp: 0, ws: 0, http: 0, demo: { messages: 10 } })
  profile = newProfile('account')
  account = open()
})

afterEach(async () => {
  await account.close()
  await server.close()
  rmSync(profile.dir, { recursive: true, force: true })
})

function open(vault: Vault = PLAIN_VAULT): Account {
  const opened = openAccount(profile, { vault, trial: address })
  sessions = []
  opened.on('session', (session) => sessions.push(session))
  return opened
}

const address = (): ServerAddress => ({
  kind: 'sync',
  host: '127.0.0.1',
  port: server.ports.tcp,
  tls: false,
  httpBase: `http://127.0.0.1:${server.ports.http}`,
  caFile: '',
})
const signIn = (): ReturnType<Account['signIn']> => account.signIn({ server: address(), user: 'alice', secret: 'demo' })

/** A folder where the account's new content would be written; the returned function takes it away. */
function blockAccountFile(): () => void {
  const obstacle = join(profile.dir, 'account.json.new')
  mkdirSync(obstacle)
  return () => rmSync(obstacle, { recursive: true })
}

describe('an account whose token may not be kept', () => {
  const onDisk = () => JSON.parse(readFileSync(join(profile.dir, 'account.json'), 'utf8')) as { readonly sealedToken?: string }

  it('has none on the disk from the next start on, and is there without it', async () => {
    must(await signIn())
    expect(onDisk().sealedToken).toEqual(expect.any(String))
    await account.close()
    account = open(accountVault({ staySignedIn: false }, PLAIN_VAULT))
    await account.resume()
    expect(onDisk()).not.toHaveProperty('sealedToken')
    expect(account.state).toMatchObject({ state: 'signed_in', userId: 'alice', isTokenKept: false })
    expect(account.session?.loop.status).toMatchObject({ state: 'stopped' })
    expect(must(await signIn())).toMatchObject({ state: 'signed_in', isTokenKept: false })
    expect(account.session?.loop.status.state).toBe('online')
    expect(onDisk()).not.toHaveProperty('sealedToken')
  })
})

describe('an account that cannot be kept', () => {
  it('is not signed in to: no session is left behind with the database open', async () => {
    const unblock = blockAccountFile()
    expect(await signIn()).toMatchObject({ ok: false, error: { step: 'load', code: 'io_failed' } })
    expect(account.session).toBeUndefined()
    expect(account.state.state).toBe('signed_out')
    // The last connection to a database takes its log away as it closes.
    expect(readdirSync(profile.accountsDir).filter((name) => name.endsWith('-wal'))).toEqual([])
    expect(sessions).toEqual([])
    unblock()
    expect(must(await signIn())).toMatchObject({ state: 'signed_in', userId: 'alice' })
    expect(sessions).toHaveLength(1)
  })

  it('stays as it is for whoever is reading and only signs in anew', async () => {
    must(await signIn())
    const session = account.session
    const unblock = blockAccountFile()
    expect(await signIn()).toMatchObject({ ok: false, error: { code: 'io_failed' } })
    expect(account.session).toBe(session)
    expect(session?.loop.status.state).toBe('online')
    unblock()
  })

  it('is signed out all the same, and is not there at the next start', async () => {
    must(await signIn())
    blockAccountFile()
    must(await account.signOut({ removeData: false }))
    expect(account.state.state).toBe('signed_out')
    account = open()
    await account.resume()
    expect(account.state.state).toBe('signed_out')
  })

  it('takes its files along when its data is to be removed, and leaves them otherwise', async () => {
    must(await signIn())
    const { dir } = account.session!.files
    await account.session!.files.settled()
    writeFileSync(join(dir, 'cache', 'parts', 'half'), 'x')
    must(await account.signOut({ removeData: false }))
    expect(readdirSync(join(dir, 'cache', 'parts'))).toEqual(['half'])
    must(await signIn())
    must(await account.signOut({ removeData: true }))
    expect(readdirSync(profile.accountsDir)).toEqual([])
  })

  it('is not taken for signed out when neither its file can be changed nor removed', async () => {
    must(await signIn())
    const unblock = blockAccountFile()
    const file = join(profile.dir, 'account.json')
    rmSync(file)
    // A folder with something in it is not removed.
    mkdirSync(join(file, 'x'), { recursive: true })
    expect(await account.signOut({ removeData: true })).toMatchObject({ ok: false })
    expect(account.state.state).toBe('signed_in')
    expect(account.session?.loop.status.state).toBe('online')
    unblock()
  })
})

it('that a crash cut on its way to another address has its files at the next start', async () => {
  must(await signIn())
  const database = account.session!.databaseFile
  const folder = database.replace(/\.db$/, '')
  await account.close()
  // As it lies there once the account is written down: both names, and the files under the one before.
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'of-mine'), 'bytes')
  linkSync(database, join(profile.accountsDir, 'before.db'))
  renameSync(folder, join(profile.accountsDir, 'before'))
  writeFileSync(join(profile.accountsDir, 'moving.json'), JSON.stringify({ from: 'before.db', to: basename(database) }))
  account = open()
  await account.resume()
  expect(account.session?.databaseFile).toBe(database)
  expect(readFileSync(join(folder, 'of-mine'), 'utf8')).toBe('bytes')
  expect(readdirSync(profile.accountsDir).filter((name) => /^(before|moving)/.test(name))).toEqual([])
})

it('that gets another address while a file is being kept takes it along, and leaves no folder behind', async () => {
  must(await signIn())
  const session = account.session!
  const before = session.files.dir
  const source = join(profile.dir, 'source')
  writeFileSync(source, 'bytes')
  // It is about to be copied when the session ends.
  const { copyIn } = CacheFolder.prototype
  let goOn = (): void => undefined
  const isOver = new Promise<void>((resolve) => (goOn = resolve))
  const gated = vi.spyOn(CacheFolder.prototype, 'copyIn').mockImplementation(async function (this: CacheFolder, ...args) {
    await isOver
    return copyIn.apply(this, args)
  })
  const adopted = session.files.cache.adopt(source, { sha256: createHash('sha256').update('bytes').digest('hex'), size: 5 })
  account.on('session', (current) => {
    if (current === undefined) setImmediate(goOn)
  })
  must(await account.changeServer({ server: { ...address(), host: 'localhost' }, secret: 'demo' }))
  expect(await adopted).toMatchObject({ ok: false, error: { code: 'closed' } })
  gated.mockRestore()
  expect(account.session?.files.dir).not.toBe(before)
  await account.session?.files.settled()
  expect(existsSync(before)).toBe(false)
})
