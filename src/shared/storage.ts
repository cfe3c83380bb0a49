/**
 * What lies in the profile: messages and their search index of the account that is signed in, databases of other
 * accounts and those set aside, files that were fetched, the window's own cache, logs, the trial's server.
 */
export const STORAGE_KINDS = [
  'messages',
  'search',
  'accounts',
  'images',
  'videos',
  'voice',
  'files',
  'avatars',
  'window',
  'logs',
  'trial',
] as const
export type StorageKind = (typeof STORAGE_KINDS)[number]

/** What "clear cache" removes: everything of it can be had again. */
export const CACHE_KINDS = ['images', 'videos', 'voice', 'files', 'avatars', 'window'] as const satisfies readonly StorageKind[]

export type StorageUsage = {
  /** Bytes; every kind once, in the order above. */
  readonly kinds: readonly { readonly kind: StorageKind; readonly bytes: number }[]
  readonly dir: string
}
