import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setImmediate, setTimeout } from 'node:timers/promises'
import { asUserId } from '@shared/ids'
import { Jim1Link } from '../src/main/kinds/jim1/jim1-link'
import { Jim1Connection } from '../src/main/kinds/jim1/link/jim1-connection'
import { systemClock } from '../src/main/lib/clock'
import type { HttpClient, HttpRequest } from '../src/main/lib/http-client'
import { silentLogger } from '../src/main/lib/logger'
import { openStore } from '../src/main/store/open-store'
import { SyncEngine } from '../src/main/sync/sync-engine'
import { FakeNetwork, SESSION } from '../tests/helpers/fake-transport'
import { atMost, msRow, type Row } from './measure'

/** `CROWD=10000` for a quick look. */
const CONVERSATIONS = Number(process.env['CROWD'] ?? 100_000)
/** Messages that each has, as the list says. */
const MESSAGES = 3
/** Milliseconds for which the process may be away from everything else, ever. */
const MAX_DELAY_MS = 100
const MAX_SETTLE_MS = 600_000
const T0 = 1_790_000_000_000

const idOf = (i: number): string => `c2c:alice:user-${String(i).padStart(6, '0')}`

function message(i: number, seq: number): unknown {
  const conversation_id = idOf(i)
  const sender_id = conversation_id.slice('c2c:alice:'.length)
  const data = { sender_id, sender_name: sender_id, sender_avatar: '', receiver_id: 'alice', conversation_id, content: `message ${seq}` }
  return { type: 'text', data: { ...data, mid: String(i * MESSAGES + seq), seq, sent_at: T0 + i * MESSAGES + seq } }
}

/** A server in this process. `isHonest`: its history is what its list says; else it has none at all. */
function serverOf(isHonest: boolean): { readonly http: HttpClient; requests: number } {
  const server = { http: { request }, requests: 0 }
  function answer({ url }: HttpRequest): unknown {
    const { pathname, searchParams } = new URL(url)
    if (pathname === '/v1/me') return { user_id: 'alice', name: 'Alice', avatar: '', status: '' }
    const number = (name: string): number => Number(searchParams.get(name) ?? 0)
    if (pathname === '/v1/conversations') {
      const from = number('after')
      const to = Math.min(CONVERSATIONS, from + number('limit'))
      const items = Array.from({ length: to - from }, (_, at) => {
        const said = { conversation_id: idOf(from + at), kind: 'c2c', title: `User ${from + at}`, members_count: 2, read_seq: 0 }
        const last = isHonest ? message(from + at, MESSAGES) : null
        return { ...said, last_seq: MESSAGES, updated_at: T0 - from - at, last_message: last }
      })
      return { items, next: to < CONVERSATIONS ? String(to) : null, server_time: T0 }
    }
    const i = Number(decodeURIComponent(pathname).slice(-'000000/messages'.length, -'/messages'.length))
    const seqs = [1, 2, 3].filter((seq) => seq >= number('from_seq') && seq <= number('to_seq'))
    return isHonest ? { items: seqs.map((seq) => message(i, seq)), last_seq: MESSAGES } : { items: [], last_seq: 0 }
  }
  async function request(asked: HttpRequest): ReturnType<HttpClient['request']> {
    server.requests++
    await setImmediate()
    return { status: 200, json: answer(asked) }
  }
  return server as unknown as { readonly http: HttpClient; requests: number }
}

type Settled = { readonly ms: number; readonly delayMs: number; readonly workMs: number; readonly requests: number }

/**
 * The most processor time of the process between two turns of the event loop. V8's own threads, which collect garbage
 * beside the event loop, count as well: it tells what a machine with one core would wait for, not what this one waited.
 */
function watchWork(): { readonly stop: () => number } {
  let most = 0
  let last = process.cpuUsage()
  const timer = setInterval(() => {
    const { user, system } = process.cpuUsage(last)
    last = process.cpuUsage()
    most = Math.max(most, (user + system) / 1000)
  }, 1)
  return { stop: () => (clearInterval(timer), most) }
}

/** Signs in to a server with a crowd of conversations, until sync is at rest. */
async function settle(isHonest: boolean, dir: string): Promise<Settled> {
  const opened = openStore({ file: join(dir, `${isHonest ? 'honest' : 'contradicting'}.db`), clock: systemClock, logger: silentLogger })
  if (!opened.ok) throw opened.error
  const store = opened.value
  const server = serverOf(isHonest)
  const network = new FakeNetwork()
  network.onDial = (peer) => {
    peer.onWrite = () => {
      const packet = peer.packets.at(-1)
      if (packet?.name === 'ping') queueMicrotask(() => peer.text('pong', packet.requestId, 'pong'))
      if (packet?.name === 'auth') queueMicrotask(() => peer.json('authAccepted', 1, { ...SESSION, user_id: 'alice' }))
    }
    queueMicrotask(() => peer.open())
  }
  const { openTransport } = network
  const parts = { clock: systemClock, random: Math.random, logger: silentLogger }
  const connection = new Jim1Connection({ ...parts, openTransport })
  const me = { userId: asUserId('alice'), name: 'Alice', avatar: '' }
  const link = new Jim1Link({
    ...parts,
    connection,
    http: server.http,
    httpBase: () => 'http://here',
    token: () => '',
    me: me.userId,
  })
  const engine = new SyncEngine({ ...parts, link, store, me, newCliMid: () => '' })
  engine.start()
  const delay = monitorEventLoopDelay({ resolution: 1 })
  delay.enable()
  const work = watchWork()
  const start = performance.now()
  const device = { clientId: 'alice', token: 't', deviceId: 'd', deviceName: 'd', appVersion: '0' }
  connection.start({ ...device, address: { host: 'here', port: 1, tls: false }, kind: 'sync' })
  const isIdle = (): boolean => engine.status.state === 'idle'
  while (isIdle()) await setTimeout(1)
  while (!isIdle()) await setTimeout(20)
  const ms = performance.now() - start
  // What comes after must not hold the process up either.
  await setTimeout(5000)
  delay.disable()
  const workMs = work.stop()
  const known = store.conversations.ids().length
  const holes = store.ranges.incomplete().length
  if (known !== CONVERSATIONS || (isHonest && holes > 0)) throw new Error(`${known} conversations, ${holes} with holes`)
  connection.stop({ code: 'signed_out', reason: '' })
  engine.close()
  connection.close()
  store.close()
  return { ms, delayMs: delay.max / 1e6, workMs, requests: server.requests }
}

/** 100,000 conversations, of an honest server and of one whose history contradicts its list. */
export async function crowd(): Promise<readonly Row[]> {
  const dir = mkdtempSync(join(tmpdir(), 'jim-bench-crowd-'))
  const rows: Row[] = []
  try {
    for (const isHonest of [true, false]) {
      const name = isHonest ? 'crowd' : 'crowd, contradicting'
      const { ms, delayMs, workMs, requests } = await settle(isHonest, dir)
      const goal = atMost(1)
      const rest = `${name}: at rest after ${requests.toLocaleString('en')} requests`
      rows.push(msRow({ name: rest, value: ms, baseline: MAX_SETTLE_MS, goal }))
      rows.push(msRow({ name: `${name}: event-loop delay, max`, value: delayMs, baseline: MAX_DELAY_MS, goal }))
      rows.push(msRow({ name: `${name}: busiest turn, processor time of all threads`, value: workMs, baseline: MAX_DELAY_MS }))
    }
    return rows
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}
