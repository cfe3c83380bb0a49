import { chmodSync, cpSync, lstatSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/**
 * The unpacked application as packages for Linux have it: everybody may read, nobody but the owner may write, whatever umask it
 * was built with; Chromium's setuid helper with the rights that it needs once root owns it.
 *
 * @param {string} appDir made with --dir
 * @param {string} target
 */
export function copyApp(appDir, target) {
  cpSync(appDir, target, { recursive: true, verbatimSymlinks: true })
  openToAll(target)
  chmodSync(join(target, 'chrome-sandbox'), 0o4755)
}

/**
 * @param {string} stage
 * @param {string} path
 * @param {string | Uint8Array} content
 * @param {number} [mode]
 */
export function put(stage, path, content, mode = 0o644) {
  const file = join(stage, path)
  mkdirSync(dirname(file), { recursive: true, mode: 0o755 })
  writeFileSync(file, content)
  chmodSync(file, mode)
}

/** @param {string} path */
function openToAll(path) {
  const stat = lstatSync(path)
  if (stat.isSymbolicLink()) return
  chmodSync(path, stat.isDirectory() || (stat.mode & 0o100) !== 0 ? 0o755 : 0o644)
  if (stat.isDirectory()) for (const name of readdirSync(path)) openToAll(join(path, name))
}
