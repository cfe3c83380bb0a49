import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { readManagedPreferences } from '../../src/main/app/policy/managed-preferences'

/** Whoever runs the tests stands for whoever administers the computer, and JSON for a property list. */
const OWNER = process.getuid?.() ?? 0
const parse = (bytes: Buffer): unknown => JSON.parse(bytes.toString())

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'jim-managed-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  mkdirSync(join(folder, 'alice'))
})

const read = (user: string | undefined) => readManagedPreferences(user, { folder, owner: OWNER, parse })
const write = (content: unknown, ...at: readonly string[]): string => {
  const path = join(folder, ...at, 'org.jim.desktop.plist')
  writeFileSync(path, JSON.stringify(content), { mode: 0o644 })
  return path
}

describe('the managed preferences of macOS', () => {
  it('are none where no profile says anything', () => {
    expect(read('alice')).toBeUndefined()
  })

  it('are those of the person before those of the computer', () => {
    const all = write({ trial: false })
    const mine = write({ trial: true }, 'alice')
    expect(read('alice')).toEqual({ source: mine, content: { trial: true } })
    expect(read('bob')).toEqual({ source: all, content: { trial: false } })
    expect(read(undefined)).toEqual({ source: all, content: { trial: false } })
  })

  it('that others could have written are not passed over in silence', () => {
    write({ trial: false })
    const mine = write({ trial: true }, 'alice')
    chmodSync(mine, 0o666)
    expect(read('alice')).toEqual({ source: mine, code: 'not_trusted' })
  })

  it('count when they are root’s alone, where nothing else is said', () => {
    const mine = write({ trial: true }, 'alice')
    // Only root gives away; what belongs to whoever is not is somebody else's by itself.
    if (OWNER === 0) chownSync(mine, 1, 1)
    expect(readManagedPreferences('alice', { folder, parse })).toEqual({ source: mine, code: 'not_trusted' })
  })

  it('that the system cannot read say so', () => {
    const path = write({})
    writeFileSync(path, 'bplist00')
    expect(readManagedPreferences(undefined, { folder, owner: OWNER })).toEqual({ source: path, code: 'invalid' })
  })
})
