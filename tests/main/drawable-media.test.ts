import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, expect, it } from 'vitest'
import { drawableMedia } from '../../src/main/app/window/drawable-media'
import type { MediaAddress } from '../../src/main/lib/media-address'
import type { MediaFile } from '../../src/main/media/media-answer'
import { tempFolder } from '../store/helpers'
import { png } from '../transfers/pictures'

let dir: string
const files = new Map<string, MediaFile>()
const find = drawableMedia(({ id }: MediaAddress) => files.get(id))
beforeEach(() => (dir = tempFolder()))

function keep(id: string, bytes: Buffer, mime: string): MediaFile {
  const file = { path: join(dir, id), mime }
  writeFileSync(file.path, bytes)
  files.set(id, file)
  return file
}

it('gives the page no picture whose pixels are more than it may draw, whatever it is called', async () => {
  const small = keep('small', png(30, 20), 'image/png')
  keep('bomb', png(30_000, 30_000, false), 'image/png')
  keep('icon', Buffer.from('\0\0\x01\0'), 'image/x-icon')
  const film = keep('film', Buffer.from('film'), 'video/mp4')
  const drawing = keep('drawing', Buffer.from('<svg>'), 'image/svg+xml')
  for (const of of ['file', 'sent', 'chosen'] as const) {
    const found = await Promise.all(['small', 'bomb', 'icon', 'film', 'drawing', 'none'].map((id) => find({ of, id })))
    expect(found).toEqual([small, undefined, undefined, film, drawing, undefined])
  }
})

it('reads what lies under its hash once, and the person’s own each time', async () => {
  const file = keep('once', png(30, 20), 'image/png')
  expect(await find({ of: 'file', id: 'once' })).toBe(file)
  expect(await find({ of: 'sent', id: 'once' })).toBe(file)
  writeFileSync(file.path, png(30_000, 30_000, false))
  expect(await find({ of: 'file', id: 'once' })).toBe(file)
  expect(await find({ of: 'sent', id: 'once' })).toBeUndefined()
})
