import { randomUUID } from 'node:crypto'
import { expect, vi } from 'vitest'
import { Faults } from '../../src/server/faults'
import { type RunningServer, type ServerOptions, startServer } from '../../src/server/server'
import { hashPassword, SAMPLE_COST } from '../../src/server/store/passwords'
import type { FakeClock } from '../helpers/fake-clock'
import { Probe, type ProbeFrame } from '../helpers/probe'
import { openNodes } from './office-nodes'
import { bucketOf, S3 } from './test-bucket'
import { freshDatabase, POSTGRES } from './test-store'

/** Until nodes have told each other; nothing is expected sooner. */
const WAIT = { timeout: 30_000, interval: 5 }

type OfficeOptions = Partial<Omit<ServerOptions, 'host' | 'clock'>> & {
  readonly users?: readonly string[]
  readonly ca?: string
  readonly clock?: FakeClock
  /** Everybody's, where the sample office has one. */
  readonly password?: string
  /** Everybody comes to its first node, as if a balancer kept them there: what is tested each node counts for itself (docs/server.md). */
  readonly isKeptAtOneNode?: boolean
}

type Answer = { readonly status: number; readonly body: Answered; readonly headers: Headers }
/** A JSON answer of HTTP. */
export type Answered = Record<string, unknown> & { readonly items?: readonly Record<string, unknown>[] }

/**
 * The server on free ports with a few accounts (password `<id> pw`), and probes that are logged in. Where JIM_TEST_NODES says so
 * these are two servers of one office: each connection, and each call, goes to the other one than that before it.
 */
export class TestOffice {
  /** The first of its nodes. */
  readonly server: RunningServer
  readonly #nodes: readonly RunningServer[]
  readonly #closeShared: () => Promise<void>
  /** How many connections there were, and how many calls: those of either kind take turns, or a call before each connection would put
   * all of them on one node. */
  readonly #turns = { connections: 0, calls: 0 }
  /** The address of its database, where it has one. */
  readonly postgres: string | undefined
  readonly #probes: Probe[] = []
  readonly #tokens = new Map<string, string>()
  readonly #ca: string | undefined
  readonly #clock: FakeClock | undefined
  readonly #password: string | undefined
  readonly #isKeptAtOneNode: boolean

  private constructor(nodes: readonly RunningServer[], closeShared: () => Promise<void>, options: OfficeOptions) {
    const { ca, clock, password, postgres, isKeptAtOneNode = false } = options
    this.#nodes = nodes
    this.#closeShared = closeShared
    this.server = nodes[0]!
    this.postgres = postgres
    this.#ca = ca
    this.#clock = clock
    this.#password = password
    this.#isKeptAtOneNode = isKeptAtOneNode
  }

  static async open(options: OfficeOptions = {}): Promise<TestOffice> {
    const postgres = POSTGRES === undefined ? undefined : await databaseOf(options.dataDir)
    const s3 = S3 === undefined ? undefined : await bucketOf(options.dataDir)
    const given = { host: '127.0.0.1', tcp: 0, ws: 0, http: 0, postgres, s3, faults: new Faults(), ...options }
    const opened = given.nats === undefined ? await openNodes(given) : undefined
    const { nodes, close } = opened ?? { nodes: [await startServer(given)], close: async () => undefined }
    const office = new TestOffice(nodes, close, { postgres, ...options })
    for (const userId of options.users ?? ['alice', 'bob', 'carol']) await office.addUser(userId)
    return office
  }

  /** A cheap hash: a test does not wait for scrypt. */
  async addUser(userId: string, name = userId.toUpperCase()): Promise<void> {
    const passwordHash = await hashPassword(passwordOf(userId), SAMPLE_COST)
    await this.server.store.users.create({ userId, name, avatar: '', status: '', passwordHash, lastSeen: 0 })
  }

