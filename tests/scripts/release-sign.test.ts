import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { trustedReleaseKeys } from '../../scripts/lib/release-keys.mjs'
import { findPackages } from '../../scripts/lib/release-packages.mjs'
import { run } from '../../scripts/lib/run.mjs'
import { readRelease, type Release } from '../../src/main/app/updates/release-file'
import { releaseKey } from '../../src/main/app/updates/release-signature'
import { must } from '../helpers/results'
import { sha512 } from '../helpers/signed-release'

const ROOT = resolve(import.meta.dirname, '../..')
let dir: string
let folder: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'jim-release-'))
  folder = join(dir, 'packages')
  mkdirSync(folder)
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

const signWith = (...args: readonly string[]): Promise<{ readonly code: number; readonly output: string }> =>
  run(process.execPath, [join(ROOT, 'scripts/release-sign.mjs'), ...args], { cwd: dir })

/** The public part. */
async function newKey(name: string): Promise<string> {
  const { code, output } = await signWith('--new-key', join(dir, name))
  expect(code).toBe(0)
  return /^[A-Za-z0-9+/]{43}=$/m.exec(output)?.[0] ?? ''
}

const readBy = (publicKeys: readonly string[], version = '0.0.1'): Release =>
  must(
    readRelease(
      { release: readFileSync(join(folder, 'release.json')), signatures: readFileSync(join(folder, 'release.json.sig')) },
      { keys: publicKeys.map(releaseKey), version, now: Date.now() },
    ),
  )

describe('npm run release:sign', () => {
  it('makes a key, and a release that the program believes', async () => {
    const key = await newKey('one.pem')
    expect(statSync(join(dir, 'one.pem')).mode & 0o077).toBe(0)
    writeFileSync(join(folder, 'jim-desktop_1.2.3_amd64.deb'), 'a package')
    writeFileSync(join(folder, 'builder-debug.yml'), 'no package')
    writeFileSync(join(dir, 'new.txt'), 'Faster.\n')
    const { code, output } = await signWith(
      folder,
      '--key',
      join(dir, 'one.pem'),
      '--set-version',
      '1.2.3',
      '--days',
      '30',
      '--notes',
      join(dir, 'new.txt'),
    )
    expect(output).toContain('version 1.2.3, jim-desktop_1.2.3_amd64.deb')
    expect(output).toContain(`builds of this checkout do not trust ${key}`)
    expect(code).toBe(0)
    const release = readBy([key])
    expect(release).toMatchObject({ version: '1.2.3', notes: { en: 'Faster.', 'zh-CN': '' } })
    expect(release.expires - release.released).toBe(30 * 86_400_000)
    const pack = { file: 'jim-desktop_1.2.3_amd64.deb', system: 'linux', arch: 'x64', kind: 'deb', bytes: 9 }
    expect(release.packages).toEqual([{ ...pack, sha512: sha512(Buffer.from('a package')) }])
  })

  it('signs with two keys while they are changed, and keeps the signatures of the release before', async () => {
    const [one, two] = [await newKey('one.pem'), await newKey('two.pem')]
    writeFileSync(join(folder, 'jim-desktop_1.0.0_amd64.deb'), 'before')
    await signWith(folder, '--key', join(dir, 'one.pem'), '--set-version', '1.0.0')
    const before = readFileSync(join(folder, 'release.json'))
    rmSync(join(folder, 'jim-desktop_1.0.0_amd64.deb'))
    writeFileSync(join(folder, 'jim-desktop_1.1.0_amd64.deb'), 'after')
    await signWith(folder, '--key', join(dir, 'one.pem'), '--key', join(dir, 'two.pem'), '--set-version', '1.1.0')
    expect(readBy([one]).version).toBe('1.1.0')
    expect(readBy([two]).version).toBe('1.1.0')
    const signatures = readFileSync(join(folder, 'release.json.sig'))
    const judgedBy = { keys: [releaseKey(one)], version: '0.0.1', now: Date.now() }
    expect(must(readRelease({ release: before, signatures }, judgedBy)).version).toBe('1.0.0')
  })

  it('never writes a key over another', async () => {
    await newKey('one.pem')
    const before = readFileSync(join(dir, 'one.pem'))
    const { code, output } = await signWith('--new-key', join(dir, 'one.pem'))
    expect(code).toBe(1)
    expect(output).toContain('is there already, and is kept')
    expect(readFileSync(join(dir, 'one.pem'))).toEqual(before)
  })

  it.each([
    [[], 2, 'One folder of packages is needed.'],
    [['x'], 2, 'One key is needed'],
    [['x', '--key', 'a', '--days', '0'], 2, '--days has to be a whole number from 1 to 730.'],
    [['x', '--key', 'a', '--set-version', '1.2'], 2, '1.2 is no version such as 1.2.3'],
    [['x', '--key', 'nowhere.pem'], 1, 'nowhere.pem has no private key that can be read'],
  ])('says what is wrong of %j', async (args, code, text) => {
    const result = await signWith(...args)
    expect(result.output).toContain(text)
    expect(result.code).toBe(code)
  })

  it('takes no key of another kind, no empty folder, and no long notes', async () => {
    await newKey('one.pem')
    const key = ['--key', join(dir, 'one.pem')]
    expect((await signWith(folder, ...key)).output).toContain('there is no package in')
    expect((await signWith(join(dir, 'gone'), ...key)).output).toContain('gone cannot be read')
    writeFileSync(join(dir, 'long.txt'), 'x'.repeat(8001))
    expect((await signWith(folder, ...key, '--notes', join(dir, 'long.txt'))).output).toContain('is too long: 8001 of at most 8000')
  })
})

