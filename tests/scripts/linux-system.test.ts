import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { withMetainfo } from '../../scripts/lib/linux-archives.mjs'
import { layOutSystem } from '../../scripts/lib/linux-system.mjs'

const resources = resolve(import.meta.dirname, '../../resources')
const manifest = {
  version: '1.2.3',
  description: 'A messenger',
  homepage: 'https://jim.example',
  author: 'Jim <jim@users.example>',
  license: 'MIT',
}

let dir: string
let appDir: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'jim-system-'))
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }))
  appDir = join(dir, 'app')
  mkdirSync(join(appDir, 'resources'), { recursive: true })
  for (const name of ['jim-desktop', 'chrome-sandbox']) writeFileSync(join(appDir, name), '', { mode: 0o755 })
  for (const name of ['LICENSE', 'resources/app.asar']) writeFileSync(join(appDir, name), name, { mode: 0o600 })
})

describe('what a package of the system brings', () => {
  it.each(['deb', 'rpm'] as const)('is the program, and all that a desktop is told of it: %s', (kind) => {
    const stage = join(dir, 'stage')
    mkdirSync(stage, { mode: 0o700 })
    layOutSystem({ stage, appDir, resources, manifest, kind })
    const files = readdirSync(stage, { recursive: true, encoding: 'utf8' }).filter((path) => !statSync(join(stage, path)).isDirectory())
    expect(files.filter((path) => !path.includes('/icons/')).sort()).toEqual([
      'usr/bin/jim-desktop',
      'usr/lib/jim-desktop/LICENSE',
      'usr/lib/jim-desktop/chrome-sandbox',
      'usr/lib/jim-desktop/jim-desktop',
      'usr/lib/jim-desktop/resources/app.asar',
      'usr/lib/jim-desktop/resources/package-type',
      'usr/share/Thunar/sendto/jim-desktop.desktop',
      'usr/share/applications/jim-desktop.desktop',
      'usr/share/doc/jim-desktop/copyright',
      'usr/share/kio/servicemenus/jim-desktop.desktop',
      'usr/share/metainfo/jim-desktop.metainfo.xml',
      'usr/share/nemo/actions/jim-desktop.nemo_action',
    ])
    expect(readFileSync(join(stage, 'usr/lib/jim-desktop/resources/package-type'), 'utf8')).toBe(kind)
    expect(readlinkSync(join(stage, 'usr/bin/jim-desktop'))).toBe('../lib/jim-desktop/jim-desktop')
    const modeOf = (path: string): string => (statSync(join(stage, path)).mode & 0o7777).toString(8)
    const modes = ['.', 'usr/lib/jim-desktop/chrome-sandbox', 'usr/lib/jim-desktop/resources/app.asar'].map(modeOf)
    expect(modes).toEqual(['755', '4755', '644'])
  })
})

describe('what an AppImage is made of', () => {
  const app = () => ({ output: dir, dir: appDir, executable: join(appDir, 'jim-desktop') })
  const metainfo = () => join(appDir, 'usr/share/metainfo/jim-desktop.metainfo.xml')

  it('has AppStream’s description while it is made, and no longer', async () => {
    const seen = await withMetainfo({ app: app(), version: '4.5.6', tryOut: undefined }, () =>
      Promise.resolve(readFileSync(metainfo(), 'utf8')),
    )
    expect(seen).toContain('<release version="4.5.6"')
    expect(existsSync(join(appDir, 'usr'))).toBe(false)
  })

  it('is as it was when that failed', async () => {
    await expect(withMetainfo({ app: app(), version: '4.5.6', tryOut: undefined }, () => Promise.reject(new Error('no')))).rejects.toThrow(
      'no',
    )
    expect(existsSync(join(appDir, 'usr'))).toBe(false)
  })
})
