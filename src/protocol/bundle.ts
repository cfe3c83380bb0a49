import { MAX_BUNDLE_DEPTH, MAX_BUNDLE_ITEMS_IN_ALL } from './constants'

/** Why nobody takes a bundle (PROTOCOL 4); `undefined` for one that is fine. */
export type BundleFault = 'too_deep' | 'too_many'

/**
 * Looks into a bundle and the bundles that it holds, no deeper than they may be.
 *
 * @param items of a `bundle`, of any shape
 */
export function bundleFault(items: unknown): BundleFault | undefined {
  let level: readonly unknown[] = Array.isArray(items) ? items : []
  let count = 0
  for (let depth = 1; level.length > 0; depth++) {
    if (depth > MAX_BUNDLE_DEPTH) return 'too_deep'
    count += level.length
    if (count > MAX_BUNDLE_ITEMS_IN_ALL) return 'too_many'
    level = level.flatMap(itemsOf)
  }
  return undefined
}

function itemsOf(item: unknown): readonly unknown[] {
  const { type, data } = (item ?? {}) as { readonly type?: unknown; readonly data?: { readonly items?: unknown } }
  return type === 'bundle' && Array.isArray(data?.items) ? data.items : []
}
