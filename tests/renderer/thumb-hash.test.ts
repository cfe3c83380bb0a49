// @vitest-environment happy-dom
import { rgbaToThumbHash, thumbHashToDataURL } from 'thumbhash'
import { expect, it } from 'vitest'
import { thumbHashPicture } from '../../src/renderer/src/model/thumb-hash'

const hashOf = (red: number, green: number): Uint8Array =>
  rgbaToThumbHash(2, 2, Uint8Array.from([red, green, 0, 255, green, red, 9, 255, 0, red, green, 255, red, red, green, 255]))
const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64')

it('draws what a hash says, asked for once, again, and after many others', () => {
  const hash = hashOf(200, 30)
  const wanted = thumbHashToDataURL(hash)
  expect([thumbHashPicture(base64(hash)), thumbHashPicture(base64(hash))]).toEqual([wanted, wanted])
  for (let i = 0; i < 400; i++) thumbHashPicture(base64(hashOf(i % 256, Math.floor(i / 2))))
  expect(thumbHashPicture(base64(hash))).toBe(wanted)
})

it.each([undefined, '', 'AAA', 'not base64!', 'A'.repeat(60)])('draws nothing of %s', (hash) => {
  expect(thumbHashPicture(hash)).toBeUndefined()
})