describe('the packages of a folder', () => {
  const put = (...names: readonly string[]): void => names.forEach((name) => writeFileSync(join(folder, name), name))

  it('are known by their names', async () => {
    put('jim-desktop_1.0.0_arm64.deb', 'jim-desktop-1.0.0.x86_64.rpm', 'Jim Desktop-1.0.0.AppImage', 'Jim Desktop Setup 1.0.0.exe')
    put('jim-desktop-1.0.0-x64.tar.gz', 'Jim Desktop-1.0.0-universal-mac.zip', 'Jim Desktop-1.0.0-win.zip', 'Jim Desktop-1.0.0-arm64.dmg')
    put('release.json', 'latest-linux.yml', 'x.exe.blockmap', 'README.txt')
    const { packages, others } = await findPackages(folder, '1.0.0')
    expect(packages.map(({ system, arch, kind }) => `${system} ${arch} ${kind}`).sort()).toEqual(
      [
        'linux arm64 deb',
        'linux x64 rpm',
        'linux x64 appimage',
        'win32 x64 nsis',
        'linux x64 tar',
        'darwin universal zip',
        'win32 x64 zip',
        'darwin arm64 dmg',
      ].sort(),
    )
    expect(others).toEqual(['README.txt'])
  })

  it.each([
    ['jim-desktop_1.0.1_amd64.deb', '1.0.0'],
    ['jim-desktop_11.0.0_amd64.deb', '1.0.0'],
    ['jim-desktop_1.0.00_amd64.deb', '1.0.0'],
  ])('are of one version: %s is not of %s', async (name, version) => {
    put(name)
    await expect(findPackages(folder, version)).rejects.toThrow(`${name} is not of version ${version}`)
  })

  it.each([
    ['jim-desktop_1.0.0~tryout_amd64.deb', '1.0.0'],
    ['jim-desktop_1.0.0~beta.1_amd64.deb', '1.0.0-beta.1'],
    ['jim-desktop-1.0.0.AppImage', '1.0.0'],
  ])('have it as their system writes it: %s is of %s', async (name, version) => {
    put(name)
    expect((await findPackages(folder, version)).packages).toHaveLength(1)
  })

  it('are each there once', async () => {
    put('a-1.0.0-x64.deb', 'b-1.0.0-amd64.deb')
    await expect(findPackages(folder, '1.0.0')).rejects.toThrow('a-1.0.0-x64.deb and b-1.0.0-amd64.deb are the same package')
  })
})

describe('the keys of a build', () => {
  const one = Buffer.alloc(32, 1).toString('base64')
  const two = Buffer.alloc(32, 2).toString('base64')

  it('are those of the environment, else of the repository, else none', () => {
    mkdirSync(join(dir, 'resources'))
    expect(trustedReleaseKeys({}, dir)).toEqual([])
    writeFileSync(join(dir, 'resources/release-keys.json'), JSON.stringify({ keys: [one] }))
    expect(trustedReleaseKeys({}, dir)).toEqual([one])
    expect(trustedReleaseKeys({ JIM_RELEASE_KEYS: `${two}, ${one}` }, dir)).toEqual([two, one])
  })

  it.each([{ keys: ['short'] }, { keys: [one, two, one] }, { keys: 'none' }, [], 'nothing at all'])('are nothing else: %j', (content) => {
    mkdirSync(join(dir, 'resources'))
    writeFileSync(join(dir, 'resources/release-keys.json'), typeof content === 'string' ? content : JSON.stringify(content))
    expect(() => trustedReleaseKeys({}, dir)).toThrow('at most 2 public keys')
  })

  it('of this repository can be read', () => {
    expect(() => trustedReleaseKeys({}).map(releaseKey)).not.toThrow()
  })
})
