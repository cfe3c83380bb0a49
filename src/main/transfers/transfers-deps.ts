import type { FileFamily } from '@shared/file'
import type { PartId } from '@shared/ids'
import type { Result } from '@shared/result'
import type { ChatLink } from '../kinds/kind/chat-link'
import type { Clock, Random } from '../lib/clock'
import type { Logger } from '../lib/logger'
import type { Changes } from '../store/changes'
import type { Store } from '../store/store'
import type { StoreWriter } from '../store/store-writer'
import type { DownloadLimits } from './download-limits'
import type { FetchLink } from './fetch-link'
import type { OutgoingFolder } from './outgoing-folder'
import type { PreviewMaker } from './preview'
import type { PictureDrawer } from './picture-drawer'

/** What of the outbox uploads need: its messages wait for them by the name of a part. */
export interface AwaitedParts {
  awaited(): readonly PartId[]
  /** @param along a part of its transaction */
  done(partId: PartId, content: Readonly<Record<string, unknown>>, along: (changes: Changes) => void): Result<void>
  failed(partId: PartId, code: string, reason: string): Result<void>
}

/** Where whole files are kept (`FileCache`); a part is no file before it is taken. */
export interface FileKeeper {
  partPath(name: string): string
  /** @param keep has `put` run in a transaction, once the file stands in its place; alone when absent */
  take(partPath: string, facts: { readonly sha256: string; readonly size: number }, keep?: (put: () => void) => void): Promise<Result<void>>
  /** Takes a copy of a file. */
  adopt(
    sourcePath: string,
    facts: { readonly sha256: string; readonly size: number; readonly mime?: string },
    keep: (put: () => void) => void,
  ): Promise<Result<void>>
  has(sha256: string): { readonly size: number } | undefined
  /** Where a file is; `undefined`: it is not here. */
  path(sha256: string): string | undefined
  /** Bytes that it may have, as the setting is now. */
  readonly maxBytes: number
  /** These are on screen, instead of those before: they stay, whatever room others need. */
  keepShown(hashes: ReadonlySet<string>): void
  /** @param release takes the row away in a transaction; false: somebody needs them */
  letGo(hashes: readonly string[], release: (sha256: string) => Result<boolean>): Promise<Result<void>>
  /** The person deleted it from here: it comes by a tap alone. */
  isPutAway(sha256: string): boolean
  /** @param parts names of those that are filled, asked as each is met */
  sweep(parts: Pick<ReadonlySet<string>, 'has'>): Promise<Result<void>>
}

/** What the transfers of an account are given; whoever made it closes it. */
export type TransfersDeps = {
  readonly store: Store
  readonly writer: StoreWriter
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  readonly link: Pick<ChatLink, 'files' | 'session' | 'on'>
  readonly parts: AwaitedParts
  readonly cache: FileKeeper
  readonly previews?: PreviewMaker | undefined
  readonly drawer?: PictureDrawer | undefined
  /** For files that are only a link; without it none is followed. */
  readonly fetchLink?: FetchLink | undefined
  /** Files that were made for sending alone lie there, and are let go of when they are sent or taken back. */
  readonly outgoing?: Pick<OutgoingFolder, 'make' | 'owns' | 'release'> | undefined
  /** Bytes that are free where a folder lies; the system's word when absent. */
  readonly freeBytes?: ((folder: string) => Promise<number>) | undefined
  /** What may be fetched here at all; everything when absent. */
  readonly limits?: DownloadLimits | undefined
  readonly familyOf: (name: string, mime: string) => FileFamily
}
