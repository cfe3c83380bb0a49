import { describe, expect, it } from 'vitest'
import { DecodedPictures } from '../../src/main/app/window/decoded-pictures'
import { FakeClock } from '../helpers/fake-clock'
import { silentLogger } from '../../src/main/lib/logger'

/** A page's protocol that writes down what it is told. */
class FakeDoor {
  readonly said: unknown[] = []
  isHeld = false
  failure: Error | undefined

  isAttached(): boolean {
    return this.isHeld
  }
  attach(): void {
    this.isHeld = true
    this.said.push('attach')
  }
  detach(): void {
    this.isHeld = false
    this.said.push('detach')
  }
  sendCommand(...command: unknown[]): Promise<void> {
    this.said.push(command)
    return this.failure === undefined ? Promise.resolve() : Promise.reject(this.failure)
  }
}

const PURGE = ['attach', ['Memory.simulatePressureNotification', { level: 'critical' }], 'detach']

function open(door: FakeDoor | undefined = new FakeDoor()) {
  const clock = new FakeClock()
  const decoded = new DecodedPictures({ clock, door: () => door, logger: silentLogger })
  return { clock, decoded, said: door?.said ?? [], door }
}

describe('what is decoded of pictures', () => {
  it('is given back a moment after they are looked at no more, once', async () => {
    const { clock, decoded, said } = open()
    decoded.letGo()
    await clock.advance(1_999)
    expect(said).toEqual([])
    await clock.advance(1)
    expect(said).toEqual(PURGE)
    await clock.advance(60_000)
    expect(said).toEqual(PURGE)
  })

  it('is given back once for who looks at one after the other', async () => {
    const { clock, decoded, said } = open()
    for (let i = 0; i < 10; i++) {
      decoded.letGo()
      await clock.advance(1_500)
    }
    expect(said).toEqual([])
    await clock.advance(500)
    expect(said).toEqual(PURGE)
  })

  it('stays while somebody else uses the way to say so', async () => {
    const { clock, decoded, said, door } = open()
    door!.isHeld = true
    decoded.letGo()
    await clock.advance(5_000)
    expect([said, door!.isHeld]).toEqual([[], true])
  })

  it('keeps no way open where it fails, and can be given back the next time', async () => {
    const { clock, decoded, said, door } = open()
    door!.failure = new Error('closed')
    decoded.letGo()
    await clock.advance(2_000)
    expect([said, door!.isHeld]).toEqual([PURGE, false])
    door!.failure = undefined
    decoded.letGo()
    await clock.advance(2_000)
    expect(said).toEqual([...PURGE, ...PURGE])
  })

  it('is nobody’s concern without a window, and when the app ends', async () => {
    const before = new FakeClock()
    const told: unknown[] = []
    const logger = { ...silentLogger, info: (...line: unknown[]) => void told.push(line) }
    new DecodedPictures({ clock: before, door: () => undefined, logger }).letGo()
    await before.advance(60_000)
    expect(told).toEqual([])
    const { clock, decoded, said } = open()
    decoded.letGo()
    decoded.close()
    decoded.close()
    await clock.advance(60_000)
    expect(said).toEqual([])
  })
})
