import { mkdirSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ServerAddress } from '@shared/account'
import { ok } from '@shared/result'
import { DEFAULT_SETTINGS } from '@shared/settings'
import { Account } from '../../src/main/app/account/account'
import { DialOrders } from '../../src/main/app/network/dial-orders'
import type { Vault } from '../../src/main/app/network/network'
import type { Profile } from '../../src/main/app/profile'
import { createDialer } from '../../src/main/connection/dialers/dialer'
import { systemClock } from '../../src/main/lib/clock'
import { silentLogger } from '../../src/main/lib/logger'
import { IDLE_MACHINE } from '../helpers/idle-machine'

/** Seals nothing: what it was given is read in the account's file as it was. */
export const PLAIN_VAULT: Vault = { isAvailable: true, seal: (secret) => secret, open: (sealed) => sealed }

/** A profile in a new folder, which whoever asked removes. */
export function newProfile(name: string): Profile {
  const dir = mkdtempSync(join(tmpdir(), `jim-${name}-`))
  const accountsDir = join(dir, 'accounts')
  mkdirSync(accountsDir)
  return { dir, accountsDir, deviceId: '01890000-0000-7000-8000-000000000001', deviceName: 'test' }
}

/** The app's account over real sockets; "Try it on this computer" leads to the address that is given, or to nothing. */
export function openAccount(
  profile: Profile,
  { vault = PLAIN_VAULT, trial }: { readonly vault?: Vault; readonly trial?: () => ServerAddress } = {},
): Account {
  const start = trial === undefined ? () => Promise.reject(new Error('no trial')) : () => Promise.resolve(ok(trial()))
  return new Account({
    profile,
    appVersion: '0',
    dial: createDialer({ clock: systemClock }),
    orders: new DialOrders({ profileDir: profile.dir, random: () => 0, logger: silentLogger }),
    vault,
    cacheBytes: () => 2 ** 30,
    machine: IDLE_MACHINE,
    autoDownload: () => DEFAULT_SETTINGS.autoDownload,
    pictureRules: () => ({ strips: true, size: 'original' }),
    updateStore: () => Promise.resolve(),
    logger: silentLogger,
    trialServer: { start, stop: () => Promise.resolve() },
  })
}
