import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { entryAt } from '../../src/main/lib/entry-at'

const dir = mkdtempSync(join(tmpdir(), 'jim-entry-'))
afterAll(() => rmSync(dir, { recursive: true, force: true }))

it('is what is there, and nothing whatever stands in the way', () => {
  const file = join(dir, 'a.txt')
  writeFileSync(file, 'four')
  symlinkSync('ring', join(dir, 'ring'))
  expect(entryAt(file)?.size).toBe(4)
  expect([join(dir, 'b.txt'), join(file, 'in a file'), join(dir, 'ring'), join(dir, 'x'.repeat(5000))].map(entryAt)).toEqual(
    Array(4).fill(undefined),
  )
})
