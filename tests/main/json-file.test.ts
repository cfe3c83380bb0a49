import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { JsonFile } from '../../src/main/lib/json-file'
import { must } from '../helpers/results'

let dir: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'jim-json-'))
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

describe('JsonFile', () => {
  const open = (): JsonFile<{ count: number }> => new JsonFile(join(dir, 'a.json'), z.object({ count: z.number() }))

  it('gives back what was saved, and leaves nothing else behind', () => {
    must(open().save({ count: 1 }))
    must(open().save({ count: 2 }))
    expect(open().load()).toEqual({ count: 2 })
    expect(readdirSync(dir)).toEqual(['a.json'])
  })

  it.each([
    ['missing', undefined],
    ['cut', '{"count":'],
    ['of another shape', '{"count":"two"}'],
    ['empty', ''],
  ])('loads nothing from a file that is %s', (_, text) => {
    if (text !== undefined) writeFileSync(join(dir, 'a.json'), text)
    expect(open().load()).toBeUndefined()
  })

  it('says that it could not be saved, and keeps what was there', () => {
    must(open().save({ count: 1 }))
    // A folder where the new content would be written.
    mkdirSync(join(dir, 'a.json.new'))
    expect(open().save({ count: 2 })).toMatchObject({ ok: false, error: { code: 'io_failed' } })
    expect(open().load()).toEqual({ count: 1 })
  })

  it('removes the file, twice without harm', () => {
    must(open().save({ count: 1 }))
    must(open().remove())
    must(open().remove())
    expect(existsSync(join(dir, 'a.json'))).toBe(false)
  })
})
