import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import type { FoundPolicy } from './found-policy'
import { type ParsePolicy, readPolicyFile } from './policy-file'

/** Where macOS keeps what configuration profiles say of programs: for one person, with what holds for all in it, and for all. */
const FOLDER = '/Library/Managed Preferences'
/** The program's bundle, as electron-builder.yml names it. */
const FILE = 'org.jim.desktop.plist'
/** Milliseconds; it takes twenty. */
const LIMIT_MS = 5_000

type Place = { readonly folder?: string; readonly owner?: number; readonly parse?: ParsePolicy }

/**
 * The managed preferences of macOS: the person's, else the computer's. Read as files and not by the system's call for settings, which does
 * not tell what a profile says from what the person could have written.
 */
export function readManagedPreferences(
  user: string | undefined,
  { folder = FOLDER, owner, parse = parsePlist }: Place = {},
): FoundPolicy | undefined {
  const ofUser = user === undefined ? undefined : readPolicyFile(join(folder, user, FILE), owner, parse)
  return ofUser ?? readPolicyFile(join(folder, FILE), owner, parse)
}

/** Property lists are read by the system's own tool, whichever of their forms they have. */
function parsePlist(bytes: Buffer): unknown {
  const options = { input: bytes, timeout: LIMIT_MS, stdio: ['pipe', 'pipe', 'ignore'] as ['pipe', 'pipe', 'ignore'] }
  let json: Buffer
  try {
    json = execFileSync('/usr/bin/plutil', ['-convert', 'json', '-o', '-', '-'], options)
  } catch (error) {
    throw new SyntaxError('the property list cannot be read as JSON', { cause: error })
  }
  return JSON.parse(json.toString('utf8'))
}
