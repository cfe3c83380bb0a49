import { readFileSync } from 'node:fs'
import { Data } from 'resedit'
import { expect, it } from 'vitest'
import { ROOT } from '../../scripts/lib/paths.mjs'

const PNG = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')

/** Width and height in the first chunk of a PNG. */
function sizeOf(png: Buffer): readonly [number, number] {
  expect(png.subarray(0, PNG.length)).toEqual(PNG)
  return [png.readUInt32BE(16), png.readUInt32BE(20)]
}

it('the icon of Windows has a picture for every size in which it is shown', () => {
  const { icons } = Data.IconFile.from(readFileSync(`${ROOT}/resources/icon.ico`))
  const sizes = icons.map(({ data }) => (data.isRaw() ? sizeOf(Buffer.from(data.bin)) : undefined))
  expect(sizes).toEqual([16, 24, 32, 48, 64, 256].map((edge) => [edge, edge]))
  // 256 has no room in the byte of a width: 0 means it.
  expect(icons.map(({ width }) => width)).toEqual([16, 24, 32, 48, 64, 0])
})

it('the icon of Linux is large enough', () => {
  expect(sizeOf(readFileSync(`${ROOT}/resources/icon.png`))).toEqual([512, 512])
})
