import { createHash, randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Locator } from 'playwright'
import { RESERVE_BYTES } from '../../src/main/lib/disk-room'
import { type RunningServer, startServer } from '../../src/server/server'
import { HeldProxy } from '../helpers/held-proxy'
import { Probe } from '../helpers/probe'
import { must } from '../helpers/results'
import { UploadTap } from '../helpers/upload-tap'
import { authenticate, textFrom } from '../server/office'
import { type BadDisk, feignFree, feignFreeIn, type FullDisk, openBadDisk, openFullDisk } from './bad-disk'
import { Desktop } from './desktop'
import { chooseInDialog, saveWhereItIsAsked } from './given-files'

const CHAT = 'c2c:alice:bob'
const MiB = 1024 * 1024
/** What the server leaves free for messages. */
const SERVER_RESERVE = 8 * MiB

let server: RunningServer
let serverDisk: FullDisk
let tap: UploadTap
/** Alice's to the server. */
let way: HeldProxy
let phone: Probe
let senderDisk: BadDisk
let alice: Desktop
let dir: string
const closers: (() => unknown)[] = []

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'jim-e2e-full-'))
  closers.push(() => rmSync(dir, { recursive: true, force: true }))
  serverDisk = openFullDisk(128, feignFree)
  closers.push(serverDisk.close)
  const limits = { burst: 10_000, fileReserveBytes: SERVER_RESERVE }
  server = await startServer({ host: '127.0.0.1', tcp: 0, ws: 0, http: 0, dataDir: serverDisk.dir, demo: { messages: 60 }, limits })
  closers.push(() => server.close())
  tap = await UploadTap.open(server.ports.http, join(serverDisk.dir, 'files'))
  closers.push(() => tap.close())
  way = await HeldProxy.open(tap.port)
  closers.push(() => way.close())
  phone = await Probe.connect(server.ports.tcp)
  closers.push(() => phone.close())
  await authenticate(phone, 'bob', { token: 'demo', profile: 'sync/1', device_id: 'phone' })
  senderDisk = openBadDisk(96)
  closers.push(senderDisk.close)
  alice = await enter('alice', senderDisk.profileDir, way.port)
})
afterAll(async () => {
  for (const close of closers.reverse()) await close()
})

async function enter(user: string, profileDir: string, http: number): Promise<Desktop> {
  const desktop = await Desktop.launch({ profileDir })
  closers.push(() => desktop.close())
  await desktop.fillSignIn({ tcp: server.ports.tcp, http }, user, 'demo')
  await desktop.openConversation(CHAT)
  return desktop
}

const hashOf = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')
const sheet = (): Locator => alice.page.getByRole('dialog')
const send = (): Promise<void> => sheet().getByRole('button', { name: 'Send', exact: true }).click()
const line = (card: Locator, text: string): Promise<void> => card.getByTestId('file-line').filter({ hasText: text }).waitFor()
const say = (text: string): Promise<unknown> => phone.say('B101', 'text', textFrom('bob', 'alice', text))

/** On Alice's sheet; of bytes of its own. */
async function attach(name: string, size: number): Promise<Buffer> {
  const bytes = randomBytes(size)
  writeFileSync(join(dir, name), bytes)
  await chooseInDialog(alice, [join(dir, name)])
  await alice.page.getByRole('button', { name: 'Attach files' }).click()
  await sheet().getByText(name).waitFor()
  return bytes
}

/** Alice's store can take nothing any more. */
async function fillSenderDisk(): Promise<Locator> {
  senderDisk.break()
  const banner = alice.page.locator(`[data-banner=${senderDisk.banner}]`)
  // SQLite has kept some room for itself.
  while (!(await banner.isVisible())) await say('x'.repeat(200_000))
  return banner
}

const isSent = (name: string): Promise<void> =>
  alice.message(name).and(alice.page.locator('article:not([data-delivery=queued], [data-delivery=sending])')).waitFor()

/** Hashes of the files of that name which the server's messages have. */
async function sentFiles(name: string): Promise<readonly unknown[]> {
  const messages = await server.store.messages.range(CHAT, { from: 1, to: Number.MAX_SAFE_INTEGER, limit: 500, newest: true })
  return messages.flatMap(({ data }) => (data['name'] === name ? [data['sha256']] : []))
}

