import { app, protocol } from 'electron'
import { systemClock } from '../../src/main/lib/clock'
import { silentLogger } from '../../src/main/lib/logger'
import { MEDIA_SCHEME } from '../../src/main/lib/media-address'
import { Decoder } from '../../src/main/media/decoder'
import { mediaWindowPlace, openMediaWindow } from '../../src/main/media/media-window'
import { renderPicture } from '../../src/main/media/picture-renditions'
import { Thumbnails } from '../../src/main/media/thumbnails'
import { pictureFault } from '../../src/main/transfers/picture-facts'
import { heic } from '../transfers/heic'
import { gif, png } from '../transfers/pictures'
import type { MediaFuzzReport } from './media'
import { mutated } from './pictures'
import { below, pick, seededRandom } from './random'

type Sample = { readonly mime: string; readonly bytes: Buffer }

/** One of so many is decoded whatever its header says: one that lies well. */
const UNREAD = 4
const MIB = 2 ** 20

protocol.registerSchemesAsPrivileged([
  { scheme: MEDIA_SCHEME, privileges: { standard: true, secure: true, stream: true, supportFetchAPI: true } },
])

/** The app of `media.ts`: the real decoder and its window over broken pictures; tells what came of it in one line. */
async function fuzz(outDir: string, count: number, seed: number): Promise<MediaFuzzReport> {
  const random = seededRandom(seed)
  const place = mediaWindowPlace(outDir)
  let [windows, isRead] = [0, true]
  const decoder = new Decoder({
    clock: systemClock,
    logger: silentLogger,
    open: (onMade, onGone) => {
      windows++
      return openMediaWindow(place, onMade, onGone)
    },
    faultOf: (file) => (isRead ? pictureFault(file, file.mime) : Promise.resolve(undefined)),
  })
  const samples = await samplesOf(decoder)
  const outcomes: Record<string, number> = {}
  const culprits: MediaFuzzReport['culprits'][number][] = []
  const memory: { window: number; main: number }[] = []
  for (let index = 0; index < count; index++) {
    const { mime, bytes } = pick(random, samples)
    isRead = below(random, UNREAD) !== 0
    const broken = mutated(random, bytes)
    const file = { source: { bytes: broken }, bytes: broken.length, mime }
    const made = await renderPicture(decoder, file, pick(random, ['screen', 'large'] as const))
    const outcome = made.ok ? 'made' : made.error.code
    outcomes[outcome] = (outcomes[outcome] ?? 0) + 1
    if (outcome === 'crashed' || outcome === 'timed_out') culprits.push({ outcome, mime, isRead, base64: broken.toString('base64') })
    if (index % 100 === 99) memory.push(memoryNow())
  }
  const last = await renderPicture(decoder, { source: { bytes: png(30, 20) }, bytes: 100, mime: 'image/png' }, 'screen')
  decoder.close()
  return { count, windows, outcomes, culprits, memory, isAlive: last.ok }
}

/** Whole ones of each kind that can be made here: what has no encoder of ours the media window encodes. */
async function samplesOf(decoder: Decoder): Promise<readonly Sample[]> {
  const render = async (bytes: Buffer, mime: string): Promise<Sample> => {
    const made = await renderPicture(decoder, { source: { bytes }, bytes: bytes.length, mime }, 'screen')
    if (!made.ok) throw new Error(`no sample of ${mime}: ${made.error.code} ${made.error.message}`)
    return { mime: made.value.mime, bytes: Buffer.from(made.value.bytes) }
  }
  const [still, moving, bmp] = [png(200, 150), gif(60, 40, [50, 70, 90]), bitmap(120, 80)]
  const moved = await render(moving, 'image/gif')
  const webp = await new Thumbnails(decoder).preview({ bytes: still, mime: 'image/png' })
  if (!webp.ok) throw new Error(`no sample of WebP: ${webp.error.code}`)
  const lossy = { mime: webp.value.mime, bytes: Buffer.from(webp.value.bytes) }
  const jpeg = await render(lossy.bytes, lossy.mime)
  if (jpeg.mime !== 'image/jpeg' || moved.mime !== 'image/webp') throw new Error(`samples of ${jpeg.mime} and ${moved.mime}`)
  return [
    { mime: 'image/png', bytes: still },
    { mime: 'image/gif', bytes: moving },
    { mime: 'image/bmp', bytes: bmp },
    { mime: 'image/heic', bytes: heic() },
    {
      mime: 'image/avif',
      bytes: Buffer.from('\0\0\0\x18ftypavif\0\0\0\0avifmif1\0\0\0\x20meta\0\0\0\0\0\0\0\x14ispe\0\0\0\0\0\0\0\x1e\0\0\0\x14', 'latin1'),
    },
    moved,
    lossy,
    jpeg,
  ]
}

function bitmap(width: number, height: number): Buffer {
  const head = Buffer.alloc(54)
  head.write('BM')
  head.writeUInt32LE(54, 10)
  head.writeUInt32LE(40, 14)
  head.writeInt32LE(width, 18)
  head.writeInt32LE(height, 22)
  head.writeUInt16LE(1, 26)
  head.writeUInt16LE(24, 28)
  return Buffer.concat([head, Buffer.alloc(width * height * 3, 0x60)])
}

function memoryNow(): { window: number; main: number } {
  const of = (type: string): number => {
    const sizes = app.getAppMetrics().flatMap((each) => (each.type === type ? [each.memory.workingSetSize] : []))
    return Math.round((Math.max(0, ...sizes) * 1024) / MIB)
  }
  return { window: of('Tab'), main: of('Browser') }
}

app.on('window-all-closed', () => undefined)
void app.whenReady().then(async () => {
  const [outDir = '', count = '', seed = ''] = process.argv.slice(-3)
  try {
    console.log(`report ${JSON.stringify(await fuzz(outDir, Number(count), Number(seed)))}`)
    app.exit(0)
  } catch (error) {
    console.error(error)
    app.exit(1)
  }
})
