import type { Page } from 'playwright'

const EDGES = { width: 320, height: 240 } as const
/** Each in a cluster of its own. A player looks at twenty of them before it begins: of a film as people send it that is a second. */
const FRAME_MS = 40

/** Frames of one colour each, as VP8; each is whole by itself. */
export async function drawnFrames(page: Page, count: number): Promise<readonly Buffer[]> {
  const frames = await page.evaluate(
    async ({ width, height, count, frameMs }) => {
      const encoded: string[] = []
      const encoder = new VideoEncoder({
        output: (chunk) => {
          const bytes = new Uint8Array(chunk.byteLength)
          chunk.copyTo(bytes)
          encoded.push(btoa(String.fromCharCode(...bytes)))
        },
        error: (error) => {
          throw error
        },
      })
      encoder.configure({ codec: 'vp8', width, height, bitrate: 200_000 })
      const pen = new OffscreenCanvas(width, height).getContext('2d')!
      for (let at = 0; at < count; at++) {
        pen.fillStyle = `hsl(${(at * 360) / count} 80% 50%)`
        pen.fillRect(0, 0, width, height)
        const frame = new VideoFrame(pen.canvas, { timestamp: at * frameMs * 1000 })
        encoder.encode(frame, { keyFrame: true })
        frame.close()
      }
      await encoder.flush()
      encoder.close()
      return encoded
    },
    { ...EDGES, count, frameMs: FRAME_MS },
  )
  return frames.map((frame) => Buffer.from(frame, 'base64'))
}

/**
 * A WebM of them whose index stands in front, each frame behind so many bytes that say nothing:
 *
 * ```
 *   head │ length, track │ where each frame is │ frame, nothing │ frame, nothing │ …
 * ```
 */
export function webm(frames: readonly Buffer[], bytesEach: number): Buffer {
  const head = element(
    '1a45dfa3',
    number('4286', 1),
    number('42f7', 1),
    number('42f2', 4),
    number('42f3', 8),
    text('4282', 'webm'),
    number('4287', 2),
    number('4285', 2),
  )
  const about = element(
    '1549a966',
    number('2ad7b1', 1_000_000),
    real('4489', frames.length * FRAME_MS),
    text('4d80', 'test'),
    text('5741', 'test'),
  )
  const picture = element('e0', number('b0', EDGES.width), number('ba', EDGES.height))
  const tracks = element('1654ae6b', element('ae', number('d7', 1), number('73c5', 1), number('83', 1), text('86', 'V_VP8'), picture))
  const clusters = frames.map((frame, at) =>
    element(
      '1f43b675',
      number('e7', at * FRAME_MS),
      element('a3', Buffer.from([0x81, 0, 0, 0x80]), frame),
      element('ec', Buffer.alloc(bytesEach)),
    ),
  )
  const index = (first: number): Buffer => {
    let place = first
    const entries = clusters.map((cluster, at) => {
      const entry = element('bb', number('b3', at * FRAME_MS), element('b7', number('f7', 1), number('f1', place)))
      place += cluster.length
      return entry
    })
    return element('1c53bb6b', ...entries)
  }
  const before = about.length + tracks.length
  return Buffer.concat([head, element('18538067', about, tracks, index(before + index(0).length), ...clusters)])
}

/** With its length in eight bytes, whatever that is. */
function element(id: string, ...inside: readonly Buffer[]): Buffer {
  const body = Buffer.concat(inside)
  const size = Buffer.alloc(8)
  size.writeBigUInt64BE((1n << 56n) | BigInt(body.length))
  return Buffer.concat([Buffer.from(id, 'hex'), size, body])
}

function number(id: string, value: number): Buffer {
  const body = Buffer.alloc(8)
  body.writeBigUInt64BE(BigInt(value))
  return element(id, body)
}

function real(id: string, value: number): Buffer {
  const body = Buffer.alloc(8)
  body.writeDoubleBE(value)
  return element(id, body)
}

const text = (id: string, value: string): Buffer => element(id, Buffer.from(value))
