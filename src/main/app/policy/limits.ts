import type { AccountLimits } from '../account/account-session'
import type { Vault } from '../network/network'
import type { PolicyValues } from './policy-schema'

const MIB = 2 ** 20

/** What an account may not do on this computer. */
export function accountLimits({ recallMinutes, downloadMaxMiB, downloadKinds, downloadBlockedEndings }: PolicyValues): AccountLimits {
  return {
    ...(recallMinutes === undefined ? {} : { recallMs: recallMinutes * 60_000 }),
    downloads: {
      maxBytes: downloadMaxMiB === undefined ? undefined : downloadMaxMiB * MIB,
      kinds: downloadKinds,
      blockedEndings: downloadBlockedEndings,
    },
  }
}

/** Where nobody is to stay signed in: nothing is kept, and what was kept before is taken away. */
const FORGETFUL: Vault = { isAvailable: false, isForbidden: true, seal: () => undefined, open: () => undefined }

export function accountVault({ staySignedIn = true }: PolicyValues, vault: Vault): Vault {
  return staySignedIn ? vault : FORGETFUL
}