it('a file that cannot be stored for want of room stays on the sheet with its words, and is sent from there', async () => {
  const bytes = await attach('minutes.bin', 2 * MiB)
  await sheet().getByRole('textbox', { name: 'Caption' }).fill('as agreed')
  const banner = await fillSenderDisk()
  await send()
  await alice.page.getByText('so it was not kept').first().waitFor()
  await sheet().getByText('minutes.bin').waitFor()
  expect(await sheet().getByRole('textbox', { name: 'Caption' }).inputValue()).toBe('as agreed')
  expect(await sentFiles('minutes.bin')).toEqual([])
  senderDisk.mend()
  await banner.waitFor({ state: 'detached' })
  await send()
  await isSent('minutes.bin')
  expect(await sentFiles('minutes.bin')).toEqual([hashOf(bytes)])
})

it('a file whose upload ends while nothing can be noted down says why it waits, and goes once, by itself', async () => {
  const before = tap.requests.length
  const bytes = await attach('report.bin', 6 * MiB)
  const held = way.hold('up', 2 * MiB)
  await send()
  await held
  const banner = await fillSenderDisk()
  way.release()
  const card = alice.message('report.bin')
  await line(card, senderDisk.says)
  expect(await card.getAttribute('data-delivery')).toBe('queued')
  senderDisk.mend()
  await banner.waitFor({ state: 'detached' })
  await isSent('report.bin')
  expect(await sentFiles('report.bin')).toEqual([hashOf(bytes)])
  expect(tap.requests.length).toBeGreaterThan(before)
  expect([tap.sentAgain, tap.begunAnew]).toEqual([0, []])
})

it('an upload that the server has no more room for waits and says so, messages go on, and it goes on at the byte', async () => {
  const bytes = await attach('large.bin', 24 * MiB)
  await serverDisk.leave(SERVER_RESERVE + 12 * MiB)
  await send()
  const card = alice.message('large.bin')
  await line(card, 'the disk of the server is full · tries again in')
  await say('while it waits')
  await alice.timeline.getByText('while it waits').waitFor()
  await serverDisk.makeRoom()
  await isSent('large.bin')
  expect(await sentFiles('large.bin')).toEqual([hashOf(bytes)])
  expect(tap.requests.at(-1)?.from).toBeGreaterThan(0)
  expect([tap.sentAgain, tap.astray, tap.begunAnew]).toEqual([0, [], []])
})

it('a download that meets a full disk keeps what came, says why it waits, leaves messages their room, and ends by itself', async () => {
  const proxy = await HeldProxy.open(server.ports.http)
  closers.push(() => proxy.close())
  const reader: { desktop?: Desktop } = {}
  const disk = openFullDisk(160, (bytes) => reader.desktop && feignFreeIn(reader.desktop, bytes))
  closers.push(disk.close)
  const bob = (reader.desktop = await enter('bob', disk.dir, proxy.port))
  const card = bob.message('large.bin')
  const held = proxy.hold('down', 10 * MiB)
  await card.getByRole('button', { name: /^Download/ }).click()
  await held
  await disk.leave(RESERVE_BYTES - 8 * MiB)
  proxy.release()
  await line(card, 'the disk of this computer is full · tries again in')
  const { transfers } = must(await bob.call('transfers:list'))
  expect(transfers[0]?.done).toBeGreaterThan(4 * MiB)
  await alice.send('there is still room for this')
  await bob.timeline.getByText('there is still room for this').waitFor()
  await disk.makeRoom()
  await card.getByRole('button', { name: 'Open' }).waitFor({ timeout: 60_000 })
  const target = join(dir, 'saved.bin')
  await saveWhereItIsAsked(bob, target)
  await bob.choose(card, 'Save as…')
  await card.getByRole('button', { name: 'Show in folder' }).waitFor()
  expect(hashOf(readFileSync(target))).toBe(hashOf(readFileSync(join(dir, 'large.bin'))))
})
