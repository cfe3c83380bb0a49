import type { NamedFile } from './shared-content'

const MIB = 1024 * 1024

/** What comes by itself once it is on screen: of each kind up to so many MiB, 0 = only by a tap; voice messages always. */
export type DownloadRules = { readonly images: number; readonly videos: number; readonly files: number; readonly voice: boolean }

/** One whose size nobody said comes by a tap alone: it may be any. */
export function comesByItself({ type, size }: Pick<NamedFile, 'type' | 'size'>, rules: DownloadRules): boolean {
  if (type === 'sound') return rules.voice
  const most = { image: rules.images, video: rules.videos, file: rules.files }[type] ?? 0
  return size > 0 && size <= most * MIB
}
