import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import * as files from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { copyOver, copyToNew } from '../../src/main/transfers/new-file'
import { must } from '../helpers/results'
import { tempFolder } from '../store/helpers'

vi.mock('node:fs/promises', { spy: true })

function source(text = 'bytes'): string {
  const path = join(tempFolder(), 'source')
  writeFileSync(path, text, { mode: 0o600 })
  return path
}

describe('a copy in a folder of the person’s', () => {
  it('takes the first free name, and nobody’s place', async () => {
    const folder = tempFolder()
    writeFileSync(join(folder, 'a.pdf'), 'mine')
    mkdirSync(join(folder, 'a (2).pdf'))
    symlinkSync('/nowhere', join(folder, 'a (3).pdf'))
    expect(must(await copyToNew(source(), folder, 'a.pdf'))).toBe(join(folder, 'a (4).pdf'))
    expect(readFileSync(join(folder, 'a.pdf'), 'utf8')).toBe('mine')
    expect([readFileSync(join(folder, 'a (4).pdf'), 'utf8'), existsSync('/nowhere')]).toEqual(['bytes', false])
    expect(readdirSync(folder)).toHaveLength(4)
    expect((statSync(join(folder, 'a (4).pdf')).mode & 0o777).toString(8)).toBe('644')
  })

  it('is one each for twenty that come at the same time', async () => {
    const [folder, from] = [tempFolder(), source()]
    const copies = await Promise.all(Array.from({ length: 20 }, () => copyToNew(from, folder, 'a.pdf')))
    expect(new Set(copies.map(must)).size).toBe(20)
    expect(readdirSync(folder)).toHaveLength(20)
  })

  it('takes nobody’s place where a file can have one name only', async () => {
    const folder = tempFolder()
    writeFileSync(join(folder, 'a.pdf'), 'mine')
    vi.mocked(files.link).mockRejectedValue(Object.assign(new Error('no links here'), { code: 'EPERM', errno: -1 }))
    const copies = [await copyToNew(source(), folder, 'a.pdf'), await copyToNew(source(), folder, 'a.pdf')].map(must)
    vi.mocked(files.link).mockReset()
    expect(copies.map((path) => readFileSync(path, 'utf8'))).toEqual(['bytes', 'bytes'])
    expect(readdirSync(folder).toSorted()).toEqual(['a (2).pdf', 'a (3).pdf', 'a.pdf'])
  })

  it('leaves nothing where it could not be made', async () => {
    const folder = tempFolder()
    expect(await copyToNew(join(folder, 'gone'), folder, 'a.pdf')).toMatchObject({ ok: false, error: { code: 'io_failed' } })
    expect(await copyToNew(source(), join(folder, 'gone'), 'a.pdf')).toMatchObject({ ok: false, error: { code: 'io_failed' } })
    expect(readdirSync(folder)).toEqual([])
  })

  it('takes the place that the person agreed to, at once', async () => {
    const folder = tempFolder()
    writeFileSync(join(folder, 'a.pdf'), 'old')
    expect(must(await copyOver(source('new'), folder, join(folder, 'a.pdf')))).toBe(join(folder, 'a.pdf'))
    expect([readdirSync(folder), readFileSync(join(folder, 'a.pdf'), 'utf8')]).toEqual([['a.pdf'], 'new'])
  })
})
