import { closeSync, constants, fstatSync, lstatSync, openSync, readSync, realpathSync, type Stats } from 'node:fs'
import { dirname } from 'node:path'
import type { FoundPolicy } from './found-policy'

/** What a file says. @throws SyntaxError when it says nothing */
export type ParsePolicy = (bytes: Buffer) => unknown

/** Bytes; a policy of a hundred servers has a tenth of it. */
const MAX_BYTES = 256 * 1024
/** Whoever administers a computer. */
const ROOT = 0
const OTHERS_MAY_WRITE = constants.S_IWGRP | constants.S_IWOTH
const STICKY = 0o1000

/**
 * A policy in a file. It counts only when nobody but `owner` (a uid) can have written it: the file and every folder that it lies in
 * belong to root or to them, and neither group nor others may write there; where it is a link, so do those that it leads to. Otherwise a
 * person's own program could lock or unlock what it likes.
 */
export function readPolicyFile(path: string, owner = ROOT, parse: ParsePolicy = parseJson): FoundPolicy | undefined {
  let real: string
  let fd: number
  try {
    real = realpathSync(path)
    // A pipe that nobody writes to is not waited for.
    fd = openSync(real, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW)
  } catch (error) {
    return isMissing(error) ? undefined : { source: path, code: 'unreadable' }
  }
  try {
    const stat = fstatSync(fd)
    if (!stat.isFile()) return { source: path, code: 'unreadable' }
    const places = [...foldersOf(path), ...foldersOf(real), path]
    const isTrusted = isOnlyOf(stat, owner) && places.every((place) => isOnlyOf(lstatSync(place), owner))
    if (!isTrusted) return { source: path, code: 'not_trusted' }
    const bytes = readUpTo(fd, MAX_BYTES)
    return bytes === undefined ? { source: path, code: 'invalid' } : { source: path, content: parse(bytes) }
  } catch (error) {
    return { source: path, code: error instanceof SyntaxError ? 'invalid' : 'unreadable' }
  } finally {
    closeSync(fd)
  }
}

function isOnlyOf(stat: Stats, owner: number): boolean {
  if (stat.uid !== owner && stat.uid !== ROOT) return false
  // Where it lies says who may change a link; in a folder like /tmp nobody touches what is another's.
  const isGuarded = stat.isSymbolicLink() || (stat.isDirectory() && (stat.mode & STICKY) !== 0)
  return isGuarded || (stat.mode & OTHERS_MAY_WRITE) === 0
}

function foldersOf(path: string): readonly string[] {
  const folder = dirname(path)
  return folder === path ? [] : [folder, ...foldersOf(folder)]
}

/** Nothing of a file that is larger. */
function readUpTo(fd: number, most: number): Buffer | undefined {
  const buffer = Buffer.alloc(most + 1)
  let length = 0
  for (;;) {
    const count = readSync(fd, buffer, length, buffer.length - length, null)
    if (count === 0) break
    length += count
    if (length > most) return undefined
  }
  return buffer.subarray(0, length)
}

/** A byte order mark, which editors leave, is no part of it. */
function parseJson(bytes: Buffer): unknown {
  return JSON.parse(bytes.toString('utf8').replace(/^\uFEFF/, ''))
}

function isMissing(error: unknown): boolean {
  return codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR'
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined
}
