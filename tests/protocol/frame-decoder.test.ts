import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { encodeFrame, type Frame } from '@protocol/frame'
import { FrameDecoder } from '@protocol/frame-decoder'
import { fromHex, oracleDecode, oracleEncode } from '../helpers/oracle-codec'
import { copied, GLUED, SAMPLES } from './samples'

const FRAMES = SAMPLES.map(({ frame }) => frame)

/** Feeds the stream in pieces that end at the given places; each piece is overwritten once it was read. */
function decodeCut(stream: Uint8Array, cuts: readonly number[]): { frames: Frame[]; decoder: FrameDecoder } {
  const decoder = new FrameDecoder()
  const frames: Frame[] = []
  const places = [...cuts, stream.length]
  let start = 0
  for (const end of places) {
    const chunk = stream.slice(start, end)
    frames.push(...copied(decoder.push(chunk)))
    chunk.fill(0xee)
    start = end
  }
  return { frames, decoder }
}

describe('golden frames', () => {
  it.each(SAMPLES)('$name', ({ frame, bytes }) => {
    expect(encodeFrame(frame.command, frame.requestId, frame.body)).toEqual(bytes)
    expect(oracleEncode(frame)).toEqual(bytes)
    expect(copied(new FrameDecoder().push(bytes))).toEqual([frame])
    expect(oracleDecode(bytes)).toEqual([frame])
  })

  it.each(SAMPLES)('$name, cut at every index', ({ frame, bytes }) => {
    for (let cut = 0; cut <= bytes.length; cut++) {
      const { frames, decoder } = decodeCut(bytes, [cut])
      expect(frames).toEqual([frame])
      expect(decoder.isAtBoundary).toBe(true)
    }
  })

  it('glued together, and cut at every index', () => {
    for (let cut = 0; cut <= GLUED.length; cut++) expect(decodeCut(GLUED, [cut]).frames).toEqual(FRAMES)
  })

  it('glued together, byte by byte', () => {
    expect(decodeCut(GLUED, [...GLUED.keys()]).frames).toEqual(FRAMES)
  })
})

describe('any frames in any pieces', () => {
  const anyFrame = fc.record({
    command: fc.string({
      unit: fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code)),
      minLength: 4,
      maxLength: 4,
    }),
    requestId: fc.integer({ min: 0, max: 0xffff_ffff }),
    body: fc.uint8Array({ maxLength: 200 }),
  })

  it('are what the oracle says', () => {
    fc.assert(
      fc.property(fc.array(anyFrame, { maxLength: 12 }), fc.array(fc.nat(3_000)), (frames, places) => {
        const stream = Uint8Array.from(frames.flatMap((frame) => [...encodeFrame(frame.command, frame.requestId, frame.body)]))
        const cuts = places.filter((place) => place <= stream.length).sort((a, b) => a - b)
        expect(decodeCut(stream, cuts).frames).toEqual(copied(oracleDecode(stream)))
        expect(oracleDecode(stream)).toEqual(copied(frames))
      }),
    )
  })
})

describe('a stream that is not jim1', () => {
  it.each([
    ['a wrong magic', 'bad_magic', '6a696d32 41303031 00000000 00000000'],
    ['a command with a space', 'bad_command', '6a696d31 41203031 00000000 00000000'],
    ['a command that is not ASCII', 'bad_command', '6a696d31 41803031 00000000 00000000'],
    ['a body over the limit', 'oversize', '6a696d31 41303031 00000000 00100001'],
    ['a length with the sign bit', 'oversize', '6a696d31 41303031 00000000 80000000'],
  ])('%s fails for good, whole and in pieces', (_name, code, hex) => {
    const good = SAMPLES[0]!
    const stream = Uint8Array.from([...good.bytes, ...fromHex(hex), ...good.bytes])
    for (let cut = 0; cut <= stream.length; cut++) {
      const { frames, decoder } = decodeCut(stream, [cut])
      expect(frames).toEqual([good.frame])
      expect(decoder.failure?.code).toBe(code)
      expect(decoder.push(good.bytes)).toEqual([])
    }
  })

  it('is told by its first four bytes', () => {
    const decoder = new FrameDecoder()
    decoder.push(Buffer.from('HTT'))
    expect(decoder.failure).toBeUndefined()
    decoder.push(Buffer.from('P'))
    expect(decoder.failure?.code).toBe('bad_magic')
  })

  it('a length from 2³¹ up is refused whatever the limit', () => {
    const decoder = new FrameDecoder({ maxBodyBytes: 0xffff_ffff })
    decoder.push(fromHex('6a696d31 41303031 00000000 80000000'))
    expect(decoder.failure?.code).toBe('oversize')
  })

  it('a body of exactly the limit passes', () => {
    const decoder = new FrameDecoder({ maxBodyBytes: 4 })
    expect(decoder.push(SAMPLES[0]!.bytes)).toHaveLength(1)
    expect(decoder.failure).toBeUndefined()
  })
})

