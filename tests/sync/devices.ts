import { afterEach, beforeEach, expect } from 'vitest'
import { FakeClock } from '../helpers/fake-clock'
import { Device } from './device'
import { ModelServer } from './model-server'

/** Time that stands still and an empty server, for one test. */
export type Stage = { readonly clock: FakeClock; readonly server: ModelServer }

/** A stage for each test of the file; its devices are closed after it, and must leave no timer behind. */
export function useDevices(onStage: (stage: Stage) => void): {
  /** Not connected yet. */
  readonly device: (userId?: string, limits?: { readonly recallMs: number }) => Device
  /** Connected and listed; requests are counted from here on. */
  readonly online: (userId?: string) => Promise<Device>
} {
  let stage: Stage
  const devices: Device[] = []

  beforeEach(() => {
    stage = { clock: new FakeClock(), server: new ModelServer() }
    onStage(stage)
  })

  afterEach(() => {
    for (const made of devices.splice(0)) made.close()
    expect(stage.clock.pending).toBe(0)
  })

  function device(userId = 'alice', limits: { readonly recallMs?: number } = {}): Device {
    const made = new Device(stage.server, stage.clock, userId, ':memory:', limits)
    devices.push(made)
    return made
  }

  async function online(userId = 'alice'): Promise<Device> {
    const made = device(userId)
    made.connect()
    await stage.clock.advanceAsync(1000)
    stage.server.requests.length = 0
    return made
  }

  return { device, online }
}
