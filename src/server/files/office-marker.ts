import { randomUUID } from 'node:crypto'
import type { ServerClock } from '../clock'
import type { FileStore } from '../store/file-store'

/** Milliseconds that the first node has to write it, and between two looks. */
const FIRST_MS = 2000
const LOOK_MS = 100

/** What stands where files are kept, and says whose they are. */
export interface OfficeMarker {
  /** What files are kept in. */
  readonly kind: 'folder' | 'bucket'
  /** As whoever runs the server finds it. */
  readonly name: string
  /** `undefined`: there is none. */
  read(): Promise<string | undefined>
  write(number: string): Promise<void>
}

/**
 * Whether files are kept where all nodes of the office have them: the database and that place have the same number, which the
 * first node gives both.
 *
 * @throws Error where it is another office's place, or none of this one
 */
export async function checkOffice(
  marker: OfficeMarker,
  store: Pick<FileStore, 'secret'>,
  clock: ServerClock,
  number: string = randomUUID(),
): Promise<void> {
  const known = await store.secret('files-folder', () => number)
  const found = known === number ? await numberIn(marker) : await numberSoonIn(marker, clock)
  if (found === known) return
  if (found !== undefined) throw new Error('it has the files of another office')
  if (known === number) return marker.write(number)
  const advice = `one that was moved here gets the text ${known} in ${marker.name}`
  throw new Error(`the files of this office are in another ${marker.kind}, which all nodes need (${advice})`)
}

async function numberSoonIn(marker: OfficeMarker, clock: ServerClock): Promise<string | undefined> {
  for (const until = clock.now() + FIRST_MS; ;) {
    const found = await numberIn(marker)
    if (found !== undefined || clock.now() >= until) return found
    await new Promise<void>((resolve) => void clock.after(LOOK_MS, resolve))
  }
}

/** `undefined`: none, or not yet. */
async function numberIn(marker: OfficeMarker): Promise<string | undefined> {
  const text = (await marker.read())?.trim()
  return text === '' ? undefined : text
}
