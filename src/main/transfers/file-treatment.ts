import { basename } from 'node:path'
import { failed, ok, type Result } from '@shared/result'
import { namedAs } from './foreign-pictures'
import type { Job, RowChange } from './job'
import type { OutgoingFolder } from './outgoing-folder'
import type { PictureDrawer } from './picture-drawer'
import { redrawnCopy } from './redrawn-copy'
import { strippedCopy } from './stripping/stripped-copy'

export type TreatmentDeps = {
  readonly outgoing: Pick<OutgoingFolder, 'make' | 'release'> | undefined
  /** Without it pictures go with the edges that they have. */
  readonly drawer: PictureDrawer | undefined
  /** What the message says of its file is another thing now. */
  readonly tell: (keys: { readonly width: number; readonly height: number }) => Result<void>
}

/**
 * What a file is still to be made into before it goes: a copy, which the upload names from then on. The person's own file is
 * read and never written. A crash before the row names the copy leaves one that nobody awaits (`OutgoingFolder.sweep`), and
 * the next try makes another; no byte goes up before. What is drawn anew says nothing of its owner any more.
 *
 * Codes: those of `redrawnCopy` and `strippedCopy`, of the store, `cancelled`.
 */
export async function treatFile(job: Job, deps: TreatmentDeps): Promise<Result<void>> {
  const { treatment, path } = job.row
  if (treatment === undefined || path === undefined) return ok()
  job.step('preparing')
  const drawn = await redraw(job, deps)
  if (!drawn.ok || drawn.value) return drawn.ok ? ok() : drawn
  if (treatment.as !== undefined) return failed('not_drawable', 'there is nobody to draw it')
  return treatment.strips === true ? strip(job, deps) : job.save({ treatment: undefined })
}

/** Resolves to whether there is a copy, which goes. */
async function redraw(job: Job, { outgoing, drawer, tell }: TreatmentDeps): Promise<Result<boolean>> {
  const { treatment, path = '', mime, name } = job.row
  const { maxSide, as } = treatment ?? {}
  if ((maxSide === undefined && as === undefined) || outgoing === undefined || drawer === undefined) return ok(false)
  const copy = await redrawnCopy({ path, mime, maxSide, as, chosen: chosenLook(job) }, drawer, outgoing)
  if (job.signal.aborted) return failed('cancelled')
  if (!copy.ok) return copy
  if (copy.value === undefined) return ok(false)
  const { width, height } = copy.value
  const told = tell({ width, height })
  if (!told.ok) return told
  const other = as === undefined ? {} : { mime: as, name: namedAs(name, as, mime) }
  const named = await nameCopy(job, copy.value.path, { ...copy.value.look, ...other }, outgoing)
  return named.ok ? ok(true) : named
}

async function strip(job: Job, { outgoing }: TreatmentDeps): Promise<Result<void>> {
  const { path = '', mime } = job.row
  if (outgoing === undefined) return failed('not_stripped', 'there is no place for a copy')
  const copy = await strippedCopy({ path, name: basename(path), mime, chosen: chosenLook(job), signal: job.signal }, outgoing)
  if (!copy.ok) return copy
  if (copy.value === undefined) return job.save({ treatment: undefined })
  return nameCopy(job, copy.value.path, { ...copy.value.look }, outgoing)
}

/** The row names the copy from now on. */
async function nameCopy(job: Job, copyPath: string, change: RowChange, outgoing: Pick<OutgoingFolder, 'release'>): Promise<Result<void>> {
  const { path = '' } = job.row
  const saved = job.save({ ...change, path: copyPath, sha256: undefined, treatment: undefined })
  // One of the two is of no use any more; the person's own stays, whatever is released.
  await outgoing.release(saved.ok ? path : copyPath)
  return saved
}

function chosenLook({ row: { size, mtimeMs } }: Job): { readonly size: number; readonly mtimeMs: number } | undefined {
  return mtimeMs === undefined ? undefined : { size, mtimeMs }
}
