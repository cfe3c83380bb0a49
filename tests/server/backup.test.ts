import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { text } from 'node:stream/consumers'
import SQLite from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { backUp } from '../../src/server/backup/backup'
import { restore } from '../../src/server/backup/restore'
import { type BackupCommand, type MigrateCommand, parseCommandLine, type UserCommand } from '../../src/server/cli/command-line'
import { runBackup, runMigrate } from '../../src/server/cli/run-backup'
import { runUser } from '../../src/server/cli/run-user'
import { lockFolder } from '../../src/server/data/folder-lock'
import { startServer } from '../../src/server/server'
import { MIGRATIONS } from '../../src/server/store/migrations'
import { FileClient } from './file-client'
import { TestOffice, textFrom } from './office'

const MAIN = resolve(import.meta.dirname, '../../src/server/main.ts')
const USERS = ['alice', 'bob', 'carol']
/** A time with every digit of its own. */
const AT = Date.UTC(2026, 0, 31, 12, 34, 56, 789)

let dir: string
let office: TestOffice | undefined
const children: ChildProcess[] = []
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'jim-backup-'))
})
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
  await office?.close()
  office = undefined
  rmSync(dir, { recursive: true, force: true })
})

const dataDir = (): string => join(dir, 'data')
const target = (): string => join(dir, 'backup')
const run = (at = AT) => backUp({ dataDir: dataDir(), filesDir: join(dataDir(), 'files'), target: target(), now: () => at })
const bring = (to = join(dir, 'restored'), snapshot?: string) =>
  restore({ source: target(), snapshot, dataDir: to, filesDir: join(to, 'files') })
const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')
const contentOf = (folder: string, bytes: Uint8Array): string => join(folder, 'content', hashOf(bytes).slice(0, 2), hashOf(bytes))

/** The command, in a process of its own. */
const command = (...words: string[]) => {
  const child = spawn(process.execPath, ['--import', 'tsx', MAIN, ...words], { stdio: ['ignore', 'pipe', 'pipe'] })
  children.push(child)
  const ended = Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit') as Promise<[number | null]>])
  return { child, ended: ended.then(([out, err, [code]]) => ({ out, err, code })) }
}

/** A server with a message that names each of the files. */
const openOffice = async (files: readonly Uint8Array[] = []): Promise<TestOffice> => {
  office = await TestOffice.open({ dataDir: dataDir(), users: USERS })
  const alice = await office.enter('alice')
  const client = new FileClient(office, 'alice')
  await alice.say('B101', 'text', textFrom('alice', 'bob', 'first'))
  for (const bytes of files) {
    const file_id = await client.upload(bytes)
    const content = { name: 'a.bin', url: 'x', file_id }
    expect((await alice.say('B101', 'file', { ...textFrom('alice', 'bob', ''), ...content })).json.type).toBe('ack')
  }
  return office
}

const messagesIn = (folder: string): readonly string[] => {
  const database = new SQLite(join(folder, 'server.db'), { readonly: true })
  try {
    return database
      .prepare<[], { data: string }>('SELECT data FROM messages ORDER BY mid')
      .all()
      .map(({ data }) => data)
  } finally {
    database.close()
  }
}