describe('what a decoder holds and copies', () => {
  /** Counts what is allocated, and every byte that is copied into an array. */
  function counted<T>(run: () => T): {
    readonly result: T
    readonly copiedBytes: number
    readonly largestBytes: number
  } {
    const set = vi.spyOn(Uint8Array.prototype, 'set')
    const Original = globalThis.Uint8Array
    let largestBytes = 0
    vi.stubGlobal(
      'Uint8Array',
      new Proxy(Original, {
        construct(target, args: [number]) {
          if (typeof args[0] === 'number') largestBytes = Math.max(largestBytes, args[0])
          return Reflect.construct(target, args) as object
        },
      }),
    )
    try {
      const result = run()
      const copiedBytes = set.mock.calls.reduce((sum, [source]) => sum + source.length, 0)
      return { result, copiedBytes, largestBytes }
    } finally {
      vi.unstubAllGlobals()
      set.mockRestore()
    }
  }

  it('an oversized body is refused before anything is allocated for it', () => {
    const { result, largestBytes } = counted(() => {
      const decoder = new FrameDecoder()
      decoder.push(fromHex('6a696d31 42313031 00000000 7fffffff'))
      return decoder.failure?.code
    })
    expect(result).toBe('oversize')
    expect(largestBytes).toBeLessThanOrEqual(64)
  })

  it('a body that lies whole in a chunk is not copied', () => {
    const chunk = encodeFrame('B101', 1, new Uint8Array(60_000))
    const { result, copiedBytes } = counted(() => new FrameDecoder().push(chunk))
    expect(copiedBytes).toBe(0)
    expect(result[0]?.body.buffer).toBe(chunk.buffer)
  })

  it.each([1_000, 4_096, 65_536])('64 MiB in pieces of %i bytes are copied at most once', (pieceBytes) => {
    const totalBytes = 64 * 1024 * 1024
    const frame = encodeFrame('B101', 1, new Uint8Array(1_048_576))
    const stream = new Uint8Array(frame.length * 2)
    stream.set(frame)
    stream.set(frame, frame.length)
    const decoder = new FrameDecoder()
    const { result, copiedBytes } = counted(() => {
      let frames = 0
      // The same two frames over and over; a piece never ends beyond the second one.
      for (let at = 0, fed = 0; fed < totalBytes;) {
        const piece = stream.subarray(at, Math.min(at + pieceBytes, stream.length))
        frames += decoder.push(piece).length
        fed += piece.length
        at = (at + piece.length) % stream.length
      }
      return frames
    })
    expect(result).toBeGreaterThanOrEqual(63)
    expect(copiedBytes).toBeLessThanOrEqual(totalBytes + pieceBytes)
  })

  it('a body that comes byte by byte is copied once', () => {
    const bytes = encodeFrame('B101', 1, new Uint8Array(20_000))
    const decoder = new FrameDecoder()
    const pieces = Array.from(bytes.keys(), (index) => bytes.subarray(index, index + 1))
    const { result, copiedBytes } = counted(() => pieces.flatMap((piece) => decoder.push(piece)))
    expect(result).toHaveLength(1)
    expect(copiedBytes).toBe(bytes.length)
  })
})

describe('frames handed out one by one', () => {
  it('a limit that is raised at one frame counts for the next of the same chunk', () => {
    const decoder = new FrameDecoder({ maxBodyBytes: 10 })
    const chunk = Buffer.concat([encodeFrame('B002', 1, new Uint8Array(10)), encodeFrame('B101', 2, new Uint8Array(11))])
    const ids: number[] = []
    decoder.push(chunk, (frame) => {
      ids.push(frame.requestId)
      decoder.maxBodyBytes = 11
    })
    expect(ids).toEqual([1, 2])
    expect(decoder.failure).toBeUndefined()
  })
})
