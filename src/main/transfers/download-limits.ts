import type { NamedFile } from './shared-content'

/** Kinds of files as they are sent (PROTOCOL 9): pictures, films, voice messages, everything else. */
export const DOWNLOAD_KINDS = ['images', 'videos', 'voice', 'files'] as const
export type DownloadKind = (typeof DOWNLOAD_KINDS)[number]

/** Which files this computer may fetch at all; what is absent is free. */
export type DownloadLimits = {
  readonly maxBytes?: number | undefined
  readonly kinds?: readonly DownloadKind[] | undefined
  /** Of names, without the dot. */
  readonly blockedEndings?: readonly string[] | undefined
}

const KIND_OF: { readonly [type: string]: DownloadKind | undefined } = { image: 'images', video: 'videos', sound: 'voice', file: 'files' }

export type DownloadRefusal = 'larger_than_allowed' | 'kind_not_allowed'

/** Why a file is not fetched here. One whose size nobody said is measured when its server says it (`download`). */
export function downloadRefusal(file: Pick<NamedFile, 'type' | 'name' | 'size'>, limits: DownloadLimits): DownloadRefusal | undefined {
  const { maxBytes = Number.POSITIVE_INFINITY, kinds, blockedEndings = [] } = limits
  const kind = KIND_OF[file.type]
  if (kinds !== undefined && (kind === undefined || !kinds.includes(kind))) return 'kind_not_allowed'
  // What Windows drops from the end of a name is not its end.
  const name = file.name.replace(/[ .]+$/, '').toLowerCase()
  if (blockedEndings.some((ending) => name.endsWith(`.${ending.toLowerCase()}`))) return 'kind_not_allowed'
  return file.size > maxBytes ? 'larger_than_allowed' : undefined
}
