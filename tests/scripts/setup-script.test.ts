import { existsSync, readFileSync, rmSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { SmallCheckout } from '../helpers/small-checkout'

let checkout: SmallCheckout
beforeEach(() => {
  checkout = new SmallCheckout()
})
afterEach(() => checkout.remove())

/** As another script, which is this test, would leave it. */
const held = JSON.stringify({ pid: process.pid, host: hostname() })

describe('setup -- --check', () => {
  it('changes nothing where all is there', async () => {
    const before = checkout.everything()
    const { output } = await checkout.run('setup.mjs', '--check')
    expect(output).toContain('✓ Packages: as the lock file says')
    expect(output).toContain('✓ SQLite: opens a database')
    expect(checkout.everything()).toEqual(before)
  })

  it('changes nothing where something is missing, and tells all of it', async () => {
    checkout.write('node_modules/better-sqlite3/index.js', 'process.exit(3)')
    checkout.write('package-lock.json', { packages: { '': {}, 'node_modules/gone': { version: '1.0.0' } } })
    const before = checkout.everything()
    const { code, output } = await checkout.run('setup.mjs', '--check')
    expect(code).toBe(1)
    expect(output).toContain('✗ Packages: node_modules/gone is missing.')
    expect(output).toContain('✗ SQLite: the native addon opens no database in Node')
    expect(output).not.toContain('Ready.')
    expect(checkout.everything()).toEqual(before)
  })

  it('does not wait for a setup that is at work', async () => {
    checkout.write('.cache/setup.lock', held)
    const { output } = await checkout.run('setup.mjs', '--check')
    expect(output).toContain('✓ SQLite: opens a database')
    expect(readFileSync(join(checkout.dir, '.cache/setup.lock'), 'utf8')).toBe(held)
  })
})

describe('what was typed', () => {
  const SCRIPTS = ['build', 'cluster', 'dev', 'package', 'screenshots', 'setup', 'start', 'test', 'test-packages', 'typecheck']

  it.each(SCRIPTS)('is read before anything is done: %s', async (script) => {
    rmSync(join(checkout.dir, 'node_modules'), { recursive: true })
    const before = checkout.everything()
    const help = await checkout.run(`${script}.mjs`, '--help')
    expect(help).toMatchObject({ code: 0, output: expect.stringMatching(/^Usage: npm /) })
    const wrong = await checkout.run(`${script}.mjs`, '--nothing')
    expect(wrong.code).toBe(2)
    expect(wrong.output).toContain("Unknown option '--nothing'")
    expect(wrong.output).toContain('Usage: npm ')
    expect(checkout.everything()).toEqual(before)
  })
})

describe('a second one', () => {
  it.each([
    { args: [], lock: 'dev/first', advice: 'npm run dev -- --second opens another window beside it' },
    { args: ['--second'], lock: 'dev/second', advice: 'end that one first' },
  ])('of npm run dev $args says who was first, and leaves its ports', async ({ args, lock, advice }) => {
    checkout.write(`.cache/${lock}.lock`, held)
    checkout.write('.cache/dev/server.json', { pid: process.pid })
    const { code, output } = await checkout.run('dev.mjs', ...args)
    expect(code).toBe(1)
    expect(output).toContain(`runs already, as process ${process.pid}`)
    expect(output).toContain(advice)
    expect(readFileSync(join(checkout.dir, '.cache/dev/server.json'), 'utf8')).toBe(JSON.stringify({ pid: process.pid }))
    expect(existsSync(join(checkout.dir, `.cache/${lock}.lock`))).toBe(true)
  })
})
