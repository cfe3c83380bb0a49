import { describe, expect, it } from 'vitest'
import { pictureType } from '../../src/server/files/picture-head'

const bytes = (text: string): Buffer => Buffer.from(text, 'latin1')
const bmp = (header: number): Buffer => {
  const head = Buffer.alloc(54)
  head.write('BM', 'latin1')
  head.writeUInt32LE(header, 14)
  return head
}

describe('a picture by its first bytes', () => {
  it.each([
    ['image/png', bytes('\x89PNG\r\n\x1a\n')],
    ['image/jpeg', bytes('\xff\xd8\xff\xe0')],
    ['image/gif', bytes('GIF89a')],
    ['image/gif', bytes('GIF87a')],
    ['image/webp', bytes('RIFF\x00\x00\x00\x00WEBPVP8 ')],
    ['image/avif', bytes('\x00\x00\x00\x1cftypavif\x00\x00\x00\x00')],
    ['image/avif', bytes('\x00\x00\x00\x1cftypmif1\x00\x00\x00\x00miafavif')],
    ['image/bmp', bmp(40)],
  ])('is %s', (type, head) => expect(pictureType(head)).toBe(type))

  it.each([
    ['nothing', bytes('')],
    ['a page', bytes('<svg xmlns="http://www.w3.org/2000/svg">')],
    ['a film', bytes('\x00\x00\x00\x1cftypisom\x00\x00\x00\x00isomavc1')],
    ['a sound', bytes('RIFF\x00\x00\x00\x00WAVEfmt ')],
    ['a text that begins as a BMP', bytes('BM is what it begins with, and then goes on')],
    ['half a magic', bytes('\x89PNG')],
  ])('%s is none', (_, head) => expect(pictureType(head)).toBeUndefined())
})
