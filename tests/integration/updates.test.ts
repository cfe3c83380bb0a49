import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { Network } from '../../src/main/app/network/network'
import { systemClock } from '../../src/main/lib/clock'
import { RESERVE_BYTES } from '../../src/main/lib/disk-room'
import { silentLogger } from '../../src/main/lib/logger'
import { ReleaseFeed } from '../helpers/release-feed'
import { newSigner } from '../helpers/signed-release'
import { startConnectProxy, startSocksProxy } from '../helpers/test-proxies'
import { DEB, outcomeOf, PACKAGE, UpdateRig } from '../helpers/update-rig'

async function served(
  change: ConstructorParameters<typeof UpdateRig>[1] = {},
): Promise<{ readonly feed: ReleaseFeed; readonly rig: UpdateRig }> {
  const feed = await ReleaseFeed.open()
  return { feed, rig: new UpdateRig(feed.address, change) }
}

function put(feed: ReleaseFeed, files: Map<string, Uint8Array>): void {
  for (const [name, bytes] of files) feed.files.set(name, bytes)
}

/** A release in a folder, as a share would have it. */
function inFolder(rig: UpdateRig, files: Map<string, Uint8Array>): void {
  rig.source = join(rig.dir, 'share')
  mkdirSync(rig.source, { recursive: true })
  for (const [name, bytes] of files) writeFileSync(join(rig.source, name), bytes)
  rig.updates.useSource()
}

describe('an update', () => {
  it('is found, brought and verified, step by step, and the command is said', async () => {
    const { feed, rig } = await served()
    put(feed, rig.release())
    await rig.updates.check()
    expect(rig.shown).toMatchObject({
      state: 'offered',
      offer: { version: '1.1.0', bytes: PACKAGE.length, notes: { en: 'What is new', 'zh-CN': '新内容' } },
    })
    expect(feed.log).toEqual(['release.json.sig', 'release.json'])
    await rig.updates.download()
    expect(rig.told).toEqual(['checking', 'offered', 'downloading', 'verifying', 'ready'])
    expect(rig.shown).toMatchObject({ install: { way: 'command', command: `sudo apt install ${rig.path}` } })
    expect(readFileSync(rig.path).equals(PACKAGE)).toBe(true)
    expect(readdirSync(join(rig.folder, '1.1.0'))).toEqual([DEB])
  })

  it('comes from a folder as well', async () => {
    const rig = new UpdateRig('')
    inFolder(rig, rig.release())
    await rig.updates.check()
    expect(outcomeOf(rig.shown)).toBe('offered')
    await rig.updates.download()
    expect(outcomeOf(rig.shown)).toBe('ready')
    expect(readFileSync(rig.path).equals(PACKAGE)).toBe(true)
  })

  it('may be signed by the next key', async () => {
    const { feed, rig } = await served()
    put(feed, rig.release('1.1.0', { signers: [rig.next] }))
    await rig.updates.check()
    expect(outcomeOf(rig.shown)).toBe('offered')
  })

  it('is none when it is the version that runs', async () => {
    const { feed, rig } = await served()
    put(feed, rig.release('1.0.0'))
    await rig.updates.check()
    expect(rig.shown).toMatchObject({ state: 'current', at: rig.clock.now() })
  })

  it('is ready at once when it was brought before', async () => {
    const { feed, rig } = await served()
    put(feed, rig.release())
    mkdirSync(join(rig.folder, '1.1.0'), { recursive: true })
    writeFileSync(rig.path, PACKAGE)
    await rig.updates.check()
    expect(outcomeOf(rig.shown)).toBe('ready')
    expect(feed.log).not.toContain(DEB)
  })
})

