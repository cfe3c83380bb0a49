import { describe, expect, it } from 'vitest'
import type { Frame } from '../../src/protocol/frame'
import { FrameQueue } from '../../src/server/gateway/frame-queue'
import type { Link } from '../../src/server/gateway/link'

const frame = (requestId: number, bytes = 1): Frame => ({ command: 'A001', requestId, body: new Uint8Array(bytes).fill(requestId) })

/** A queue of three frames or 100 bytes at most, whose work on frames of these numbers is waited for. */
function stage(slow: readonly number[] = []) {
  const done: number[] = []
  const switched: string[] = []
  const bodies: number[] = []
  const waiting = new Map<number, () => void>()
  const queue = new FrameQueue({
    link: { pause: () => void switched.push('pause'), resume: () => void switched.push('resume') } as unknown as Link,
    maxFrames: 3,
    maxBytes: 100,
    work: ({ requestId, body }) => {
      bodies.push(body[0] ?? 0)
      if (!slow.includes(requestId)) return void done.push(requestId)
      return new Promise((resolve) => {
        waiting.set(requestId, () => {
          done.push(requestId)
          resolve()
        })
      })
    },
  })
  return { queue, done, switched, bodies, finish: (requestId: number) => waiting.get(requestId)!() }
}

describe('frames that came', () => {
  it('are worked on at once, as many as come together', () => {
    const { queue, done, switched } = stage()
    queue.push([1, 2, 3, 4, 5].map((n) => frame(n)))
    expect(done).toEqual([1, 2, 3, 4, 5])
    expect(switched).toEqual([])
  })

  it('wait for the one before, in their order, and keep their bytes', async () => {
    const { queue, done, bodies, finish } = stage([1])
    const chunk = new Uint8Array([1, 2, 3])
    queue.push([1, 2].map((requestId, i) => ({ command: 'A001', requestId, body: chunk.subarray(i, i + 1) })))
    // The next read comes into the same memory.
    chunk.fill(9)
    queue.push([frame(3)])
    expect(done).toEqual([])
    finish(1)
    await queue.drained()
    expect(done).toEqual([1, 2, 3])
    expect(bodies).toEqual([1, 2, 3])
  })

  it.each([
    ['by their number', 1],
    ['by their bytes', 40],
  ])('stop the reading when too much waits, %s, and start it with the first room', async (_how, bytes) => {
    const { queue, switched, finish } = stage([1])
    queue.push([1, 2, 3, 4].map((n) => frame(n, bytes)))
    queue.push([frame(5, bytes)])
    expect(switched).toEqual(['pause'])
    finish(1)
    await queue.drained()
    expect(switched).toEqual(['pause', 'resume'])
  })

  it('let the end be read, when the first of them has ended the connection', async () => {
    const { queue, done, switched, finish } = stage([1])
    queue.push([1, 2, 3, 4, 5].map((n) => frame(n)))
    expect(switched).toEqual(['pause'])
    queue.clear()
    finish(1)
    await queue.drained()
    expect(done).toEqual([1])
    expect(switched).toEqual(['pause', 'resume'])
  })
})
