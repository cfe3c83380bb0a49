import { randomBytes } from 'node:crypto'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { LocalId } from '../src/shared/ids'
import type { TimelineAnchor } from '../src/shared/ipc'
import { must } from '../tests/helpers/results'
import { AB, type Desk } from '../tests/integration/office'
import { type BenchOptions, msRow, type Row, timeOf } from './measure'
import { bearer, onStage, sendFiles, type TransferStage } from './transfer-stage'

const FILES = 10_000
const QUICK_FILES = 300
const BYTES = 10_000
/** Files that are chosen at once. */
const CHOSEN = 100
/** Requests at a time: as many files as the product has on their way in one direction. */
const AT_ONCE = 3
const PAGE = 500

/**
 * Many small files that somebody sends and somebody else fetches, until the last is sent and the last is here. Beside it
 * the bare requests, which neither send a message nor keep anything here: a figure to be told, not judged.
 */
export async function smallFiles({ isQuick, files = isQuick ? QUICK_FILES : FILES }: BenchOptions): Promise<readonly Row[]> {
  return onStage((stage) => manyFiles(stage, files))
}

async function manyFiles(stage: TransferStage, count: number): Promise<readonly Row[]> {
  const [alice, bob] = [await stage.device('alice'), await stage.device('bob')]
  const folder = join(stage.dir, 'small')
  mkdirSync(folder)
  const paths = Array.from({ length: count }, (_, index) => join(folder, `${index}.bin`))
  for (const path of paths) writeFileSync(path, randomBytes(BYTES))
  const up = await timeOf(async () => {
    const done = whenDone(alice.desk, count)
    for (let at = 0; at < count; at += CHOSEN) sendFiles(alice.desk, paths.slice(at, at + CHOSEN))
    await done
    await bob.desk.when(() => headOf(bob.desk) >= count)
  })
  const localIds = newest(bob.desk, count)
  const down = await timeOf(async () => {
    const done = whenDone(bob.desk, count)
    for (const localId of localIds) must(bob.desk.transfers!.wanted.download(localId))
    await done
  })
  const token = alice.desk.token
  for (const { leave } of [alice, bob]) leave()
  rmSync(folder, { recursive: true })
  const urls: string[] = []
  const bareUp = await timeOf(() => inTurns(count, async () => void urls.push(await stage.posted(token, randomBytes(BYTES)))))
  const bareDown = await timeOf(() =>
    inTurns(count, async (index) => void (await (await fetch(urls[index]!, { headers: bearer(token) })).arrayBuffer())),
  )
  const against = `bare requests, ${AT_ONCE} at a time`
  return [
    msRow({ name: `${count} files up, a file`, value: up / count, baseline: bareUp / count, against }),
    msRow({ name: `${count} files down, a file`, value: down / count, baseline: bareDown / count, against }),
  ]
}

/** Resolves once so many transfers were done that were not before. */
function whenDone({ transfers }: Desk, count: number): Promise<void> {
  const done = new Set<number>()
  const before = new Set(transfers!.queue.list().map(({ id }) => id))
  return new Promise((resolve) => {
    const stop = transfers!.queue.on('news', ({ upserted }) => {
      for (const { id, progress } of upserted) if (progress.step === 'done' && !before.has(id)) done.add(id)
      if (done.size < count) return
      stop()
      resolve()
    })
  })
}

function headOf({ store }: Desk): number {
  return store.ranges.all().get(AB)?.at(-1)?.[1] ?? 0
}

function newest({ store }: Desk, count: number): readonly LocalId[] {
  const ids: LocalId[] = []
  for (let anchor: TimelineAnchor = { at: 'end' }; ids.length < count;) {
    const { rows } = store.messages.page({ conversationId: AB, anchor, limit: Math.min(PAGE, count - ids.length) })
    ids.unshift(...rows.map(({ localId }) => localId))
    const [first] = rows
    if (first === undefined) throw new Error(`${ids.length} of ${count} messages came`)
    anchor = { at: 'before', position: first.position, localId: first.localId }
  }
  return ids
}

async function inTurns(count: number, run: (index: number) => Promise<void>): Promise<void> {
  let next = 0
  const lane = async (): Promise<void> => {
    while (next < count) await run(next++)
  }
  await Promise.all(Array.from({ length: AT_ONCE }, lane))
}