describe('a release that is not taken', () => {
  it.each([
    ['nobody signed', 'unsigned', (rig: UpdateRig) => rig.release('1.1.0', { signers: [] })],
    ['a stranger signed', 'unknown_key', (rig: UpdateRig) => rig.release('1.1.0', { signers: [newSigner()] })],
    ['has expired', 'expired', (rig: UpdateRig) => rig.release('1.1.0', { change: { expires: '2026-11-30T00:00:00Z' } })],
    ['is older', 'older', (rig: UpdateRig) => rig.release('0.9.0')],
    ['is of another program', 'invalid', (rig: UpdateRig) => rig.release('1.1.0', { change: { product: 'another' } })],
    ['is of a later form', 'newer_format', (rig: UpdateRig) => rig.release('1.1.0', { change: { format: 2 } })],
    ['has nothing for this computer', 'no_package', (rig: UpdateRig) => rig.release('1.1.0', { change: otherSystem() })],
    ['is forged', 'bad_signature', forged],
    ['has no signatures', 'unsigned', (rig: UpdateRig) => without(rig.release(), 'release.json.sig')],
    ['is not there', 'not_found', () => new Map<string, Uint8Array>()],
    ['never ends', 'too_large', (rig: UpdateRig) => rig.release().set('release.json', Buffer.alloc(100_000))],
  ])('because it %s', async (_, code, files) => {
    const { feed, rig } = await served()
    put(feed, files(rig))
    await rig.updates.check()
    expect(outcomeOf(rig.shown)).toBe(code)
    await rig.updates.download()
    expect(feed.log).not.toContain(DEB)
    inFolder(rig, files(rig))
    await rig.updates.check()
    expect(outcomeOf(rig.shown)).toBe(code)
  })

  it('is told with its version when that is known', async () => {
    const { feed, rig } = await served()
    put(feed, rig.release('0.9.0'))
    await rig.updates.check()
    expect(rig.shown).toMatchObject({ code: 'older', version: '0.9.0' })
  })
})

const otherSystem = (): Record<string, unknown> => {
  const sha512 = `${'A'.repeat(86)}==`
  return { packages: [{ file: 'x.exe', system: 'win32', arch: 'x64', kind: 'nsis', bytes: 1, sha512 }] }
}
const without = (files: Map<string, Uint8Array>, name: string): Map<string, Uint8Array> => {
  files.delete(name)
  return files
}
/** The signature of one release beside the bytes of another. */
function forged(rig: UpdateRig): Map<string, Uint8Array> {
  const other = rig.release('1.1.0', { change: { notes: { en: 'Click here' } } }).get('release.json')!
  return rig.release().set('release.json', other)
}

