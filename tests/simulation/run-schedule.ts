import { describeOp, type Schedule } from './schedule'
import { perform } from './operations'
import { Simulation, type SimulationOptions } from './simulation'
import { examineStorage } from './file-verdict'
import { unmountAll } from './mounted-disks'
import { LINK_LIFE_MS, openLinks } from './signed-links'
import { rest, type Timeline } from './timeline'
import { examine } from './verdict'
import type { Violation } from './witness'

/** How long everything has to come to its rest once the network is well: the client lists again every 5 min. */
const PATIENCE_MS = 700_000
const LOOK_EVERY_MS = 20_000
/** What a program that has been closed may still have on its way. */
const AFTERMATH_MS = 5000
/** After this the server has thrown away what nothing names: a day, and its hourly look. */
const SWEPT_MS = 26 * 3_600_000

export type Outcome = {
  readonly violations: readonly Violation[]
  /** Virtual milliseconds. */
  readonly lengthMs: number
  readonly messages: number
}

/** Runs one schedule from first to last: things happen, the network heals, time passes, all is closed. */
export async function runSchedule(schedule: Schedule, options: SimulationOptions): Promise<Outcome> {
  const simulation = new Simulation(schedule, options)
  const { timeline, witness, server, devices } = simulation
  const onRejection = (reason: unknown): void => witness.violate('error', `unhandled: ${describeError(reason)}`)
  process.on('unhandledRejection', onRejection)
  const giveBackTimers = takeTimers(timeline)
  try {
    await simulation.begin()
    await timeline.runUntil(3000)
    for (const op of schedule.ops) {
      await timeline.runUntil(timeline.now + op.delayMs)
      witness.note(() => describeOp(op))
      perform(simulation, op)
      await rest()
    }
    await heal(simulation)
    const unsettled = await untilSettled(simulation)
    for (const violation of unsettled) witness.violate(violation.rule, violation.detail)
    await openLinks(simulation)
    for (const device of devices) device.quit()
    await timeline.runUntil(timeline.now + AFTERMATH_MS)
    if (witness.violations.length === 0) {
      await server.passAlone(SWEPT_MS)
      for (const violation of await examineStorage(simulation)) witness.violate(violation.rule, violation.detail)
      await openLinks(simulation)
    }
    await closeServer(simulation)
    await openTooLate(simulation)
  } catch (error) {
    witness.violate('error', describeError(error))
  } finally {
    process.off('unhandledRejection', onRejection)
    server.kill()
    options.databases.reset()
    unmountAll()
    giveBackTimers()
  }
  return { violations: witness.violations, lengthMs: timeline.now, messages: simulation.texts }
}

async function heal({ server, devices, timeline, witness, outside, told }: Simulation): Promise<void> {
  witness.note(() => 'all is well again')
  // Whatever was scheduled to break or to come back has happened by then.
  await timeline.runUntil(timeline.now + 45_000)
  server.faults.clear()
  server.disk.isFull = false
  outside.isWell = true
  server.heal()
  told.allIsWell()
  for (const device of devices) device.heal()
}

/** Waits until nothing is wrong any more, as long as patience lasts; returns what still is. */
async function untilSettled(simulation: Simulation): Promise<readonly Violation[]> {
  const { timeline, witness } = simulation
  const end = timeline.now + PATIENCE_MS
  for (;;) {
    await timeline.runUntil(timeline.now + LOOK_EVERY_MS)
    // What has gone wrong on the way does not become right by waiting.
    if (witness.violations.length > 0) return []
    for (const device of simulation.devices) device.askForFiles()
    await rest()
    const violations = await examine(simulation)
    if (violations.length === 0 || timeline.now >= end) return violations
  }
}

async function closeServer({ server, timeline, network, witness }: Simulation): Promise<void> {
  let isClosed = false
  void server.shutDown().then(() => (isClosed = true))
  await timeline.runUntil(timeline.now + AFTERMATH_MS)
  await rest()
  if (!isClosed) witness.violate('left over', 'the server does not come to its end')
  if (network.size > 0) witness.violate('left over', `${network.size} connections at the end`)
}

/** A month later the server is started once more. */
async function openTooLate(simulation: Simulation): Promise<void> {
  const { server, timeline } = simulation
  await timeline.runUntil(timeline.now + LINK_LIFE_MS)
  await server.begin()
  await openLinks(simulation, true)
}

/** The tus library waits by the process's own timers: as long as a schedule runs they are those of its time. */
function takeTimers(timeline: Timeline): () => void {
  const real = globalThis.setTimeout
  globalThis.setTimeout = ((run: () => void, delayMs = 0) => timeline.after(delayMs, run)) as unknown as typeof real
  return () => void (globalThis.setTimeout = real)
}

function describeError(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
