import { isDeepStrictEqual } from 'node:util'
import { decodePacket, type Packet } from '../../src/protocol/codec'
import { HEADER_BYTES } from '../../src/protocol/constants'
import { encodeFrame } from '../../src/protocol/frame'
import { FrameDecoder } from '../../src/protocol/frame-decoder'
import { encodeJson } from '../../src/protocol/json'
import { readHeader } from '../../src/protocol/message-reading'
import { type MessageHeader, messageHeaderSchema, parseContent } from '../../src/protocol/schemas/chat'
import { isPushType, pushSchemas } from '../../src/protocol/schemas/sync'
import { below, pick, seededRandom } from './random'
import { SAMPLES } from './samples'

const encoder = new TextEncoder()
const MAX_BODY_BYTES = 64 * 1024
/** Frames a connection lives for when nothing breaks it. */
const FRAMES_PER_STREAM = 50

export type FuzzReport = {
  /** Frames that were sent, whole or broken. */
  readonly frames: number
  /** Frames that came out of the decoder. */
  readonly decoded: number
  readonly packets: number
  /** Bodies refused as a value. */
  readonly badBodies: number
  /** Streams that ended in a frame error. */
  readonly failedStreams: number
}

/**
 * Sends random and mutated frames, cut at random, through decoder, codec and schemas. An exception, or a broken
 * promise of the decoder (more bytes out than in, a body over the limit, a frame after a failure), throws with the seed.
 */
export function fuzzFrames(options: { readonly frames: number; readonly seed: number }): FuzzReport {
  const random = seededRandom(options.seed)
  const seeds = SAMPLES.map(([command, body]) => ({ command, body: typeof body === 'string' ? encoder.encode(body) : encodeJson(body) }))
  const report = { frames: 0, decoded: 0, packets: 0, badBodies: 0, failedStreams: 0 }
  while (report.frames < options.frames) {
    const decoder = new FrameDecoder({ maxBodyBytes: MAX_BODY_BYTES })
    let bytesIn = 0
    let bytesOut = 0
    for (let i = 0; i < FRAMES_PER_STREAM && report.frames < options.frames && decoder.failure === undefined; i++) {
      const sample = pick(random, seeds)
      const bytes = mutateFrame(random, encodeFrame(sample.command, below(random, 2 ** 32), mutateBody(random, sample.body)))
      report.frames += 1
      for (const chunk of cut(random, bytes)) {
        const hadFailed = decoder.failure !== undefined
        const frames = decoder.push(chunk)
        bytesIn += chunk.length
        if (hadFailed && frames.length > 0) throw new Error('frames came out of a stream that had failed')
        for (const frame of frames) {
          bytesOut += HEADER_BYTES + frame.body.length
          if (frame.body.length > MAX_BODY_BYTES) throw new Error('a body over the limit came out')
          report.decoded += 1
          const packet = decodePacket(frame)
          if (packet.ok) report.packets += 1
          else report.badBodies += 1
          if (packet.ok) readDeeper(packet.value)
        }
        if (bytesOut > bytesIn) throw new Error('more bytes came out than went in')
      }
    }
    if (decoder.failure !== undefined) report.failedStreams += 1
  }
  return report
}

/** What the client does with a packet before it trusts it. */
function readDeeper(packet: Packet): void {
  if (packet.name !== 'c2c' && packet.name !== 'c2g' && packet.name !== 'push') return
  const { type, data } = packet.envelope
  // The header is read by hand; the schema says what is right.
  if (!isDeepStrictEqual(withoutUndefined(readHeader(data)), withoutUndefined(messageHeaderSchema.safeParse(data).data))) {
    throw new Error('a header was read otherwise than its schema says')
  }
  parseContent(type, data)
  if (isPushType(type)) pushSchemas[type].safeParse(data)
}

function withoutUndefined(header: MessageHeader | undefined): unknown {
  return header === undefined ? undefined : Object.fromEntries(Object.entries(header).filter(([, value]) => value !== undefined))
}

const NASTY = [
  '{',
  '}',
  '[',
  ']',
  '"',
  '\\',
  ',',
  ':',
  'null',
  '1e999',
  '-0',
  '\u0000',
  '"__proto__":',
  '"mid":99999999999999999999',
  '[[[[[[[[',
]

function mutateBody(random: () => number, body: Uint8Array): Uint8Array {
  const roll = random()
  if (roll < 0.4) return body
  if (roll < 0.5) return randomBytes(random, below(random, 300))
  if (roll < 0.55) return encoder.encode('['.repeat(below(random, 5000)))
  const bytes = [...body]
  for (let i = below(random, 4); i >= 0; i--) {
    const at = below(random, bytes.length + 1)
    const change = random()
    if (change < 0.4) bytes[Math.min(at, bytes.length - 1)] = below(random, 256)
    else if (change < 0.6) bytes.splice(at, below(random, 20))
    else if (change < 0.8) bytes.splice(at, 0, ...encoder.encode(pick(random, NASTY)))
    else bytes.splice(at, 0, ...bytes.slice(below(random, bytes.length + 1), below(random, bytes.length + 1)))
  }
  return Uint8Array.from(bytes.slice(0, MAX_BODY_BYTES))
}

function mutateFrame(random: () => number, frame: Uint8Array): Uint8Array {
  const roll = random()
  if (roll < 0.9) return frame
  if (roll < 0.93) return randomBytes(random, below(random, 64))
  const bytes = frame.slice()
  // Mostly the header, which decides what the rest means.
  for (let i = below(random, 3); i >= 0; i--) bytes[below(random, random() < 0.8 ? HEADER_BYTES : bytes.length)] = below(random, 256)
  return roll < 0.97 ? bytes : bytes.slice(0, below(random, bytes.length + 1))
}

function* cut(random: () => number, bytes: Uint8Array): Generator<Uint8Array> {
  let at = 0
  while (at < bytes.length) {
    const length = random() < 0.5 ? bytes.length - at : 1 + below(random, Math.min(64, bytes.length - at))
    yield bytes.subarray(at, at + length)
    at += length
  }
}

function randomBytes(random: () => number, length: number): Uint8Array {
  return Uint8Array.from({ length }, () => below(random, 256))
}