describe('a package', () => {
  it('goes on from where it was cut off', async () => {
    const { feed, rig } = await served()
    put(feed, rig.release())
    await rig.updates.check()
    feed.faults.push({ of: DEB, cutAfter: 300_000 })
    await rig.updates.download()
    expect(rig.shown).toMatchObject({ state: 'failed', code: 'cut_off', offer: { version: '1.1.0' } })
    const lies = readFileSync(`${rig.path}.part`)
    expect(lies.equals(PACKAGE.subarray(0, lies.length))).toBe(true)
    expect(lies.length).toBeGreaterThan(0)
    await rig.updates.download()
    expect(outcomeOf(rig.shown)).toBe('ready')
    expect(feed.log.at(-1)).toBe(`${DEB} from ${lies.length}`)
    expect(readFileSync(rig.path).equals(PACKAGE)).toBe(true)
  })

  it('begins anew at a server without ranges, and where a part is longer than the file', async () => {
    const { feed, rig } = await served()
    put(feed, rig.release())
    feed.hasNoRanges = true
    await rig.updates.check()
    rig.leavePart(PACKAGE.subarray(0, 1000))
    await rig.updates.download()
    expect(readFileSync(rig.path).equals(PACKAGE)).toBe(true)
    rmSync(rig.path)
    feed.hasNoRanges = false
    rig.leavePart(Buffer.alloc(PACKAGE.length + 1))
    await rig.updates.check()
    await rig.updates.download()
    expect(readFileSync(rig.path).equals(PACKAGE)).toBe(true)
  })

  it('begins anew once when the part is not its beginning', async () => {
    const { feed, rig } = await served()
    put(feed, rig.release())
    await rig.updates.check()
    rig.leavePart(Buffer.alloc(1000))
    await rig.updates.download()
    expect(outcomeOf(rig.shown)).toBe('ready')
    expect(feed.log.slice(-2)).toEqual([`${DEB} from 1000`, DEB])
  })

  it('that lies there whole as a part is not asked for again', async () => {
    const { feed, rig } = await served()
    put(feed, rig.release())
    await rig.updates.check()
    rig.leavePart(PACKAGE)
    await rig.updates.download()
    expect(outcomeOf(rig.shown)).toBe('ready')
    expect(feed.log).not.toContain(DEB)
  })

  it.each([
    ['has other bytes', 'package_changed', (bytes: Buffer) => Buffer.from(bytes).fill(0, 5, 6)],
    ['is longer', 'package_changed', (bytes: Buffer) => Buffer.concat([bytes, Buffer.of(1)])],
    ['is shorter', 'cut_off', (bytes: Buffer) => bytes.subarray(0, -1)],
  ])('that %s is not taken', async (_, code, change) => {
    const { feed, rig } = await served()
    put(feed, rig.release().set(DEB, change(PACKAGE)))
    await rig.updates.check()
    await rig.updates.download()
    expect(outcomeOf(rig.shown)).toBe(code)
    expect(existsSync(rig.path)).toBe(false)
    expect(existsSync(`${rig.path}.part`)).toBe(code === 'cut_off')
    inFolder(rig, rig.release().set(DEB, change(PACKAGE)))
    await rig.updates.check()
    await rig.updates.download()
    expect(outcomeOf(rig.shown)).toBe(code)
  })

  it('that was swapped after it was verified is not installed', async () => {
    const { feed, rig } = await served()
    put(feed, rig.release())
    await rig.updates.check()
    await rig.updates.download()
    writeFileSync(rig.path, Buffer.from(PACKAGE).fill(0, 9, 10))
    await rig.updates.verify()
    expect(rig.shown).toMatchObject({ state: 'failed', code: 'package_changed', offer: { version: '1.1.0' } })
    expect(existsSync(rig.path)).toBe(false)
  })

  it('is not begun without room for all of it', async () => {
    const { feed, rig } = await served({ freeBytes: () => Promise.resolve(RESERVE_BYTES + PACKAGE.length - 1) })
    put(feed, rig.release())
    await rig.updates.check()
    await rig.updates.download()
    expect(outcomeOf(rig.shown)).toBe('disk_full')
  })

  it('is not verified any more once its release has expired', async () => {
    const { feed, rig } = await served()
    put(feed, rig.release())
    await rig.updates.check()
    rig.clock.jump(100 * 86_400_000)
    await rig.updates.download()
    expect(rig.shown).toMatchObject({ code: 'expired', version: '1.1.0' })
  })
})

describe('a source', () => {
  it('that is slow is given up after thirty seconds without a byte, and what came is kept', async () => {
    const { feed, rig } = await served()
    put(feed, rig.release())
    feed.faults.push({ of: 'release.json', stopAfter: 0 })
    let stopped = feed.stopped()
    const checking = rig.updates.check()
    await stopped
    rig.clock.advance(29_999)
    expect(outcomeOf(rig.shown)).toBe('checking')
    rig.clock.advance(1)
    await checking
    expect(outcomeOf(rig.shown)).toBe('timeout')
    await rig.updates.check()
    feed.faults.push({ of: DEB, stopAfter: 100_000 })
    stopped = feed.stopped()
    const some = new Promise<void>((resolve) => rig.updates.on('changed', (now) => now.state === 'downloading' && resolve()))
    const downloading = rig.updates.download()
    await Promise.all([stopped, some])
    rig.clock.advance(30_000)
    await downloading
    expect(outcomeOf(rig.shown)).toBe('timeout')
    expect(rig.clock.nextDelayMs).toBeUndefined()
    await rig.updates.download()
    expect(outcomeOf(rig.shown)).toBe('ready')
  })

  it('that is not there is offline', async () => {
    const { feed, rig } = await served()
    feed.close()
    await rig.updates.check()
    expect(outcomeOf(rig.shown)).toBe('offline')
    rig.source = join(rig.dir, 'no such share')
    rig.updates.useSource()
    await rig.updates.check()
    expect(outcomeOf(rig.shown)).toBe('offline')
  })

  it.each([302, 401, 500])('that answers %i is told as it is, and leads nowhere else', async (status) => {
    const { feed, rig } = await served()
    put(feed, rig.release())
    feed.faults.push({ of: 'release.json', status })
    await rig.updates.check()
    expect(outcomeOf(rig.shown)).toBe('source_failed')
    expect(feed.log).toEqual(['release.json.sig', 'release.json'])
  })

  it.each([
    ['socks5', startSocksProxy],
    ['http', startConnectProxy],
  ] as const)('is reached by the %s proxy that is set', async (kind, start) => {
    const proxy = await start({ names: { 'updates.office.test': '127.0.0.1' } })
    const feed = await ReleaseFeed.open()
    const network = new Network({
      profileDir: join(feed.address.replace(/.*/, '/nowhere')),
      vault: { isAvailable: false, seal: () => undefined, open: () => undefined },
      resolveSystemProxy: () => Promise.resolve('DIRECT'),
      given: { kind, host: '127.0.0.1', port: proxy.port },
      clock: systemClock,
      logger: silentLogger,
    })
    const rig = new UpdateRig(`http://updates.office.test:${feed.port}/jim`, { dial: network.dial })
    put(feed, rig.release())
    await rig.updates.check()
    await rig.updates.download()
    expect(outcomeOf(rig.shown)).toBe('ready')
    expect(new Set(proxy.asked)).toEqual(new Set([`updates.office.test:${feed.port}`]))
    await proxy.close()
  })
})

