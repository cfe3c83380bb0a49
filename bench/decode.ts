import mqtt from 'mqtt-packet'
import { COMMANDS } from '../src/protocol/commands'
import { HEADER_BYTES } from '../src/protocol/constants'
import { encodeFrame } from '../src/protocol/frame'
import { FrameDecoder } from '../src/protocol/frame-decoder'
import { atLeast, compare, type Row, timeOf } from './measure'

const FRAMES = 2_000_000
const BODY_BYTES = 200
const CHUNK_BYTES = 64 * 1024

/** A stream of equal packets, long enough that chunk borders fall everywhere, and how often to play it. */
function stream(packet: Uint8Array): { readonly chunks: readonly Buffer[]; readonly rounds: number } {
  const perRound = 20_000
  const bytes = Buffer.alloc(packet.length * perRound)
  for (let i = 0; i < perRound; i++) bytes.set(packet, i * packet.length)
  const chunks: Buffer[] = []
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES) chunks.push(bytes.subarray(at, at + CHUNK_BYTES))
  return { chunks, rounds: FRAMES / perRound }
}

/** Plays the stream and checks that every packet came out; returns packets a second. */
async function rate(packet: Uint8Array, run: (chunk: Buffer) => number): Promise<number> {
  const { chunks, rounds } = stream(packet)
  let count = 0
  const ms = await timeOf(() => {
    for (let round = 0; round < rounds; round++) for (const chunk of chunks) count += run(chunk)
  })
  if (count !== FRAMES) throw new Error(`${count} of ${FRAMES} packets came out`)
  return (FRAMES / ms) * 1000
}

/** The least that any parser must do: read lengths, slice bodies, keep the rest of a chunk. */
function sliceLoop(): (chunk: Buffer) => number {
  let rest: Buffer = Buffer.alloc(0)
  let sink = 0
  return (chunk) => {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    let at = 0
    let count = 0
    while (bytes.length - at >= HEADER_BYTES) {
      const length = bytes.readUInt32BE(at + 12)
      if (bytes.length - at < HEADER_BYTES + length) break
      sink ^= bytes.subarray(at + HEADER_BYTES, at + HEADER_BYTES + length).length
      at += HEADER_BYTES + length
      count++
    }
    rest = bytes.subarray(at)
    return sink < 0 ? -1 : count
  }
}

/** The frame decoder beside a bare loop, and beside a well-known parser of packets of the same size. */
export async function decode(): Promise<readonly Row[]> {
  const body = new Uint8Array(BODY_BYTES).fill(0x61)
  const frame = encodeFrame(COMMANDS.c2c, 1, body)
  const ours = (): Promise<number> => {
    const decoder = new FrameDecoder()
    return rate(frame, (chunk) => decoder.push(chunk).length)
  }
  const loop = (): Promise<number> => rate(frame, sliceLoop())
  const publish = mqtt.generate({
    cmd: 'publish',
    topic: 'B101',
    payload: Buffer.alloc(BODY_BYTES, 0x61),
    qos: 0,
    dup: false,
    retain: false,
  })
  const parser = (): Promise<number> => {
    let count = 0
    const mqttParser = mqtt.parser()
    mqttParser.on('packet', () => (count += 1))
    return rate(publish, (chunk) => {
      count = 0
      mqttParser.parse(chunk)
      return count
    })
  }
  const options = { unit: 'frames/s', figure: ours }
  return [
    await compare({ ...options, name: 'decode', against: 'a loop that slices bodies', goal: atLeast(0.5), baseline: loop }),
    await compare({ ...options, name: 'decode', against: 'mqtt-packet', goal: atLeast(5), baseline: parser }),
  ]
}
