import { expect, it } from 'vitest'
import { type AnimationFrame, animatedWebp } from '../../src/media-window/webp-animation'
import { webp, webpChunk } from '../transfers/camera-files'

const latin = (text: string): Buffer => Buffer.from(text, 'latin1')
const part = (name: string, data: string): { readonly bytes: Buffer; readonly after: Buffer } => {
  const bytes = webpChunk(name, latin(data))
  return { bytes, after: bytes }
}
const frame = (parts: readonly ReturnType<typeof part>[], over: Partial<AnimationFrame> = {}): AnimationFrame => ({
  bytes: new Uint8Array(webp(parts).bytes),
  width: 300,
  height: 20,
  durationMs: 70,
  isClear: false,
  ...over,
})

it('puts the pixels of its frames into one file, each with its time, and nothing else of theirs', () => {
  const made = Buffer.from(
    animatedWebp(
      [
        frame([part('VP8X', '\x10\0\0\0\0\0\0\0\0\0'), part('ICCP', 'colours'), part('ALPH', 'a'), part('VP8 ', 'pix')], { isClear: true }),
        frame([part('VP8L', 'lost')], { durationMs: 0x1_0203 }),
      ],
      3,
    ),
  )
  const edges = '\x2b\x01\0\x13\0\0'
  const place = '\0\0\0\0\0\0'
  const body =
    `WEBPVP8X\x0a\0\0\0\x12\0\0\0${edges}ANIM\x06\0\0\0\0\0\0\0\x03\0` +
    `ANMF\x26\0\0\0${place}${edges}\x46\0\0\x02ALPH\x01\0\0\0a\0VP8 \x03\0\0\0pix\0` +
    `ANMF\x1c\0\0\0${place}${edges}\x03\x02\x01\x02VP8L\x04\0\0\0lost`
  expect(made.toString('latin1')).toBe(`RIFF${String.fromCharCode(body.length)}\0\0\0${body}`)
})

it('says of what is nowhere seen through that it is not, and takes nothing beyond the end of a frame', () => {
  const made = Buffer.from(
    animatedWebp([frame([part('VP8 ', 'pixels')]), { ...frame([]), bytes: latin('RIFF\0\0\0\0WEBPVP8 \xff\0\0\0x') }], 0),
  )
  expect(made[20]).toBe(0x02)
  expect(made.toString('latin1').match(/VP8 /g)).toHaveLength(1)
})
