import { expect, it } from 'vitest'
import { Faults } from '../../src/server/faults'
import type { Link } from '../../src/server/gateway/link'
import { Outgoing } from '../../src/server/gateway/outgoing'
import { FakeClock } from '../helpers/fake-clock'

/** A way out whose writes are noted with their times, ms since the start. */
function writing(spacingMs: number) {
  const clock = new FakeClock(0)
  const writes: string[] = []
  const nothing = (): void => undefined
  const link: Link = {
    address: '',
    bufferedBytes: 0,
    write: (bytes) => void writes.push(`${bytes[0]} at ${clock.now()}`),
    known: nothing,
    pause: nothing,
    resume: nothing,
    end: () => void writes.push(`end at ${clock.now()}`),
    destroy: nothing,
  }
  const out = new Outgoing({ link, clock, faults: new Faults(), maxBytes: 1_000, onOverflow: nothing, onCut: nothing })
  out.space(spacingMs)
  const send = (byte: number): void => out.send(Uint8Array.of(byte), 'message', undefined)
  return { clock, writes, out, send }
}

it('a base client gets one frame in 20 ms, the first at once, whenever the next comes', () => {
  const { clock, writes, send } = writing(20)
  send(1)
  send(2)
  clock.advance(25)
  send(3)
  clock.advance(100)
  send(4)
  clock.advance(100)
  expect(writes).toEqual(['1 at 0', '2 at 20', '3 at 40', '4 at 125'])
})

it('the last word waits for its turn, and the link ends behind it', () => {
  const { clock, writes, out, send } = writing(20)
  send(1)
  send(2)
  out.finish(Uint8Array.of(9))
  clock.advance(100)
  expect(writes).toEqual(['1 at 0', '2 at 20', '9 at 40', 'end at 40'])
})

it('everybody else gets them at once', () => {
  const { writes, send } = writing(0)
  send(1)
  send(2)
  expect(writes).toEqual(['1 at 0', '2 at 0'])
})