describe('nothing unasked', () => {
  it('is fetched or looked for where nobody allows it', async () => {
    const { feed, rig } = await served({ checksDaily: () => false })
    put(feed, rig.release())
    await rig.updates.start()
    await rig.clock.advanceAsync(3 * 86_400_000)
    expect(rig.told).toEqual([])
  })

  it('is looked for but once a day, and never fetched, unless a policy says so', async () => {
    const { feed, rig } = await served()
    put(feed, rig.release())
    await rig.updates.start()
    const left = rig.left()
    rig.clock.advance(60_000)
    await left
    expect(outcomeOf(rig.shown)).toBe('offered')
    await rig.clock.advanceAsync(86_400_000 - 1)
    expect(feed.log).toEqual(['release.json.sig', 'release.json'])
    const again = nextState(rig, 'offered')
    rig.clock.advance(1)
    await again
    expect(feed.log).toHaveLength(4)
  })

  it('is brought by a policy, and installed where that needs nobody', async () => {
    let told: (path: string) => void = () => undefined
    const installed = new Promise<string>((resolve) => (told = resolve))
    const installer = {
      installation: { system: 'linux', arch: 'x64', kind: 'deb' } as const,
      wayOf: () => ({ way: 'restart' }) as const,
      install: () => Promise.resolve({ ok: true as const, value: undefined }),
      installAtEnd: (_: unknown, path: string) => {
        told(path)
        return Promise.resolve({ ok: true as const, value: undefined })
      },
    }
    const { feed, rig } = await served({ unasked: 'install', installer })
    put(feed, rig.release())
    await rig.updates.start()
    rig.clock.advance(60_000)
    expect(await installed).toBe(rig.path)
    expect(outcomeOf(rig.shown)).toBe('ready')
  })

  it.each([
    [{ keys: [] }, 'no_keys'],
    [{ isOff: true }, 'off'],
  ] as const)('happens in a build that may not: %j', async (change, support) => {
    const { feed, rig } = await served(change)
    put(feed, rig.release())
    await rig.updates.check()
    await rig.updates.download()
    expect(rig.shown).toMatchObject({ state: 'idle', support })
    expect(feed.log).toEqual([])
  })
})

const nextState = (rig: UpdateRig, wanted: string): Promise<void> =>
  new Promise((resolve) => rig.updates.on('changed', ({ state }) => state === wanted && resolve()))

