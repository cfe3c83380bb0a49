import { expect, it } from 'vitest'
import { BaseQueue } from '../../src/main/connection/base-queue'
import { FakeClock } from '../helpers/fake-clock'

it('a late ack of an earlier message does not let the next but one go', () => {
  const clock = new FakeClock()
  const written: number[] = []
  const queue = new BaseQueue(clock, (bytes) => void written.push(bytes[0] ?? 0))
  for (const requestId of [1, 2, 3]) queue.send({ bytes: Uint8Array.of(requestId), requestId, awaits: 'ack' })
  clock.advance(5_000)
  expect(written).toEqual([1, 2])
  queue.answered('ack', 1)
  expect(written).toEqual([1, 2])
  queue.answered('ack', 2)
  expect(written).toEqual([1, 2, 3])
  queue.close()
  expect(clock.pending).toBe(0)
})
