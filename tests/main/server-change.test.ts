import { copyFileSync, linkSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { ServerAddress } from '@shared/account'
import { needsSecret } from '@shared/network'
import { failed, ok } from '@shared/result'
import { moveDatabase, settleMove } from '../../src/main/app/account/move-database'
import { silentLogger } from '../../src/main/lib/logger'
import { must } from '../helpers/results'

const SERVER: ServerAddress = { kind: 'sync', host: 'im.example.com', port: 9001, tls: true, httpBase: '', caFile: '' }

describe('a token', () => {
  it.each([
    ['the same address', {}, false],
    ['the same host in other letters', { host: 'IM.example.com' }, false],
    ['another certificate authority', { caFile: '/ca.pem' }, false],
    ['another host', { host: 'im.evil.test' }, true],
    ['another port', { port: 9002 }, true],
    ['another HTTP address', { httpBase: 'https://evil.test' }, true],
    ['no encryption', { tls: false }, true],
    ['a plain jim1 server', { kind: 'base' }, true],
  ] as const)('for %s: the person is asked first: %s', (_, change, isAsked) => {
    expect(needsSecret(SERVER, { ...SERVER, ...change })).toBe(isAsked)
  })

  it.each([
    ['the same ones in another order', { host: 'im2', others: [{ host: 'im.example.com', port: 9001 }] }, false],
    ['one of them', { host: 'im2' }, false],
    [
      'one more',
      {
        others: [
          { host: 'im2', port: 9001 },
          { host: 'im.evil.test', port: 9001 },
        ],
      },
      true,
    ],
    ['one of them on another port', { others: [{ host: 'im2', port: 9002 }] }, true],
  ])('of several addresses, for %s: the person is asked first: %s', (_, change, isAsked) => {
    const before = { ...SERVER, others: [{ host: 'im2', port: 9001 }] }
    expect(needsSecret(before, { ...SERVER, ...change })).toBe(isAsked)
  })

  it('may be encrypted from now on', () => {
    expect(needsSecret({ ...SERVER, tls: false }, SERVER)).toBe(false)
  })
})

describe('a database whose account has another address', () => {
  function folder(...names: readonly string[]): string {
    const dir = mkdtempSync(join(tmpdir(), 'jim-move-'))
    onTestFinished(() => rmSync(dir, { recursive: true, force: true }))
    for (const name of names) writeFileSync(join(dir, name), name)
    return dir
  }

  it('goes along, and has both names while the account is written down', () => {
    const dir = folder('old.db')
    let during: readonly string[] = []
    const moved = moveDatabase(join(dir, 'old.db'), join(dir, 'new.db'), () => {
      during = readdirSync(dir)
      return ok()
    })
    expect(moved.ok).toBe(true)
    expect(during).toEqual(['moving.json', 'new.db', 'old.db'])
    expect(readdirSync(dir)).toEqual(['new.db'])
    expect(readFileSync(join(dir, 'new.db'), 'utf8')).toBe('old.db')
  })

  it('takes its files along', () => {
    const dir = folder('old.db')
    mkdirSync(join(dir, 'old/cache'), { recursive: true })
    writeFileSync(join(dir, 'old/cache/1'), 'bytes')
    must(moveDatabase(join(dir, 'old.db'), join(dir, 'new.db'), () => ok()))
    expect(readdirSync(dir)).toEqual(['new', 'new.db'])
    expect(readFileSync(join(dir, 'new/cache/1'), 'utf8')).toBe('bytes')
  })

  it('keeps its name when the address is written the same', () => {
    const dir = folder('old.db')
    let saves = 0
    must(moveDatabase(join(dir, 'old.db'), join(dir, 'old.db'), () => (saves++, ok())))
    expect([saves, readdirSync(dir)]).toEqual([1, ['old.db']])
  })

  it('never takes the place of another', () => {
    const dir = folder('old.db', 'new.db')
    let saves = 0
    const moved = moveDatabase(join(dir, 'old.db'), join(dir, 'new.db'), () => (saves++, ok()))
    expect(moved).toMatchObject({ ok: false, error: { code: 'address_in_use' } })
    expect(saves).toBe(0)
    expect(readFileSync(join(dir, 'new.db'), 'utf8')).toBe('new.db')
  })

  it('stays while rows of it are in the log beside it', () => {
    const dir = folder('old.db', 'old.db-wal')
    const moved = moveDatabase(join(dir, 'old.db'), join(dir, 'new.db'), () => ok())
    expect(moved).toMatchObject({ ok: false, error: { code: 'store_failed' } })
    expect(readdirSync(dir)).toEqual(['old.db', 'old.db-wal'])
  })

  it('stays when the account cannot be written down', () => {
    const dir = folder('old.db')
    const moved = moveDatabase(join(dir, 'old.db'), join(dir, 'new.db'), () => failed('disk_full'))
    expect(moved).toMatchObject({ ok: false, error: { code: 'disk_full' } })
    expect(readdirSync(dir)).toEqual(['old.db'])
  })

  /** What lies there when the program ends at this step of a move, with its files and a picture in them. */
  function cutAt(step: 'naming' | 'saving' | 'saved' | 'moved'): string {
    const dir = folder('old.db')
    mkdirSync(join(dir, 'old/cache'), { recursive: true })
    writeFileSync(join(dir, 'old/cache/1'), 'bytes')
    writeFileSync(join(dir, 'moving.json'), JSON.stringify({ from: 'old.db', to: 'new.db' }))
    if (step !== 'naming') linkSync(join(dir, 'old.db'), join(dir, 'new.db'))
    if (step === 'moved') renameSync(join(dir, 'old'), join(dir, 'new'))
    return dir
  }

  it('leaves a note of where it goes for as long as a crash could cut it', () => {
    const dir = folder('old.db')
    let noted = ''
    must(
      moveDatabase(join(dir, 'old.db'), join(dir, 'new.db'), () => {
        noted = readFileSync(join(dir, 'moving.json'), 'utf8')
        return ok()
      }),
    )
    expect(JSON.parse(noted)).toEqual({ from: 'old.db', to: 'new.db' })
    expect(readdirSync(dir)).toEqual(['new.db'])
  })

  it.each(['saved', 'moved'] as const)('goes on at the next start when it was cut once its account was written down: %s', (step) => {
    const dir = cutAt(step)
    settleMove(join(dir, 'new.db'), silentLogger)
    expect(readdirSync(dir)).toEqual(['new', 'new.db'])
    expect(readFileSync(join(dir, 'new.db'), 'utf8')).toBe('old.db')
    expect(readFileSync(join(dir, 'new/cache/1'), 'utf8')).toBe('bytes')
  })

  it.each(['naming', 'saving'] as const)('has not begun when it was cut before: %s', (step) => {
    const dir = cutAt(step)
    settleMove(join(dir, 'old.db'), silentLogger)
    expect(readdirSync(dir)).toEqual(['old', 'old.db'])
    must(moveDatabase(join(dir, 'old.db'), join(dir, 'new.db'), () => ok()))
    expect(readdirSync(dir)).toEqual(['new', 'new.db'])
  })

  it('can be tried again over the name that a crash left', () => {
    const dir = cutAt('saving')
    rmSync(join(dir, 'moving.json'))
    must(moveDatabase(join(dir, 'old.db'), join(dir, 'new.db'), () => ok()))
    expect(readdirSync(dir)).toEqual(['new', 'new.db'])
  })

  it('whose file system knows one name only goes on by the same bytes', () => {
    const dir = cutAt('naming')
    copyFileSync(join(dir, 'old.db'), join(dir, 'new.db'))
    settleMove(join(dir, 'new.db'), silentLogger)
    expect(readdirSync(dir)).toEqual(['new', 'new.db'])
  })

  it.each(['new.db', 'old.db', 'other.db'])('takes nothing from another that a stale note names: %s is opened', (opened) => {
    const dir = cutAt('naming')
    writeFileSync(join(dir, 'new.db'), 'NEW.db')
    settleMove(join(dir, opened), silentLogger)
    expect(readdirSync(dir)).toEqual(['new.db', 'old', 'old.db'])
    expect(['new.db', 'old.db'].map((name) => readFileSync(join(dir, name), 'utf8'))).toEqual(['NEW.db', 'old.db'])
  })

  it.each(['', '{', '{"from":"../old.db","to":"new.db"}', '{"from":"old.db"}'])('follows no note that is none: %s', (note) => {
    const dir = cutAt('saved')
    writeFileSync(join(dir, 'moving.json'), note)
    settleMove(join(dir, 'new.db'), silentLogger)
    expect(readdirSync(dir)).toEqual(['moving.json', 'new.db', 'old', 'old.db'])
  })
})
