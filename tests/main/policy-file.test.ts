import { execFileSync } from 'node:child_process'
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { readPolicyFile } from '../../src/main/app/policy/policy-file'
import { readPolicy } from '../../src/main/app/policy/read-policy'

/** Whoever runs the tests stands for whoever administers the computer. */
const ME = process.getuid?.() ?? 0
const SOMEBODY = ME + 1

let dir: string
let file: string

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'jim-policy-'))
  file = join(dir, 'policy.json')
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }))
  writeFileSync(file, '{"trial": false}', { mode: 0o644 })
})

// Rights of a file and who owns it are asked on systems that have them; Windows keeps policies in its registry.
describe.runIf(process.platform !== 'win32')('the file of a policy', () => {
  it('says what it says', () => {
    expect(readPolicyFile(file, ME)).toEqual({ source: file, content: { trial: false } })
  })

  it('may begin with a byte order mark', () => {
    writeFileSync(file, '\uFEFF{"trial": true}')
    expect(readPolicyFile(file, ME)).toEqual({ source: file, content: { trial: true } })
  })

  it.each(['policy.json', 'nowhere/policy.json', 'policy.json/policy.json'])('is nothing where there is none: %s', (name) => {
    rmSync(file)
    if (name.startsWith('policy.json/')) writeFileSync(file, '')
    expect(readPolicyFile(join(dir, name), ME)).toBeUndefined()
  })

  it.each([
    ['its group', () => chmodSync(file, 0o664)],
    ['others', () => chmodSync(file, 0o646)],
    ['others, with the bit on it that guards folders,', () => chmodSync(file, 0o1646)],
    ['others, by its folder,', () => chmodSync(dir, 0o777)],
    ['the group of its folder', () => chmodSync(dir, 0o770)],
  ])('does not count when %s may write it', (_, change) => {
    change()
    expect(readPolicyFile(file, ME)).toEqual({ source: file, code: 'not_trusted' })
  })

  it.each(['itself', 'its folder'])('does not count when somebody else owns %s', (what) => {
    // Only root gives away; to whoever is not, what they own is somebody else's by itself.
    if (ME === 0) chownSync(what === 'itself' ? file : dir, SOMEBODY, SOMEBODY)
    expect(readPolicyFile(file)).toEqual({ source: file, code: 'not_trusted' })
  })

  it('counts when it is root’s, and nobody else’s, where nothing else is said', () => {
    expect(readPolicyFile(file)).toEqual(ME === 0 ? { source: file, content: { trial: false } } : { source: file, code: 'not_trusted' })
  })

  it('may be a link to one that counts, and is none to one that does not', () => {
    const link = join(dir, 'link.json')
    symlinkSync(file, link)
    expect(readPolicyFile(link, ME)).toEqual({ source: link, content: { trial: false } })
    const open = join(dir, 'open')
    mkdirSync(open)
    writeFileSync(join(open, 'policy.json'), '{}')
    chmodSync(open, 0o777)
    const other = join(dir, 'other.json')
    symlinkSync(join(open, 'policy.json'), other)
    expect(readPolicyFile(other, ME)).toEqual({ source: other, code: 'not_trusted' })
  })

  it('is none by a link to a file that others may write, nor by a link that others may turn elsewhere', () => {
    const link = join(dir, 'link.json')
    symlinkSync(file, link)
    chmodSync(file, 0o666)
    expect(readPolicyFile(link, ME)).toEqual({ source: link, code: 'not_trusted' })
    chmodSync(file, 0o644)
    const open = join(dir, 'open')
    mkdirSync(open)
    chmodSync(open, 0o777)
    const turned = join(open, 'link.json')
    symlinkSync(file, turned)
    expect(readPolicyFile(turned, ME)).toEqual({ source: turned, code: 'not_trusted' })
  })

  it.each([
    ['no JSON', '{"trial":', 'invalid'],
    ['nothing at all', '', 'invalid'],
  ])('with %s in it says so', (_, text, code) => {
    writeFileSync(file, text)
    expect(readPolicyFile(file, ME)).toEqual({ source: file, code })
  })

  it('is not read when it is endless, or no file', () => {
    truncateSync(file, 2 ** 40)
    expect(readPolicyFile(file, ME)).toEqual({ source: file, code: 'invalid' })
    expect(readPolicyFile(dir, ME)).toEqual({ source: dir, code: 'unreadable' })
    rmSync(file)
    execFileSync('mkfifo', [file])
    expect(readPolicyFile(file, ME)).toEqual({ source: file, code: 'unreadable' })
  })

  it('is read up to 256 KiB, and no further', () => {
    const most = 256 * 1024
    writeFileSync(file, '{}'.padEnd(most))
    expect(readPolicyFile(file, ME)).toEqual({ source: file, content: {} })
    writeFileSync(file, '{}'.padEnd(most + 1))
    expect(readPolicyFile(file, ME)).toEqual({ source: file, code: 'invalid' })
  })
})

describe('the place of a policy', () => {
  it('can be named in development, and never in what people have', async () => {
    const machine = { platform: 'freebsd', env: { JIM_POLICY: file } } as const
    expect(await readPolicy({ ...machine, isPackaged: false })).toEqual({ source: file, content: { trial: false } })
    expect(await readPolicy({ ...machine, isPackaged: true })).toBeUndefined()
  })
})
