import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { NO_EDITS, type PictureEdits } from '@shared/picture-edits'
import { failed, ok, type Result } from '@shared/result'
import { beforeEach, describe, expect, it } from 'vitest'
import { argumentSchemas } from '../../src/main/ipc/argument-schemas'
import { OutgoingFolder } from '../../src/main/transfers/outgoing-folder'
import type { DrawnPicture, DrawRequest } from '../../src/main/transfers/picture-drawer'
import { SendableFiles } from '../../src/main/transfers/sendable-files'
import { FakeClock } from '../helpers/fake-clock'
import { must } from '../helpers/results'
import { tempFolder } from '../store/helpers'
import { heic } from './heic'
import { jpegHead, png } from './pictures'

const CUT: PictureEdits = { turns: 1, crop: { x: 0, y: 0, width: 20, height: 30 }, marks: [] }

let dir: string
let files: SendableFiles
let asked: readonly DrawRequest[]
let answer: Result<DrawnPicture>
beforeEach(() => {
  dir = tempFolder()
  asked = []
  answer = ok({ bytes: png(20, 30), width: 20, height: 30 })
  files = new SendableFiles({
    outgoing: new OutgoingFolder(join(dir, 'outgoing')),
    maxFileBytes: () => 1_000_000,
    clock: new FakeClock(0),
    drawer: {
      draw: (_path, _mime, request) => {
        asked = [...asked, request]
        return Promise.resolve(answer)
      },
    },
  })
})

async function chosen(name: string, bytes: Buffer): Promise<string> {
  writeFileSync(join(dir, name), bytes)
  return (await files.choose([join(dir, name)])).files[0]!.id
}

describe('a picture that is edited', () => {
  it('is another file to be sent, of its own edges; what was chosen stays as it is, and known', async () => {
    const id = await chosen('plan.png', png(30, 20))
    const [edited] = must(await files.edit(id, CUT)).files
    expect(edited).toMatchObject({ name: 'plan.png', mime: 'image/png', picture: { width: 20, height: 30 } })
    expect(asked).toEqual([{ mime: 'image/png', edits: CUT }])
    expect(readFileSync(files.path(edited!.id)!.path).equals(png(20, 30))).toBe(true)
    expect(readFileSync(files.path(id)!.path).equals(png(30, 20))).toBe(true)
  })

  it('stays a JPEG where it was one', async () => {
    answer = ok({ bytes: jpegHead(30, 20, 1), width: 30, height: 20 })
    const [edited] = must(await files.edit(await chosen('photo.JPEG', jpegHead(30, 20, 1)), NO_EDITS)).files
    expect([edited?.name, edited?.mime, asked[0]?.mime]).toEqual(['photo.jpg', 'image/jpeg', 'image/jpeg'])
  })

  it('of a format that few can show is a JPEG', async () => {
    answer = ok({ bytes: jpegHead(30, 20, 1), width: 30, height: 20 })
    const [edited] = must(await files.edit(await chosen('IMG 7.HEIC', heic()), NO_EDITS)).files
    expect([edited?.name, edited?.mime, asked[0]?.mime]).toEqual(['IMG 7.jpg', 'image/jpeg', 'image/jpeg'])
  })

  it('is not taken where it cannot be drawn, or something else comes', async () => {
    const id = await chosen('plan.png', png(30, 20))
    const answers: readonly Result<DrawnPicture>[] = [
      failed('crashed'),
      ok({ bytes: Buffer.from('MZ'), width: 20, height: 30 }),
      ok({ bytes: png(21, 30), width: 20, height: 30 }),
    ]
    for (const each of answers) {
      answer = each
      expect(await files.edit(id, CUT)).toMatchObject({ ok: false, error: { code: 'not_drawable' } })
    }
    expect(files.path(id)).toBeDefined()
  })

  it('is not asked for where more is cut out than there is, or it is no picture', async () => {
    const id = await chosen('plan.png', png(30, 20))
    const tooWide = { turns: 0, crop: { x: 11, y: 0, width: 20, height: 20 }, marks: [] } as const
    expect(await files.edit(id, tooWide)).toMatchObject({ ok: false, error: { code: 'not_drawable' } })
    expect(await files.edit(await chosen('a.txt', Buffer.from('words')), CUT)).toMatchObject({ ok: false, error: { code: 'not_found' } })
    expect(await files.edit('nobody', CUT)).toMatchObject({ ok: false, error: { code: 'not_found' } })
    expect(asked).toEqual([])
  })
})

it('what the page says was done with a picture is bounded', () => {
  const arrow = { kind: 'arrow', from: { x: 0, y: 0 }, to: { x: 9, y: 9 }, colour: '#e5484d', width: 3 }
  const accepts = (edits: unknown): boolean => argumentSchemas['files:edit'].safeParse({ id: 'a', edits }).success
  expect(accepts({ turns: 3, crop: CUT.crop, marks: [arrow] })).toBe(true)
  expect(accepts({ turns: 0, marks: Array(500).fill(arrow) })).toBe(true)
  for (const edits of [
    { turns: 4, marks: [] },
    { turns: 0, marks: Array(501).fill(arrow) },
    { turns: 0, marks: [{ ...arrow, colour: 'url(x)' }] },
    { turns: 0, marks: [{ ...arrow, to: { x: Number.NaN, y: 0 } }] },
    { turns: 0, marks: [{ ...arrow, width: 20_001 }] },
    { turns: 0, crop: { x: 0, y: 0, width: 0, height: 5 }, marks: [] },
    { turns: 0, crop: { x: 0, y: 0, width: 20_001, height: 1 }, marks: [] },
    { turns: 0, marks: [{ kind: 'text', at: { x: 0, y: 0 }, text: 'x'.repeat(201), colour: '#ffffff', size: 9, turns: 0 }] },
  ]) {
    expect(accepts(edits)).toBe(false)
  }
})
