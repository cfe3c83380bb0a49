import { createHash } from 'node:crypto'
import { linkSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright'
import { rgbaToThumbHash } from 'thumbhash'
import { asConversationId, asFileId, asMid, asSeq, asUserId } from '@shared/ids'
import type { Store } from '../src/main/store/store'
import { chatId } from './chat-store'

/** As phones take them: 12 megapixels. */
export const EDGES = { width: 4000, height: 3000 } as const
const SMALL = { width: 800, height: 600 } as const
const HASHED = { width: 64, height: 48 } as const
const T0 = 1_700_000_000_000

/** A photograph's worth of bytes, with its preview as a sender makes it. All of it is much bluer than it is red. */
export type DrawnPicture = { readonly whole: Buffer; readonly small: Buffer; readonly thumbHash: string }

/** Draws one: large shapes, small ones, and the grain that makes a photograph as large as it is. */
export async function drawPicture(page: Page, seed: number): Promise<DrawnPicture> {
  const drawn = await page.evaluate(
    async ({ seed, edges, small, hashed }) => {
      let state = seed * 2_654_435_761 + 1
      const random = (): number => (state = (state * 1_664_525 + 1_013_904_223) >>> 0) / 2 ** 32
      const canvas = (width: number, height: number) => new OffscreenCanvas(width, height).getContext('2d')!
      const bytesOf = async (context: OffscreenCanvasRenderingContext2D, type: string, quality: number): Promise<string> => {
        const bytes = new Uint8Array(await (await context.canvas.convertToBlob({ type, quality })).arrayBuffer())
        let text = ''
        for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000))
        return btoa(text)
      }
      const blue = (): string => `rgb(${20 + random() * 50} ${50 + random() * 80} ${170 + random() * 60})`
      const whole = canvas(edges.width, edges.height)
      whole.fillStyle = blue()
      whole.fillRect(0, 0, edges.width, edges.height)
      for (let i = 0; i < 600; i++) {
        whole.fillStyle = blue()
        const [x, y, radius] = [random() * edges.width, random() * edges.height, 20 + random() ** 3 * 600]
        whole.beginPath()
        whole.arc(x, y, radius, 0, 7)
        whole.fill()
      }
      const grain = canvas(512, 512)
      const pixels = grain.createImageData(512, 512)
      for (let at = 0; at < pixels.data.length; at += 4) {
        const light = random() * 255
        pixels.data.set([light / 4, light / 3, light, 26], at)
      }
      grain.putImageData(pixels, 0, 0)
      whole.fillStyle = whole.createPattern(grain.canvas, 'repeat')!
      whole.fillRect(0, 0, edges.width, edges.height)
      const scaled = ({ width, height }: { width: number; height: number }): OffscreenCanvasRenderingContext2D => {
        const context = canvas(width, height)
        context.drawImage(whole.canvas, 0, 0, width, height)
        return context
      }
      const tiny = scaled(hashed)
      return {
        whole: await bytesOf(whole, 'image/jpeg', 0.9),
        small: await bytesOf(scaled(small), 'image/webp', 0.8),
        pixels: [...tiny.getImageData(0, 0, hashed.width, hashed.height).data],
      }
    },
    { seed, edges: EDGES, small: SMALL, hashed: HASHED },
  )
  return {
    whole: Buffer.from(drawn.whole, 'base64'),
    small: Buffer.from(drawn.small, 'base64'),
    thumbHash: Buffer.from(rgbaToThumbHash(HASHED.width, HASHED.height, Uint8Array.from(drawn.pixels))).toString('base64'),
  }
}

/** Bytes of their own behind the picture, which no decoder reads: it is another file, and nothing of it is known yet. */
export function asAnother(bytes: Buffer, number: number): Buffer {
  const behind = Buffer.alloc(8)
  behind.writeDoubleBE(number)
  return Buffer.concat([bytes, behind])
}

/**
 * Fills a conversation with messages of somebody else, each a picture that is here, whole and small, under an address of its
 * own. What lies there are names for the same few files: nobody hashes what is in the cache.
 * @param filesDir the account's files
 */
export function fillWithPictures(
  { store, filesDir, pictures }: { readonly store: Store; readonly filesDir: string; readonly pictures: readonly DrawnPicture[] },
  conversation: number,
  count: number,
): void {
  const files = join(filesDir, 'cache', 'files')
  mkdirSync(files, { recursive: true })
  const drawn = pictures.map(({ whole, small, thumbHash }, index) => {
    const paths = { whole: join(filesDir, `whole-${index}`), small: join(filesDir, `small-${index}`) }
    writeFileSync(paths.whole, whole)
    writeFileSync(paths.small, small)
    return { paths, thumbHash, sizes: { whole: whole.length, small: small.length } }
  })
  const keep = (fileId: string, path: string, size: number, mime: string): string => {
    const sha256 = createHash('sha256').update(fileId).digest('hex')
    mkdirSync(join(files, sha256.slice(0, 2)), { recursive: true })
    linkSync(path, join(files, sha256.slice(0, 2), sha256))
    store.cachedFiles.put({ sha256, size, mime, usedAt: T0 })
    store.fileHashes.put(asFileId(fileId), { sha256, size })
    return sha256
  }
  store.messages.insertBatch(
    Array.from({ length: count }, (_, index) => {
      const { paths, thumbHash, sizes } = drawn[index % drawn.length]!
      const [fileId, thumbId] = [`f_whole${index}`, `f_small${index}`]
      const sha256 = keep(fileId, paths.whole, sizes.whole, 'image/jpeg')
      keep(thumbId, paths.small, sizes.small, 'image/webp')
      const told = { big_url: '', ...EDGES, name: `Picture ${index}.jpg`, mime: 'image/jpeg', size: sizes.whole, format: 0 }
      // All of one day: nothing but pictures stands between them.
      const at = T0 + index * 1000
      return {
        conversationId: asConversationId(chatId(conversation)),
        seq: asSeq(index + 1),
        mid: asMid(`${conversation}/${index + 1}`),
        senderId: asUserId('person-1'),
        senderName: 'Person 1',
        senderAvatar: '',
        isMine: false,
        type: 'image',
        content: { ...told, file_id: fileId, sha256, thumb_id: thumbId, thumb_hash: thumbHash },
        mentions: [],
        mentionsMe: false,
        sentAt: at,
        localAt: at,
        status: 'received',
      } as const
    }),
  )
}
