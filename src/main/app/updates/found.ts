import type { UpdateOffer } from '@shared/updates'
import type { Release, ReleasePackage } from './release-file'

/** An update, and its package for this computer. */
export type Found = { readonly release: Release; readonly pack: ReleasePackage }

/** What the window is told of it. */
export function offerOf({ release, pack }: Found): UpdateOffer {
  return { version: release.version, released: release.released, bytes: pack.bytes, notes: release.notes }
}