describe('a backup of a server that runs', () => {
  it('is restored as it was: who is whom, what was said, and every file', async () => {
    const files = [Buffer.from('a first file'), Buffer.alloc(300_000, 7)]
    await openOffice(files)
    const { name, manifest, copied, lost } = await run()
    expect([name, copied, lost, manifest.contents, manifest.rows['messages'], manifest.rows['users']]).toEqual([
      '2026-01-31T12-34-56.789Z',
      2,
      [],
      2,
      3,
      3,
    ])
    const before = await office!.get('bob', '/v1/conversations/c2c:alice:bob/messages?from=1&to=9')
    await office!.close()
    await bring()
    office = await TestOffice.open({ dataDir: join(dir, 'restored'), users: [] })
    expect(before.items).toHaveLength(3)
    expect(await office.get('bob', '/v1/conversations/c2c:alice:bob/messages?from=1&to=9')).toEqual(before)
    const bob = new FileClient(office, 'bob')
    for (const [i, item] of before.items!.slice(1).entries()) {
      const { file_id } = item['data'] as { readonly file_id: string }
      expect((await bob.get(`/v1/files/${file_id}`)).bytes.equals(files[i]!)).toBe(true)
    }
  })

  it('is of one moment, though it is written meanwhile', async () => {
    const { server } = await openOffice()
    const drafts = (from: number) =>
      Array.from({ length: 50 }, (_, i) => ({
        ...{ conversationId: 'c2c:alice:bob', senderId: 'alice', cliMid: `m${from + i}`, type: 'text', sentAt: AT },
        data: { receiver_id: 'bob', content: 'x'.repeat(2000) },
        between: ['alice', 'bob'] as const,
      }))
    let isDone = false
    const backup = command('backup', target(), '--data', dataDir()).ended.finally(() => (isDone = true))
    for (let from = 0; !isDone; from += 50) {
      await server.store.messages.append(drafts(from))
      // Appending alone never lets the loop turn.
      await new Promise((resolve) => setImmediate(resolve))
    }
    const [, said] = /: (\d+) messages, 0 files/.exec((await backup).out) ?? []
    await bring()
    const kept = messagesIn(join(dir, 'restored'))
    expect(kept.length).toBe(Number(said))
    expect(kept.length).toBeGreaterThan(1)
    // Whole transactions only: the first message, and fifty by fifty.
    expect((kept.length - 1) % 50).toBe(0)
  })

  it('copies of the files only what is new, and keeps every snapshot', async () => {
    const { server } = await openOffice([Buffer.from('one')])
    await run()
    await server.close()
    rmSync(join(dataDir(), 'server.db'))
    await openOffice([Buffer.from('one'), Buffer.from('two')])
    const second = await run(AT + 1000)
    expect([second.copied, second.manifest.contents]).toEqual([1, 2])
    await bring(join(dir, 'old'), '2026-01-31T12-34-56.789Z')
    await bring(join(dir, 'new'))
    expect([messagesIn(join(dir, 'old')).length, messagesIn(join(dir, 'new')).length]).toEqual([2, 3])
    expect(readdirSync(join(dir, 'old', 'files', 'content'))).toHaveLength(1)
  })

  it('says which files were lost before, keeps all others, and keeps on what it has', async () => {
    const [gone, damaged, kept] = [Buffer.from('gone'), Buffer.from('damaged'), Buffer.from('kept')]
    await openOffice([gone, damaged, kept])
    rmSync(contentOf(join(dataDir(), 'files'), gone))
    writeFileSync(contentOf(join(dataDir(), 'files'), damaged), 'DAMAGED')
    const first = await run()
    expect([[...first.lost].sort(), first.copied]).toEqual([[hashOf(gone), hashOf(damaged)].sort(), 1])
    await bring()
    rmSync(contentOf(join(dataDir(), 'files'), kept))
    expect([...(await run(AT + 1000)).lost].sort()).toEqual([hashOf(gone), hashOf(damaged)].sort())
  })

  it('is refused beside another one into the same folder, and without a database', async () => {
    await openOffice()
    const unlock = lockFolder(target())
    await expect(run()).rejects.toThrow(`another backup into ${target()} is under way`)
    unlock()
    await expect(backUp({ dataDir: dir, filesDir: dir, target: target(), now: () => AT })).rejects.toThrow(`there is no database in ${dir}`)
  })
})

describe.runIf(process.platform !== 'win32')('killed in the middle', () => {
  const files = Array.from({ length: 3 }, (_, i) => Buffer.from(`file ${i}`))
  /** Files are copied in the order of their hashes. */
  const [first, second, third] = files.toSorted((a, b) => (hashOf(a) < hashOf(b) ? -1 : 1)) as [Buffer, Buffer, Buffer]
  /** Puts a pipe in the place of a file, which keeps whoever reads it; resolves once somebody does, and is killed there. */
  const killAt = async (path: string, child: ChildProcess): Promise<() => void> => {
    const pipe = await open(path, 'w')
    child.kill('SIGKILL')
    await once(child, 'exit')
    await pipe.close()
    rmSync(path)
    return () => renameSync(`${path}.kept`, path)
  }
  const blockWithPipe = (path: string): void => {
    renameSync(path, `${path}.kept`)
    execFileSync('mkfifo', [path])
  }

  it('a backup leaves the ones before alone; the next run goes on with the files', async () => {
    await openOffice(files)
    await run()
    rmSync(join(target(), 'content'), { recursive: true })
    const path = contentOf(join(dataDir(), 'files'), second)
    blockWithPipe(path)
    const { child } = command('backup', target(), '--data', dataDir())
    const mend = await killAt(path, child)
    mend()
    expect(readdirSync(join(target(), 'snapshots')).sort()).toEqual(['.half', '2026-01-31T12-34-56.789Z'])
    expect([first, second, third].map((bytes) => existsSync(contentOf(target(), bytes)))).toEqual([true, false, false])
    const again = await command('backup', target(), '--data', dataDir()).ended
    expect([again.code, again.err]).toEqual([0, ''])
    expect(again.out).toMatch(/^20\d\d-.+Z: 4 messages, 3 files, 2 of them new\n$/)
    expect(readdirSync(join(target(), 'snapshots'))).toHaveLength(2)
    await bring()
    expect(messagesIn(join(dir, 'restored'))).toHaveLength(4)
  })

  it('a restore is not started from; the next run goes on', async () => {
    await openOffice(files)
    await run()
    const to = join(dir, 'restored')
    const path = contentOf(target(), second)
    blockWithPipe(path)
    const { child } = command('restore', target(), '--data', to)
    const mend = await killAt(path, child)
    expect(existsSync(join(to, 'server.db'))).toBe(false)
    const refusal = `a restore into ${to} did not come to its end: run it again`
    await expect(startServer({ host: '127.0.0.1', tcp: 0, ws: 0, http: 0, dataDir: to })).rejects.toThrow(refusal)
    const data = ['--data', to]
    await expect(runUser(parseCommandLine(['user', 'list', ...data]) as UserCommand)).rejects.toThrow(refusal)
    await expect(runMigrate(parseCommandLine(['migrate', ...data]) as MigrateCommand)).rejects.toThrow(refusal)
    await expect(runBackup(parseCommandLine(['backup', join(dir, 'other'), ...data]) as BackupCommand)).rejects.toThrow(refusal)
    expect(existsSync(join(to, 'server.db'))).toBe(false)
    // Still without that file: it is said, and the folder stays shut.
    await expect(bring()).rejects.toThrow(`${path} is missing`)
    mend()
    await bring()
    expect(messagesIn(to)).toHaveLength(4)
    expect(files.map((bytes) => readFileSync(contentOf(join(to, 'files'), bytes)).equals(bytes))).toEqual([true, true, true])
    const server = await startServer({ host: '127.0.0.1', tcp: 0, ws: 0, http: 0, dataDir: to })
    await server.close()
  })
})

