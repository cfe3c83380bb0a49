import { readdirSync } from 'node:fs'
import { join } from 'node:path'

/** The path of the database of the one account of a profile. */
export function databaseOf(profileDir: string): string {
  const folder = join(profileDir, 'accounts')
  const name = readdirSync(folder).find((file) => file.endsWith('.db'))
  if (name === undefined) throw new Error('there is no database yet')
  return join(folder, name)
}
