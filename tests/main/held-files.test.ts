import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { isHeld, retryHeld, retryHeldSync } from '../../src/main/lib/held-files'
import { retryHeld as retryHeldByServer } from '../../src/server/data/held-files'

const SOURCES = join(import.meta.dirname, '../../src')

function fault(code: string): Error {
  return Object.assign(new Error(code), { code })
}

/** A call that fails so often with a code, then works. */
function failing(times: number, code: string): { calls: number; run: () => string } {
  const call = {
    calls: 0,
    run: () => {
      call.calls++
      if (call.calls <= times) throw fault(code)
      return 'done'
    },
  }
  return call
}

/** Both kinds of call, with the waits between two tries. */
const WAYS = [
  ['at once', (run: () => string, platform: NodeJS.Platform, waits: number[]) => retryHeldSync(run, platform, (ms) => waits.push(ms))],
  [
    'with a promise',
    (run: () => string, platform: NodeJS.Platform, waits: number[]) =>
      retryHeld(
        async () => run(),
        platform,
        async (ms) => void waits.push(ms),
      ),
  ],
  [
    'by the server',
    (run: () => string, platform: NodeJS.Platform, waits: number[]) =>
      retryHeldByServer(
        async () => run(),
        platform,
        async (ms) => void waits.push(ms),
      ),
  ],
] as const

describe.each(WAYS)('a name that another program holds, asked for %s', (_, retry) => {
  it.each(['EBUSY', 'EPERM', 'EACCES', 'ENOTEMPTY'])('is waited for on Windows: %s', async (code) => {
    const waits: number[] = []
    const call = failing(3, code)
    expect(await retry(call.run, 'win32', waits)).toBe('done')
    expect([call.calls, waits]).toEqual([4, [10, 20, 40]])
  })

  it.each(['linux', 'darwin'] as const)('is a matter of rights on %s, and told at once', async (platform) => {
    const waits: number[] = []
    const call = failing(1, 'EACCES')
    await expect(async () => retry(call.run, platform, waits)).rejects.toThrow('EACCES')
    expect([call.calls, waits]).toEqual([1, []])
  })

  it.each(['ENOSPC', 'EROFS', 'ENOENT'])('is not what %s says', async (code) => {
    const waits: number[] = []
    await expect(async () => retry(failing(1, code).run, 'win32', waits)).rejects.toThrow(code)
    expect(waits).toEqual([])
  })
})

it('has an end: the last error is told', async () => {
  const [sync, waits] = [failing(Infinity, 'EBUSY'), [] as number[]]
  expect(() => retryHeldSync(sync.run, 'win32', (ms) => waits.push(ms))).toThrow('EBUSY')
  expect([sync.calls, waits]).toEqual([6, [10, 20, 40, 80, 160]])
  for (const retry of [retryHeld, retryHeldByServer]) {
    const [later, laterWaits] = [failing(Infinity, 'EBUSY'), [] as number[]]
    const gone = retry(
      async () => later.run(),
      'win32',
      async (ms) => void laterWaits.push(ms),
    )
    await expect(gone).rejects.toThrow('EBUSY')
    expect([later.calls, laterWaits]).toEqual([9, [10, 20, 40, 80, 160, 320, 640, 1280]])
  }
})

it('is known by an error of the system alone', () => {
  expect(isHeld(fault('EBUSY'), 'win32')).toBe(true)
  expect(isHeld('EBUSY', 'win32')).toBe(false)
  expect(isHeld(new Error('EBUSY'), 'win32')).toBe(false)
})

it.each([
  ['main', 200],
  ['server', 100],
])('%s renames and removes nothing without that patience', (program, atLeast) => {
  const folder = join(SOURCES, program)
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (name) => name.endsWith('.ts') && !name.endsWith('held-files.ts'),
  )
  expect(files.length).toBeGreaterThan(atLeast)
  const impatient = files.filter((name) => {
    const imports = readFileSync(join(folder, name), 'utf8').matchAll(/import ([^'"]*) from 'node:fs(?:\/promises)?'/g)
    // Whole modules as well: what is called of them would not be seen here.
    return [...imports].some(([, what = '']) => /\b(?:rename|rm|rmdir|unlink)(?:Sync)?\b|\*|^(?!type\b)\w/.test(what))
  })
  expect(impatient).toEqual([])
})