describe('a restore is refused', () => {
  it('into a folder with anything in it', async () => {
    await openOffice()
    await run()
    await expect(bring(dataDir())).rejects.toThrow(`${dataDir()} is not empty`)
    const filesDir = mkdtempSync(join(dir, 'files-'))
    writeFileSync(join(filesDir, 'x'), '')
    await expect(restore({ source: target(), snapshot: undefined, dataDir: join(dir, 'r'), filesDir })).rejects.toThrow(
      `${filesDir} is not empty: it has x`,
    )
    expect(existsSync(join(dir, 'r'))).toBe(false)
  })

  it('from what is none, or of a name that is not there', async () => {
    await expect(bring()).rejects.toThrow(`${target()} has no backup that is whole`)
    await openOffice()
    await run()
    await expect(bring(undefined, '2020')).rejects.toThrow(`${target()} has no snapshot 2020 that is whole`)
  })

  it.each([
    ['the database', () => join(target(), 'snapshots', '2026-01-31T12-34-56.789Z', 'server.db'), 'is damaged'],
    ['a file', () => contentOf(target(), Buffer.from('a file')), 'is damaged'],
  ])('when a byte of %s is another one, and no server starts from it', async (_what, place, reason) => {
    await openOffice([Buffer.from('a file')])
    await run()
    const bytes = readFileSync(place())
    bytes[bytes.length >> 1]! ^= 1
    writeFileSync(place(), bytes)
    await expect(bring()).rejects.toThrow(reason)
    expect(existsSync(join(dir, 'restored', 'server.db'))).toBe(false)
    await expect(startServer({ host: '127.0.0.1', tcp: 0, ws: 0, http: 0, dataDir: join(dir, 'restored') })).rejects.toThrow(
      'did not come to its end',
    )
  })

  it('when the rows are not as many as there were', async () => {
    await openOffice()
    await run()
    const manifest = join(target(), 'snapshots', '2026-01-31T12-34-56.789Z', 'snapshot.json')
    writeFileSync(manifest, readFileSync(manifest, 'utf8').replace('"messages": 1', '"messages": 2'))
    await expect(bring()).rejects.toThrow('messages is not as it was when it was backed up')
  })
})

describe('migrate', () => {
  const migrate = async (folder: string): Promise<string> => {
    const write = vi.spyOn(process.stdout, 'write').mockImplementation(() => true)
    try {
      expect(await runMigrate(parseCommandLine(['migrate', '--data', folder]) as MigrateCommand)).toBe(0)
      return write.mock.calls.map(([said]) => String(said)).join('')
    } finally {
      write.mockRestore()
    }
  }
  const setSchema = (version: number, sql = ''): void => {
    const database = new SQLite(join(dataDir(), 'server.db'))
    database.exec(sql)
    database.pragma(`user_version = ${version}`)
    database.close()
  }
  const OF_LATER = `DROP TABLE health; DROP TABLE message_files; DROP TABLE files; DROP TABLE file_shares; DROP TABLE secrets;
    DROP INDEX users_by_avatar; DROP INDEX conversations_by_avatar`

  it('brings an older folder to this schema, says so, and leaves a newer one alone', async () => {
    await openOffice()
    await expect(migrate(dataDir())).rejects.toThrow(`another server runs on ${dataDir()}`)
    await office!.close()
    office = undefined
    expect(await migrate(dataDir())).toBe(`schema ${MIGRATIONS.length}, the newest\n`)
    setSchema(4, OF_LATER)
    expect([await migrate(dataDir()), messagesIn(dataDir()).length]).toEqual([`schema 4 became ${MIGRATIONS.length}\n`, 1])
    setSchema(99)
    await expect(migrate(dataDir())).rejects.toThrow(
      `the data folder is from a newer server (schema 99, this one knows ${MIGRATIONS.length})`,
    )
  })

  it('makes nothing where there is nothing', async () => {
    await expect(migrate(join(dir, 'nothing'))).rejects.toThrow(`there is no database in ${join(dir, 'nothing')}`)
    expect(existsSync(join(dir, 'nothing'))).toBe(false)
  })
})