describe('a person', () => {
  it('who takes what is offered while its source is still being closed is heard', async () => {
    const { feed, rig } = await served()
    put(feed, rig.release())
    rig.closing = new Promise(() => undefined)
    const offered = nextState(rig, 'offered')
    void rig.updates.check()
    await offered
    await new Promise((resolve) => setImmediate(resolve))
    await rig.updates.download()
    expect(outcomeOf(rig.shown)).toBe('ready')
  })

  it('cancels a download, and goes on from there', async () => {
    const { feed, rig } = await served()
    put(feed, rig.release())
    await rig.updates.check()
    feed.faults.push({ of: DEB, stopAfter: 100_000 })
    const stopped = feed.stopped()
    const some = nextState(rig, 'downloading')
    const downloading = rig.updates.download()
    await Promise.all([stopped, some])
    rig.updates.cancel()
    expect(outcomeOf(rig.shown)).toBe('offered')
    const again = rig.updates.download()
    await Promise.all([downloading, again])
    expect(outcomeOf(rig.shown)).toBe('ready')
    expect(readFileSync(rig.path).equals(PACKAGE)).toBe(true)
  })

  it('hears of the last bytes that came before a pause', async () => {
    const { feed, rig } = await served()
    put(feed, rig.release())
    await rig.updates.check()
    feed.faults.push({ of: DEB, stopAfter: 100_000 })
    const told: number[] = []
    rig.updates.on('changed', (shown) => void (shown.state === 'downloading' && told.push(shown.doneBytes)))
    const downloading = rig.updates.download()
    await vi.waitFor(() => expect(rig.shown).toMatchObject({ doneBytes: 100_000 }), { timeout: 30_000 })
    await rig.clock.advanceAsync(200)
    expect(told.at(-1)).toBe(100_000)
    rig.updates.cancel()
    await downloading
  })

  it('who begins anew waits for what was cancelled to let go of its file', async () => {
    let release: () => void = () => undefined
    const held = new Promise<void>((resolve) => (release = resolve))
    const reads: number[] = []
    const rig: UpdateRig = new UpdateRig('/share', {
      openSource: () => ({
        small: (name) => Promise.resolve({ ok: true, value: rig.release().get(name)! }),
        async read(_name, from, sink) {
          reads.push(from)
          await sink.begin(from)
          if (reads.length === 1) await held
          else await sink.take(PACKAGE)
          return { ok: true, value: undefined }
        },
        close: () => Promise.resolve(),
      }),
    })
    await rig.updates.check()
    const begun = nextState(rig, 'downloading')
    const first = rig.updates.download()
    await begun
    await vi.waitUntil(() => reads.length === 1, { timeout: 30_000 })
    rig.updates.cancel()
    const second = rig.updates.download()
    // As many turns of the disk as a second one that does not wait would need to begin.
    for (let turn = 0; turn < 30; turn += 1) await stat(rig.dir)
    expect(reads).toEqual([0])
    release()
    await Promise.all([first, second])
    expect(reads).toEqual([0, 0])
    expect(outcomeOf(rig.shown)).toBe('ready')
  })

  it('who names another source hears no more of the one before', async () => {
    const { feed, rig } = await served()
    put(feed, rig.release())
    feed.faults.push({ of: 'release.json', stopAfter: 0 })
    const stopped = feed.stopped()
    const checking = rig.updates.check()
    await stopped
    rig.source = ''
    rig.updates.useSource()
    await checking
    expect(outcomeOf(rig.shown)).toBe('idle')
    await rig.updates.check()
    expect(outcomeOf(rig.shown)).toBe('idle')
  })
})

describe('what is left over', () => {
  it('goes at the start: versions that are no update, and what nobody came back to', async () => {
    const rig = new UpdateRig('')
    for (const name of ['0.9.0', '1.0.0', '1.1.0', 'nonsense']) mkdirSync(join(rig.folder, name), { recursive: true })
    rig.clock.jump(Date.now() - rig.clock.now())
    await rig.updates.start()
    expect(readdirSync(rig.folder)).toEqual(['1.1.0'])
    rig.clock.jump(31 * 86_400_000)
    await rig.updates.start()
    expect(readdirSync(rig.folder)).toEqual([])
  })

  it('goes when another version is found', async () => {
    const { feed, rig } = await served()
    put(feed, rig.release())
    mkdirSync(join(rig.folder, '1.0.5'), { recursive: true })
    await rig.updates.check()
    expect(existsSync(join(rig.folder, '1.0.5'))).toBe(false)
  })
})
