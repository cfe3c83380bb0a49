import { describe, expect, it } from 'vitest'
import { type BaseFrame, baseFrame, ReadLoop } from '../../helpers/base-gateway-read-loop'

const ping = baseFrame('A001', 1, 'ping')
const commands = (outcomes: readonly (BaseFrame | 'broken')[]): string[] =>
  outcomes.map((outcome) => (outcome === 'broken' ? 'broken' : outcome.command))

describe("the model of the original gateway's read loop", () => {
  it('reads one frame per read', () => {
    const loop = new ReadLoop()
    expect(loop.push(ping)).toEqual([{ command: 'A001', requestId: 1, body: 'ping' }])
    expect(commands(loop.push(ping))).toEqual(['A001'])
  })

  it('loses the second of two frames in one read', () => {
    const loop = new ReadLoop()
    expect(commands(loop.push(Buffer.concat([ping, baseFrame('B001', 2, '{}')])))).toEqual(['A001'])
    expect(loop.lostFrames).toBe(1)
  })

  it('breaks when header and body come apart', () => {
    const loop = new ReadLoop()
    expect(loop.push(baseFrame('B001', 1, '{"client_id":"1"}').subarray(0, 16))).toEqual([])
    expect(loop.push(Buffer.from('{"client_id":"1"}'))).toEqual(['broken'])
  })

  it('bears a cut within the header', () => {
    const loop = new ReadLoop()
    expect(loop.push(ping.subarray(0, 9))).toEqual([])
    expect(commands(loop.push(ping.subarray(9)))).toEqual(['A001'])
  })

  it('reads exactly 4,096 bytes, and breaks on more', () => {
    expect(commands(new ReadLoop().push(baseFrame('B101', 1, 'x'.repeat(4080))))).toEqual(['B101'])
    expect(new ReadLoop().push(baseFrame('B101', 1, 'x'.repeat(5000)))).toEqual(['broken'])
    const byOne = new ReadLoop()
    expect(byOne.push(baseFrame('B101', 1, 'x'.repeat(4081)))).toEqual([])
    expect(byOne.push(ping)).toEqual(['broken'])
  })
})
