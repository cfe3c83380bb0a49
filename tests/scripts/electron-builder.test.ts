import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { getConfig, validateConfiguration } from 'app-builder-lib/out/util/config/config'
import type { Configuration } from 'app-builder-lib'
import { describe, expect, it } from 'vitest'
import { builderEnvironment } from '../../scripts/lib/electron-builder.mjs'

const ROOT = resolve(import.meta.dirname, '../..')
const FILES = ['electron-builder.yml', 'electron-builder.portable.yml']

const read = (file: string): Promise<Configuration> => getConfig(ROOT, file, undefined)
/** Only told of old forms. */
const silent = { isEnabled: false, add: () => undefined } as unknown as Parameters<typeof validateConfiguration>[1]
const validate = (config: Configuration): Promise<void> => validateConfiguration(config, silent)

describe.each(FILES)('%s', (file) => {
  it('is what electron-builder takes', async () => {
    await validate(await read(file))
  })

  it('names files that are there', async () => {
    const { win, mac, linux, nsis } = await read(file)
    // The icon of macOS is drawn when a package is made (`mac-package.test.ts`).
    const named = [win?.icon, linux?.icon, mac?.entitlements, mac?.entitlementsInherit, nsis?.include]
    for (const path of named) expect(existsSync(join(ROOT, String(path)))).toBe(true)
  })
})

describe('a wrong configuration', () => {
  it('is refused: a key that is none, and a value of another kind', async () => {
    const config = await read('electron-builder.yml')
    await expect(validate({ ...config, nsis: { ...config.nsis, perMachines: true } } as Configuration)).rejects.toThrow(
      'configuration.nsis should be one of these',
    )
    await expect(validate({ ...config, asarr: true } as Configuration)).rejects.toThrow("unknown property 'asarr'")
  })
})

describe('what is packed', () => {
  it('has a form for every system', async () => {
    const { win, mac, linux, nsis, msi } = await read('electron-builder.yml')
    expect(win?.target).toEqual(['nsis', 'msi'])
    expect(mac?.target).toEqual([
      { target: 'dmg', arch: 'universal' },
      { target: 'zip', arch: 'universal' },
    ])
    // .deb, .rpm and .tar.gz are of our own making.
    expect(linux?.target).toEqual(['AppImage'])
    expect(nsis).toMatchObject({ oneClick: false, perMachine: false, deleteAppDataOnUninstall: false })
    expect(msi).toMatchObject({ perMachine: true, upgradeCode: expect.stringMatching(/^[0-9A-F-]{36}$/) as string })
  })

  it('begins with what the program needs: a list of one system would begin with everything', async () => {
    const { files, win, mac, linux } = await read('electron-builder.yml')
    expect(files).toMatchObject([{ filter: expect.arrayContaining(['out/**', 'package.json']) as unknown }])
    expect([win?.files, mac?.files, linux?.files]).toEqual([undefined, undefined, undefined])
  })

  it('has the reader of the registry where there is one', () => {
    const leftOut = (platform: NodeJS.Platform) => builderEnvironment('9', { env: {}, platform, arch: 'x64' }).JIM_REGISTRY_LEAVE_OUT
    expect(leftOut('win32')).toBe('nothing')
    for (const system of ['linux', 'darwin'] as const) expect(leftOut(system)).toBe('{native-reg,node-gyp-build}')
  })

  it('starts nowhere without the sandbox', async () => {
    const { appImage } = await read('electron-builder.yml')
    expect(appImage?.executableArgs).toEqual([])
  })

  it('marks the portable zip alone', async () => {
    const marks = async (file: string): Promise<unknown> => JSON.stringify((await read(file)).extraFiles)
    expect(await marks('electron-builder.portable.yml')).toContain('portable.txt')
    expect(await marks('electron-builder.portable.yml')).toContain('LICENSE')
    expect(await marks('electron-builder.yml')).not.toContain('portable.txt')
    const named = async (file: string): Promise<unknown> => (await read(file)).win?.artifactName
    expect(await named('electron-builder.portable.yml')).toContain('-portable.')
    expect(await named('electron-builder.yml')).toBeUndefined()
    expect(readFileSync(join(ROOT, 'resources/portable.txt'), 'utf8')).toContain('profile')
  })
})
