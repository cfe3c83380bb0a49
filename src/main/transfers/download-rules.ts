import type { NamedFile } from './shared-content'

const MIB = 1024 * 1024

/** What comes by itself once it is on screen: of each kind up to so many MiB, 0 = only by a tap; voice messages always. */
export type DownloadRules = { readonly images: number; readonly videos: number; readonly files: number; readonly voice: boolean }

/**
 * One whose size nobody said comes by a tap alone: it may be any. So does one that lies under a link: whoever is asked for
 * it would learn who reads, when and from where.
 */
export function comesByItself({ type, size, url }: Pick<NamedFile, 'type' | 'size' | 'url'>, rules: DownloadRules): boolean {
  if (url !== undefined) return false
  if (type === 'sound') return rules.voice
  const most = { image: rules.images, video: rules.videos, file: rules.files }[type] ?? 0
  return size > 0 && size <= most * MIB
}
