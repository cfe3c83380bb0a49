import { basename } from 'node:path'
import { failed, ok, type Result } from '@shared/result'
import type { Job } from './job'
import type { OutgoingFolder } from './outgoing-folder'
import { strippedCopy } from './stripping/stripped-copy'

type Outgoing = Pick<OutgoingFolder, 'make' | 'release'>

/**
 * What a file is still to be made into before it goes: a copy, which the upload names from then on. The person's own file is
 * read and never written. A crash before the row names the copy leaves one that nobody awaits (`OutgoingFolder.sweep`), and
 * the next try makes another; no byte goes up before.
 *
 * Codes: those of `strippedCopy`, of the store, `cancelled`.
 */
export async function treatFile(job: Job, outgoing: Outgoing | undefined): Promise<Result<void>> {
  const { treatment, path, mime, size, mtimeMs } = job.row
  if (treatment === undefined || path === undefined) return ok()
  if (outgoing === undefined) return failed('not_stripped', 'there is no place for a copy')
  job.step('preparing')
  const chosen = mtimeMs === undefined ? undefined : { size, mtimeMs }
  const copy = await strippedCopy({ path, name: basename(path), mime, chosen, signal: job.signal }, outgoing)
  if (!copy.ok) return copy
  if (copy.value === undefined) return job.save({ treatment: undefined })
  const saved = job.save({ path: copy.value.path, ...copy.value.look, sha256: undefined, treatment: undefined })
  // One of the two is of no use any more; the person's own stays, whatever is released.
  await outgoing.release(saved.ok ? path : copy.value.path)
  return saved
}
