import { type ReleaseKey, releaseKey } from './release-signature'

/** Put in by the build, from resources/release-keys.json or the environment (scripts/lib/release-keys.mjs). */
declare const __RELEASE_KEYS__: readonly string[] | undefined

/**
 * The public keys that this build trusts: the current one, and the one that comes after it. In development `JIM_RELEASE_KEYS` may
 * name others, separated by commas.
 */
export function releaseKeys({ isPackaged, env }: { readonly isPackaged: boolean; readonly env: NodeJS.ProcessEnv }): readonly ReleaseKey[] {
  const own = isPackaged ? '' : (env['JIM_RELEASE_KEYS'] ?? '')
  const texts = own === '' ? compiled() : own.split(',')
  return texts.map(releaseKey)
}

function compiled(): readonly string[] {
  return typeof __RELEASE_KEYS__ === 'undefined' ? [] : __RELEASE_KEYS__
}