  async connect(): Promise<Probe> {
    const probe = await Probe.connect(this.#next('connections').ports.tcp, { ca: this.#ca })
    this.#probes.push(probe)
    return probe
  }

  /** A connection that has logged in to sync/1 with a token of its own device. */
  async enter(userId: string, deviceId: string = randomUUID()): Promise<Probe> {
    const probe = await this.connect()
    const accepted = await authenticate(probe, userId, {
      token: await this.token(userId, deviceId),
      profile: 'sync/1',
      device_id: deviceId,
    })
    if (accepted.command !== 'B002') throw new Error(`not let in: ${accepted.text}`)
    return probe
  }

  /** A connection that has logged in as a plain jim1 client. */
  async enterBase(userId: string): Promise<Probe> {
    const probe = await this.connect()
    const accepted = await authenticate(probe, userId, { token: passwordOf(userId) })
    if (accepted.command !== 'B002') throw new Error(`not let in: ${accepted.text}`)
    return probe
  }

  async token(userId: string, deviceId = 'http'): Promise<string> {
    const { body } = await this.post('/v1/login', {
      user: userId,
      password: this.#password ?? passwordOf(userId),
      device_id: deviceId,
      device_name: `${userId}'s`,
    })
    return String(body['token'])
  }

  url(path: string): string {
    return `http://127.0.0.1:${this.#next('calls').ports.http}${path}`
  }

  /** At each of its nodes; the first is `server`. */
  urls(path: string): readonly string[] {
    return this.#nodes.map(({ ports }) => `http://127.0.0.1:${ports.http}${path}`)
  }

  post(path: string, body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
    return this.#fetch('POST', path, body, headers)
  }

  /** A call with a token of that user. */
  async call(userId: string, method: string, path: string, body?: unknown): Promise<Answer> {
    let token = this.#tokens.get(userId)
    if (token === undefined) this.#tokens.set(userId, (token = await this.token(userId)))
    return this.#fetch(method, path, body, { authorization: `Bearer ${token}` })
  }

  /** What `GET` answers to that user. */
  async get(userId: string, path: string): Promise<Answered> {
    return (await this.call(userId, 'GET', path)).body
  }

  /** A group of these, the first its owner; the result is its id without `c2g:`. */
  async group(title: string, [owner, ...members]: readonly string[]): Promise<string> {
    const { body } = await this.call(String(owner), 'POST', '/v1/groups', { title, member_ids: members })
    return String(body['conversation_id']).slice('c2g:'.length)
  }

  /** Resolves when every node knows of that many connections of the user: until then one may take what it hears of the others for all. */
  async haveHeardOf(userId: string, connections: number): Promise<void> {
    await vi.waitFor(() => {
      for (const { world } of this.#nodes) expect(world.connectionsBeside(userId, undefined)).toBe(connections)
    }, WAIT)
  }

  /** What its nodes have counted, all together. */
  async metric(name: string): Promise<number> {
    const texts = await Promise.all(this.urls('/metrics').map(async (url) => (await fetch(url)).text()))
    return texts.reduce((sum, text) => sum + Number(new RegExp(`^${name} (.+)$`, 'm').exec(text)?.[1]), 0)
  }

  /** All nodes go, and tell their people so; `close` is still to come. */
  async shutDown(): Promise<void> {
    await Promise.all(this.#nodes.map((node) => node.close()))
  }

  async close(): Promise<void> {
    for (const probe of this.#probes) probe.close()
    const closing = this.shutDown()
    // Where time stands still, what waits for a grace would wait for ever.
    this.#clock?.advance(2000)
    await closing
    await this.#closeShared()
  }

  #next(of: 'connections' | 'calls'): RunningServer {
    return this.#nodes[this.#isKeptAtOneNode ? 0 : this.#turns[of]++ % this.#nodes.length]!
  }

  /** A call with that very token. */
  callWith(token: string, method: string, path: string, body?: unknown): Promise<Answer> {
    return this.#fetch(method, path, body, { authorization: `Bearer ${token}` })
  }

  async #fetch(method: string, path: string, body: unknown, headers: Readonly<Record<string, string>>): Promise<Answer> {
    const request =
      body === undefined
        ? { method, headers: { ...headers } }
        : { method, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) }
    const answer = await fetch(this.url(path), request)
    const text = await answer.text()
    return { status: answer.status, body: (text === '' ? {} : JSON.parse(text)) as Answered, headers: answer.headers }
  }
}

/** Who comes back to a folder comes back to its database. */
const databases = new Map<string, string>()

async function databaseOf(dataDir: string | undefined): Promise<string> {
  const known = dataDir === undefined ? undefined : databases.get(dataDir)
  if (known !== undefined) return known
  const url = await freshDatabase(POSTGRES!)
  if (dataDir !== undefined) databases.set(dataDir, url)
  return url
}

export function passwordOf(userId: string): string {
  return `${userId} pw`
}

/** `B001`; resolves with `B002` or `B003`. */
export function authenticate(probe: Probe, userId: string, more: object): Promise<ProbeFrame> {
  probe.send('B001', { client_id: userId, ...more })
  return probe.take(({ command }) => command === 'B002' || command === 'B003')
}

/** The `data` of a text message of a session. */
export function textFrom(senderId: string, receiverId: string, content: string, cliMid: string = randomUUID()): Record<string, unknown> {
  return { sender_id: senderId, sender_name: '', sender_avatar: '', receiver_id: receiverId, cli_mid: cliMid, content }
}
