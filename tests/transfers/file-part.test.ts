import { randomBytes } from 'node:crypto'
import { MAX_PART_BYTES } from '@shared/file'
import { expect, it } from 'vitest'
import { readPart } from '../../src/main/transfers/file-part'
import { must } from '../helpers/results'
import { tempFolder } from '../store/helpers'
import { Desk } from './desk-fixture'

it('a file that is here is read in parts, at most so much at once, and no further than it goes', async () => {
  const desk = await Desk.open()
  desk.bench.maxBytes = 8 * MAX_PART_BYTES
  const bytes = randomBytes(MAX_PART_BYTES + 10)
  const localId = await desk.message('a.pdf', bytes)
  const read = async (from: number, length: number): Promise<Buffer> => {
    const part = must(await desk.actions.part(localId, from, length))
    expect(part.size).toBe(bytes.length)
    return Buffer.from(part.base64, 'base64')
  }
  expect((await read(0, 5)).equals(bytes.subarray(0, 5))).toBe(true)
  expect((await read(7, MAX_PART_BYTES * 4)).equals(bytes.subarray(7, 7 + MAX_PART_BYTES))).toBe(true)
  expect((await read(MAX_PART_BYTES, 100)).equals(bytes.subarray(MAX_PART_BYTES))).toBe(true)
  expect(await read(bytes.length + 5, 100)).toHaveLength(0)
})

it('what has become a folder where it was has no parts', async () => {
  const dir = tempFolder()
  expect(await readPart(dir, 0, 10)).toMatchObject({ ok: false, error: { code: 'not_here' } })
})

it('what is away has no parts', async () => {
  const desk = await Desk.open()
  const localId = await desk.message('a.pdf', 'x', { isAway: true })
  expect(await desk.actions.part(localId, 0, 10)).toMatchObject({ ok: false, error: { code: 'not_here' } })
})
