import { describe, expect, it } from 'vitest'
import { BaseQueue } from '../../../src/main/kinds/jim1/link/base-queue'
import type { Awaits } from '../../../src/main/kinds/jim1/link/outgoing'
import { FakeClock } from '../../helpers/fake-clock'

function queueing() {
  const clock = new FakeClock()
  const written: number[] = []
  const told: string[] = []
  const queue = new BaseQueue({
    clock,
    write: (bytes) => void written.push(bytes[0] ?? 0),
    onLate: ({ requestId }) => void told.push(`late ${requestId}`),
    onReleased: ({ requestId }) => void told.push(`released ${requestId}`),
  })
  const send = (requestId: number, awaits: Awaits = 'ack'): void => queue.send({ bytes: Uint8Array.of(requestId), requestId, awaits })
  return { clock, written, told, queue, send }
}

describe('the queue of a gentle connection', () => {
  it('a late ack of an earlier message does not let the next but one go', () => {
    const { clock, written, queue, send } = queueing()
    for (const requestId of [1, 2, 3]) send(requestId)
    clock.advance(5_000)
    expect(written).toEqual([1, 2])
    queue.answered('ack', 1)
    expect(written).toEqual([1, 2])
    queue.answered('ack', 2)
    expect(written).toEqual([1, 2, 3])
    queue.close()
    expect(clock.pending).toBe(0)
  })

  it('a ping goes first, then a log-in, then messages in their order', () => {
    const { written, queue, send } = queueing()
    for (const requestId of [1, 2, 3]) send(requestId)
    send(4, 'accepted')
    send(5, 'pong')
    queue.answered('ack', 1)
    queue.answered('pong', 0)
    queue.answered('accepted', 0)
    queue.answered('ack', 2)
    expect(written).toEqual([1, 5, 4, 2, 3])
  })

  it('says that an answer is late before the next frame is written', () => {
    const { clock, written, told, send } = queueing()
    send(1)
    send(2)
    clock.advance(5_000)
    expect(told).toEqual(['late 1', 'released 1'])
    expect(written).toEqual([1, 2])
  })

  it('a frame without an answer is never late', () => {
    const { clock, told, send } = queueing()
    send(1, 'nothing')
    clock.advance(100)
    expect(told).toEqual(['released 1'])
  })
})
