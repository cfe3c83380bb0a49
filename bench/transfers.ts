import { randomBytes } from 'node:crypto'
import { closeSync, fsyncSync, openSync, readSync, rmSync, writeSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { must } from '../tests/helpers/results'
import { AB, type Desk } from '../tests/integration/office'
import { atLeast, atMost, type BenchOptions, type Goal, msRow, type Pair, type Row, rowOf, timeOf } from './measure'
import { curlDown, curlUp, lastFile, onStage, sendFiles, syncedDown, type TransferStage } from './transfer-stage'

const MIB = 1024 * 1024
const BYTES = 1024 * MIB
const QUICK_BYTES = 128 * MIB
/** Brings everything into memory that a transfer needs, before memory is measured. */
const FIRST_BYTES = MIB
const RUNS = 3
/** MB by which the process may grow while a file goes through it. */
const MAX_GROWTH = 60
/** Milliseconds that the main process may be busy in a row, 99 times in 100. */
const MAX_DELAY_MS = 50
const MB = 1_000_000

/** What a transfer costs the process that it goes through. */
class Watch {
  readonly growths: number[] = []
  readonly delays: number[] = []

  /** MB/s of a transfer. */
  async speedOf(bytes: number, transfer: () => Promise<void>): Promise<number> {
    const before = process.memoryUsage.rss()
    let most = before
    const look = setInterval(() => (most = Math.max(most, process.memoryUsage.rss())), 20)
    const delay = monitorEventLoopDelay({ resolution: 1 })
    delay.enable()
    const ms = await timeOf(transfer)
    delay.disable()
    clearInterval(look)
    this.growths.push((most - before) / MB)
    this.delays.push(delay.percentile(99) / 1e6)
    return bytes / 1000 / ms
  }
}

/** One large file by the product's transfers beside `curl`, up and down. */
export async function transfers({ isQuick, mib }: BenchOptions): Promise<readonly Row[]> {
  return onStage((stage) => largeFile(stage, mib === undefined ? (isQuick ? QUICK_BYTES : BYTES) : mib * MIB))
}

async function largeFile(stage: TransferStage, bytes: number): Promise<readonly Row[]> {
  const path = join(stage.dir, 'large.bin')
  const { desk: alice, leave } = await stage.device('alice')
  makeFile(path, FIRST_BYTES)
  await up(alice, path)
  await downOnNewDevice(stage, (desk) => down(desk))
  stage.forgetContent()
  makeFile(path, bytes)
  const [ups, downs, synced, disk]: [Pair[], Pair[], Pair[], Pair[]] = [[], [], [], []]
  const [watchUp, watchDown] = [new Watch(), new Watch()]
  const copy = join(stage.dir, 'copy.bin')
  for (let run = 0; run < RUNS; run++) {
    mark(path)
    evenMemory(stage, bytes)
    warm(path)
    const ourUp = await watchUp.speedOf(bytes, () => up(alice, path))
    const ourDown = await downOnNewDevice(stage, (desk) => {
      evenMemory(stage, bytes)
      return watchDown.speedOf(bytes, () => down(desk))
    })
    stage.forgetContent()
    mark(path)
    const url = await stage.created(alice.token, bytes)
    evenMemory(stage, bytes)
    warm(path)
    const itsUp = bytes / 1000 / (await timeOf(() => curlUp(url, alice.token, path)))
    evenMemory(stage, bytes)
    const itsDown = bytes / 1000 / (await timeOf(() => curlDown(url, alice.token, copy)))
    rmSync(copy)
    evenMemory(stage, bytes)
    const itsSyncedDown = bytes / 1000 / (await timeOf(() => syncedDown(url, alice.token, copy)))
    rmSync(copy)
    evenMemory(stage, bytes)
    const itsDisk = bytes / 1000 / (await timeOf(() => writtenAndSynced(copy, bytes)))
    rmSync(copy)
    stage.forgetContent()
    ups.push({ value: ourUp, baseline: itsUp })
    downs.push({ value: ourDown, baseline: itsDown })
    synced.push({ value: ourDown, baseline: itsSyncedDown })
    disk.push({ value: ourDown, baseline: itsDisk })
  }
  leave()
  rmSync(path)
  const speed = { unit: 'MB/s', goal: atLeast(0.7) }
  const toldOnly: Goal = { text: 'none', isMet: () => true }
  return [
    rowOf({ name: `${bytes / MIB} MiB up`, against: 'curl', pairs: ups, ...speed }),
    rowOf({ name: `${bytes / MIB} MiB down`, against: 'curl', pairs: downs, ...speed }),
    rowOf({ name: `${bytes / MIB} MiB down, on disk`, against: 'curl, then sync', pairs: synced, unit: 'MB/s', goal: toldOnly }),
    rowOf({ name: `${bytes / MIB} MiB down, the disk`, against: 'a file written and synced', pairs: disk, unit: 'MB/s', goal: toldOnly }),
    ...costRows('up', watchUp),
    ...costRows('down', watchDown),
  ]
}

/** The worst of the runs. */
function costRows(way: string, { growths, delays }: Watch): readonly Row[] {
  const growth = { against: `${MAX_GROWTH} MB more`, unit: 'MB', goal: atMost(1) }
  const delay = Math.max(...delays)
  return [
    rowOf({ name: `${way}: memory`, pairs: [{ value: Math.max(...growths), baseline: MAX_GROWTH }], ...growth }),
    msRow({ name: `${way}: event-loop delay, p99`, value: delay, baseline: MAX_DELAY_MS, goal: atMost(1) }),
  ]
}

/** From the choice to the message that is sent: it is hashed, asked for, brought up, told. */
async function up(desk: Desk, path: string): Promise<void> {
  sendFiles(desk, [path])
  await desk.when(() => desk.rows(AB).at(-1)?.seq !== undefined)
}

async function downOnNewDevice<T>(stage: TransferStage, run: (desk: Desk) => Promise<T>): Promise<T> {
  const { desk, leave } = await stage.device('bob')
  await desk.when(() => lastFile(desk) !== undefined)
  const result = await run(desk)
  leave()
  return result
}

/** From the tap to the file that stands in its place, checked and on disk. */
async function down(desk: Desk): Promise<void> {
  const localId = lastFile(desk)!
  must(desk.transfers!.wanted.download(localId))
  await desk.when(() => desk.transferOf(localId, 'down')?.state === 'done')
}

function makeFile(path: string, bytes: number): void {
  const handle = openSync(path, 'w')
  for (let at = 0; at < bytes; at += MIB) writeSync(handle, randomBytes(MIB))
  // Nothing of it is still on its way to the disk when the first is measured.
  fsyncSync(handle)
  closeSync(handle)
}

/**
 * Each finds memory that was in use a moment ago: on a virtual machine whoever writes a file into memory that the host has
 * to give first takes twice as long, and that would be whoever comes first.
 */
function evenMemory(stage: TransferStage, bytes: number): void {
  const path = join(stage.dir, 'scratch.bin')
  const handle = openSync(path, 'w')
  const piece = Buffer.alloc(MIB, 1)
  for (let at = 0; at < bytes; at += MIB) writeSync(handle, piece)
  closeSync(handle)
  rmSync(path)
}

/**
 * Each finds the file in memory: a virtual machine may be told to give back what nobody has looked at for a minute, and whoever
 * reads it first would read it from the disk, which the second then need not.
 */
function warm(path: string): void {
  const handle = openSync(path, 'r')
  const piece = Buffer.allocUnsafe(MIB)
  while (readSync(handle, piece) > 0);
  closeSync(handle)
}

/** What the disk takes at most where nothing comes and nothing is hashed: nobody has a file on it sooner. */
async function writtenAndSynced(path: string, bytes: number): Promise<void> {
  const handle = await open(path, 'w')
  const piece = randomBytes(MIB)
  for (let at = 0; at < bytes; at += MIB) await handle.write(piece, 0, MIB, at)
  await handle.datasync()
  await handle.close()
}

/** Makes it another file, that no server has yet. */
function mark(path: string): void {
  const handle = openSync(path, 'r+')
  writeSync(handle, randomBytes(16), 0, 16, 0)
  closeSync(handle)
}
