import type { LocalId } from '@shared/ids'
import type { DeletedHere } from '@shared/library'
import { ok, type Result } from '@shared/result'
import type { StoredMessage } from '../store/message-row'
import type { Store } from '../store/store'
import type { FileCache } from './file-cache'
import type { MessageFiles } from './message-file'

type DeleteHereParts = {
  readonly store: Pick<Store, 'messages'>
  readonly files: Pick<MessageFiles, 'cached' | 'savedPath' | 'place'>
  readonly cache: Pick<FileCache, 'putAway'>
  /** What was laid out for programs of a message's file. */
  readonly laidOut: { remove(localIds: readonly LocalId[]): Promise<void> }
}

/**
 * Deletes the files of messages from this computer: the bytes that the app keeps, and the copies that it laid out for
 * programs. The messages stay, their small previews too, and each file can be fetched again, by a tap. What waits to be
 * sent stays, and what the person has in a folder of theirs is not touched. One file may be that of several messages.
 */
export async function deleteHere(
  { store, files, cache, laidOut }: DeleteHereParts,
  localIds: readonly LocalId[],
): Promise<Result<DeletedHere>> {
  const rows = localIds.flatMap((localId): StoredMessage | readonly StoredMessage[] => store.messages.get(localId) ?? [])
  const saved = rows.filter((row) => files.savedPath(row) !== undefined).length
  const held = rows.flatMap((row) => {
    const sha256 = files.cached(row)
    return sha256 === undefined ? [] : [{ row, sha256 }]
  })
  const put = await cache.putAway(held.map(({ sha256 }) => sha256))
  if (!put.ok) return put
  const { gone, bytes } = put.value
  await laidOut.remove(held.filter(({ sha256 }) => gone.has(sha256)).map(({ row }) => row.localId))
  const deleted = held.filter(({ sha256 }) => gone.has(sha256)).length
  // What was made for sending and is on its way up is no file of the cache, and stays as well.
  const onTheWay = rows.filter((row) => files.cached(row) === undefined && files.place(row)?.isOwn === false).length
  return ok({ deleted, freedBytes: bytes, waiting: held.length - deleted + onTheWay, saved })
}
