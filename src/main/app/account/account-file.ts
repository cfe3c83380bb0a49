import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { z } from 'zod'
import type { ServerAddress } from '@shared/account'
import { ok, type Result } from '@shared/result'
import { placesOf } from '@shared/server-places'
import { serverAddressSchema } from '../../ipc/address-schemas'
import { removePathSync } from '../../lib/held-files'
import { type DiskFailure, diskFailure, JsonFile } from '../../lib/json-file'
import { isKnownForm } from './kinds'

const accountSchema = z.object({
  /** Of a later version's form nothing is known: such an account is not taken up. */
  server: serverAddressSchema.refine(({ kind }) => isKnownForm(kind)),
  userId: z.string(),
  name: z.string(),
  avatar: z.string(),
  isLocalTrial: z.boolean(),
  isSignedIn: z.boolean(),
  /** Base64 of the token, encrypted by the system's keychain; absent where there is none. */
  sealedToken: z.string().optional(),
})

/** The account of this profile as it is kept between starts; the token only in sealed form. */
export type SavedAccount = z.infer<typeof accountSchema>

export function accountFile(profileDir: string): JsonFile<SavedAccount> {
  return new JsonFile(join(profileDir, 'account.json'), accountSchema)
}

/**
 * The database of one account on one server. The name can be read by a person, and its hash keeps two accounts apart
 * whose names differ only in what a file name cannot have. The trial server's port changes at every start, so its
 * database is named without it. Of a server with several addresses it is the same in whichever order they were entered.
 */
export function databasePath(accountsDir: string, server: ServerAddress, userId: string, isLocalTrial: boolean): string {
  const place = isLocalTrial ? 'trial' : `${server.kind}-${addressesOf(server)}`
  const readable = `${place}-${userId}`.replaceAll(/[^A-Za-z0-9._-]/g, '_').slice(0, 80)
  const hash = createHash('sha256').update(`${place}\n${userId}`).digest('hex').slice(0, 8)
  return join(accountsDir, `${readable}-${hash}.db`)
}

function addressesOf(server: ServerAddress): string {
  const names = placesOf(server).map(({ host, port }) => `${host.toLowerCase()}-${port}`)
  return names.sort().join('+')
}

/** Where the files of an account lie: beside its database, under its name. */
export function filesFolder(databaseFile: string): string {
  return databaseFile.replace(/\.db$/, '')
}

/** Deletes a closed database with what lies beside it and the account's files; fails as `JsonFile` does. */
export function removeDatabase(path: string): Result<void, DiskFailure> {
  try {
    for (const suffix of ['', '-wal', '-shm']) removePathSync(path + suffix)
    if (filesFolder(path) !== path) removePathSync(filesFolder(path), { recursive: true })
    return ok()
  } catch (error) {
    return diskFailure(error)
  }
}

export function withoutToken({ sealedToken: _forgotten, ...rest }: SavedAccount): SavedAccount {
  return rest
}

/** Keeps nobody signed in, and no token; on a full disk the file goes, since that needs no room. */
export function saveSignedOut(file: JsonFile<SavedAccount>, saved: SavedAccount): Result<SavedAccount | undefined, DiskFailure> {
  const signedOut = { ...withoutToken(saved), isSignedIn: false }
  if (file.save(signedOut).ok) return ok(signedOut)
  const removed = file.remove()
  return removed.ok ? ok(undefined) : removed
}
