import { encodeTextFrame } from '@protocol/codec'
import { expect, it } from 'vitest'
import { Faults } from '../../src/server/faults'
import type { Link } from '../../src/server/gateway/link'
import { Outgoing } from '../../src/server/gateway/outgoing'
import { FakeClock } from '../helpers/fake-clock'

const SAID = 'x'.repeat(84)
const FRAME_BYTES = 100

/** A way out to a client that does not read: everything stays. */
function stuck(spacingMs: number) {
  const clock = new FakeClock(0)
  const kept: Uint8Array[] = []
  const nothing = (): void => undefined
  const link: Link = {
    address: '',
    get bufferedBytes() {
      return kept.length * FRAME_BYTES
    },
    write: (bytes) => void kept.push(bytes),
    known: nothing,
    pause: nothing,
    resume: nothing,
    end: nothing,
    destroy: nothing,
  }
  const out = new Outgoing({ link, clock, faults: new Faults(), maxBytes: 1_000_000, onOverflow: nothing, onCut: nothing })
  if (spacingMs > 0) out.space(spacingMs)
  return { clock, kept, out }
}

const memoryOf = (frames: readonly Uint8Array[]): number =>
  [...new Set(frames.map(({ buffer }) => buffer))].reduce((sum, { byteLength }) => sum + byteLength, 0)

it.each([
  ['at once', 0],
  ['spaced', 1],
])('what waits for a client that does not read takes about the memory that is counted (%s)', (_, spacingMs) => {
  const { clock, kept, out } = stuck(spacingMs)
  for (let i = 0; i < 2000; i++) {
    out.send(encodeTextFrame('pong', i, SAID), 'pong', undefined)
    // Others are told something between.
    for (let others = 0; others < 100; others++) encodeTextFrame('pong', others, SAID)
  }
  clock.advance(3000)
  expect(kept.map((frame) => Buffer.from(frame.subarray(16)).toString())).toEqual(Array.from({ length: 2000 }, () => SAID))
  // 200 kB, and 8 KiB for each frame of the first 16 KiB. All of them would keep 16 MB.
  expect(memoryOf(kept)).toBeLessThan(2_000_000)
})
