import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { JsonFile } from '../../src/main/lib/json-file'

let dir: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'jim-json-'))
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

describe('JsonFile', () => {
  const open = (): JsonFile<{ count: number }> => new JsonFile(join(dir, 'a.json'), z.object({ count: z.number() }))

  it('gives back what was saved, and leaves nothing else behind', () => {
    open().save({ count: 1 })
    open().save({ count: 2 })
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

  it('removes the file, twice without harm', () => {
    open().save({ count: 1 })
    open().remove()
    open().remove()
    expect(existsSync(join(dir, 'a.json'))).toBe(false)
  })
})
