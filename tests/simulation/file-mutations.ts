import { ok } from '@shared/result'
import type { FileApi } from '../../src/main/kinds/kind/file-api'
import type { Store } from '../../src/main/store/store'
import type { TransferRow } from '../../src/main/store/transfers-table'
import type { WholeFile } from '../../src/server/store/file-store'
import type { MessageStore, ServerStore } from '../../src/server/store/server-store'
import { type Harness, soundHarness } from './harness'
import { variantOf } from './variant-of'

/** Rules of files that are broken on purpose, as in `MUTATIONS`. */
export const FILE_MUTATIONS = {
  /** What comes down is taken for what was promised. */
  'hash-skipped': { ...soundHarness, store: withoutPromises, files: withoutHash },
  /** The server does not look whether it got what was promised. */
  'promised-hash-skipped': {
    ...soundHarness,
    serverStore: (store) => ({
      ...store,
      files: variantOf(store.files, { begin: (file, ...rest) => store.files.begin({ ...file, promised: undefined }, ...rest) }),
    }),
  },
  /** Where an upload is, and how far, is not written down. */
  'offset-forgotten': { ...soundHarness, store: withoutPlaces },
  /** An upload counts as whole when it has begun, and its message goes. */
  'sent-before-whole': {
    ...soundHarness,
    files: (api) => variantOf(api, { send: async (_fileId, from, length) => ok(from + length) }),
  },
  /** Whoever could read a file still can when its message was taken back. */
  'rights-kept-on-recall': { ...soundHarness, serverStore: withKeptRights },
  /** A link that was signed opens what no message names any more. */
  'links-kept-on-recall': { ...soundHarness, serverStore: withKeptLinks },
  /** What a message was taken back with stays on the devices. */
  'recalled-bytes-kept': {
    ...soundHarness,
    store: (store) => variantOf(store, { doubtedFiles: variantOf(store.doubtedFiles, { some: () => [] }) }),
  },
  /** The server's sweep takes finished files for what nobody needs. */
  'finished-files-swept': {
    ...soundHarness,
    serverStore: (store) => ({ ...store, files: variantOf(store.files, { hasContent: async () => false }) }),
  },
} as const satisfies Record<string, Harness>

function withoutPromises(store: Store): Store {
  const change = (row: TransferRow): TransferRow => (row.direction === 'down' ? { ...row, sha256: undefined } : row)
  const { transfers } = store
  return variantOf(store, {
    transfers: variantOf(transfers, {
      add: (row) => change(transfers.add(row)),
      get: (id) => {
        const row = transfers.get(id)
        return row && change(row)
      },
      unfinished: () => transfers.unfinished().map(change),
    }),
  })
}

function withoutHash(api: FileApi): FileApi {
  return variantOf(api, {
    read: (fileId, wanted, sink, signal) =>
      api.read(
        fileId,
        wanted,
        { begin: (head) => sink.begin({ ...head, sha256: undefined }), write: (bytes) => sink.write(bytes) },
        signal,
      ),
  })
}

function withoutPlaces(store: Store): Store {
  const { transfers } = store
  const change = (row: TransferRow): TransferRow =>
    row.direction === 'up' && row.state !== 'done' ? { ...row, fileId: undefined, done: 0 } : row
  return variantOf(store, { transfers: variantOf(transfers, { save: (row) => transfers.save(change(row)) }) })
}

/** A way to work within the store that notes the ids of what messages named that are taken back. */
function notingRecalled(store: ServerStore): { readonly exclusive: ServerStore['exclusive']; readonly recalled: ReadonlySet<string> } {
  const recalled = new Set<string>()
  const noting = (messages: MessageStore): MessageStore =>
    variantOf(messages, {
      recall: async (mid, notice) => {
        const { data = {} } = (await messages.byMid(mid)) ?? {}
        for (const id of [data['file_id'], data['thumb_id']]) if (typeof id === 'string') recalled.add(id)
        return messages.recall(mid, notice)
      },
    })
  const exclusive: ServerStore['exclusive'] = (conversationIds, run) =>
    store.exclusive(conversationIds, (within) => run({ ...within, messages: noting(within.messages) }))
  return { exclusive, recalled }
}

function withKeptLinks(store: ServerStore): ServerStore {
  const { files } = store
  const { exclusive, recalled } = notingRecalled(store)
  const named: typeof files.named = async (fileId) => {
    const { sha256, completedAt, ...file } = (recalled.has(fileId) ? await files.get(fileId) : undefined) ?? {}
    const isWhole = sha256 !== undefined && completedAt !== undefined
    return (await files.named(fileId)) ?? (isWhole ? ({ ...file, sha256, completedAt } as WholeFile) : undefined)
  }
  return { ...store, exclusive, files: variantOf(files, { named }) }
}

function withKeptRights(store: ServerStore): ServerStore {
  const { files } = store
  const { exclusive, recalled } = notingRecalled(store)
  return {
    ...store,
    exclusive,
    files: variantOf(files, {
      readable: async (userId, fileIds) => {
        const found = await files.readable(userId, fileIds)
        const others = await Promise.all(fileIds.filter((id) => recalled.has(id)).map((id) => files.get(id)))
        const kept = others.flatMap((file) => (file?.sha256 === undefined || file.completedAt === undefined ? [] : [file]))
        return [...found, ...kept.filter(({ fileId }) => !found.some((one) => one.fileId === fileId))] as typeof found
      },
    }),
  }
}
