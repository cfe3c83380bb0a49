import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import gt from 'semver/functions/gt'
import valid from 'semver/functions/valid'
import { removePath } from '../../lib/held-files'

/** Milliseconds that the beginning of a package is kept for its rest. */
const KEPT_MS = 30 * 86_400_000

/**
 * The folder that packages are kept in, by version. Leaves nothing of versions that are no update any more, of others than `only` once
 * one is known, and of what nobody has come back to.
 *
 * @param now epoch ms
 */
export async function sweepUpdates(
  dir: string,
  { installed, only, now }: { readonly installed: string; readonly only?: string; readonly now: number },
): Promise<void> {
  const names = await readdir(dir).catch((): string[] => [])
  for (const name of names) {
    const isUpdate = valid(name) === name && gt(name, installed) && (only === undefined || only === name)
    const path = join(dir, name)
    const changed = await stat(path).then(
      ({ mtimeMs }) => mtimeMs,
      () => 0,
    )
    // What cannot go now goes at the next start.
    if (!isUpdate || changed < now - KEPT_MS) await removePath(path, { recursive: true }).catch(() => undefined)
  }
}
