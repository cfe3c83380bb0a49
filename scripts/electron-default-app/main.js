// What `electron <folder>` runs first: finds the app named on the command line and becomes it.
// An ES module on purpose: Electron holds back "ready" until its top-level await is done, so the app's own module can
// still do what is allowed only before "ready" (privileged schemes, switches).
import { existsSync, readFileSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { app } from 'electron'

const args = process.argv.slice(1)
for (let at; (at = args.findIndex((arg) => arg === '-r' || arg === '--require')) >= 0;) {
  const [, preload = ''] = args.splice(at, 2)
  createRequire(join(process.cwd(), 'x'))(resolve(preload))
}

const target = args.find((arg) => !arg.startsWith('-'))
if (target === undefined || !existsSync(target)) {
  console.error(`Usage: electron <folder or file>${target === undefined ? '' : ` (not found: ${target})`}`)
  process.exit(1)
}

Object.defineProperty(process, 'defaultApp', { value: true, enumerable: true })
let entry = resolve(target)
if (statSync(entry).isDirectory()) {
  const manifest = JSON.parse(readFileSync(join(entry, 'package.json'), 'utf8'))
  app.setVersion(manifest.version ?? '0.0.0')
  app.setName(manifest.productName ?? manifest.name ?? 'Electron')
  app.setAppPath(entry)
  entry = resolve(entry, manifest.main ?? 'index.js')
} else {
  app.setAppPath(dirname(entry))
}
await import(pathToFileURL(entry).href)
