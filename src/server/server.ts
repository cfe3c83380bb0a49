import type { AddressInfo } from 'node:net'
import { v7 as uuidV7 } from 'uuid'
import { watchForeignChanges } from './access/foreign-changes'
import { Strangers } from './access/strangers'
import { Authenticator } from './auth'
import { BotOffice } from './bots/bot-office'
import { BotShift } from './bots/bot-shift'
import { guests, samplePeople } from './bots/cast'
import { LocalBus } from './bus/local-bus'
import { type ServerClock, systemServerClock } from './clock'
import { closeOnce } from './close-once'
import { alone } from './data/alone'
import { openData, type ServerData } from './data/open-data'
import { openSharedData, type SharedOffice } from './data/shared-office'
import { openPostgresData, usualNodeName } from './data/open-postgres-data'
import { Readiness } from './data/readiness'
import { seedDemo } from './demo'
import { Samples } from './seed/store-samples'
import { Faults } from './faults'
import { openFiles } from './files/files'
import { headOf, pictureType } from './files/picture-head'
import { checkOfficeFolder } from './files/office-folder'
import { filesFolderOf, openFolder } from './files/open-folder'
import { openS3 } from './files/s3/open-s3'
import type { S3Options } from './files/s3/s3-options'
import { Gateway } from './gateway/gateway'
import { type Listener, listenTcp, type TlsFiles } from './gateway/tcp-listener'
import { listenWebSocket } from './gateway/ws-listener'
import { buildHttpServer, buildOperationsServer } from './http/http-server'
import { DEFAULT_LIMITS, type ServerLimits } from './limits'
import { type ServerLogger, silentServerLogger } from './logger'
import { Metrics } from './metrics'
import type { OfficeNode } from './nodes/office-node'
import { openNatsNode, openNode } from './nodes/open-node'
import type { Claims } from './store/claims'
import { meteredStore } from './store/metered-store'
import { hashPassword } from './store/passwords'
import type { ServerStore } from './store/server-store'
import { readName } from './world/labels'
import { World } from './world/world'

export type ServerOptions = {
  readonly host: string
  /** Ports; 0 takes a free one. */
  readonly tcp: number
  readonly ws: number
  readonly http: number
  /** Absent: everything is in memory and gone with the server. */
  readonly dataDir?: string
  /** The address of a PostgreSQL; absent: a file in the data folder. */
  readonly postgres?: string
  /**
   * The addresses of a NATS, for one node of several on that PostgreSQL: they tell each other over it. Data folder and files
   * are those of all of them.
   */
  readonly nats?: readonly string[]
  /** What the node is called, among those that run now; absent: by the machine and the process. */
  readonly node?: string
  /** Instead of `postgres` and `nats`: whatever else several nodes of one office have in common. */
  readonly shared?: SharedOffice
  /** Where files are kept; absent: `files` in the data folder. */
  readonly filesDir?: string
  /** The bucket where files are kept instead of a folder; absent: a folder. */
  readonly s3?: S3Options
  /** Sample people and history in an empty store; `messages` for a smaller office. */
  readonly demo?: boolean | { readonly messages?: number }
  /** People whom the server plays: those of the sample office, or two guests in an office of one's own. */
  readonly bots?: 'sample' | 'guests'
  /** TLS on TCP, WebSocket and HTTP. */
  readonly tls?: TlsFiles
  /** Where `/healthz`, `/readyz` and `/metrics` are asked, in plain HTTP; absent: on the HTTP port like everything else. */
  readonly operations?: { readonly host: string; readonly port: number }
  /** What `B002` tells clients; for a server behind another address. */
  readonly httpBase?: string
  readonly faults?: Faults
  readonly limits?: Partial<ServerLimits>
  readonly clock?: ServerClock
  readonly logger?: ServerLogger
}

export type Ports = { readonly tcp: number; readonly ws: number; readonly http: number; readonly metrics?: number }

export type RunningServer = {
  readonly ports: Ports
  readonly store: ServerStore
  readonly world: World
  /** Resolves when the database is gone: nothing is taken in any more, and the server had better end. */
  readonly lost: Promise<Error>
  readonly faults: Faults
  /** Absent without `bots`, and while they are on another node. */
  readonly bots: BotOffice | undefined
  /** Throws away now what it does every hour. */
  sweepFiles(): Promise<void>
  /** @throws RefusedError `bad_name` */
  addUser(user: { readonly userId: string; readonly name: string; readonly password: string }): Promise<boolean>
  /** Tells clients `shutting_down` and closes everything. Twice is harmless. */
  close(): Promise<void>
}

/** What clients are asked to wait after a shutdown; a restart takes about this long. */
const RETRY_AFTER_MS = 1000

/**
 * Starts the office server: store, world, gateway over TCP and WebSocket, HTTP.
 *
 * @throws Error when a port is taken, the data folder cannot be used or the certificate does not fit
 */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const limits = { ...DEFAULT_LIMITS, ...options.limits }
  const logger = options.logger ?? silentServerLogger
  const faults = options.faults ?? new Faults()
  const metrics = new Metrics()
  const data = await openStore(options, logger)
  const { store, health, clock, claims } = data
  const closers: (() => Promise<void>)[] = [() => data.close()]
  const readiness = new Readiness(health)
  const close = closeOnce(closers, () => readiness.end())
  try {
    const { s3 } = options
    const storage = s3 === undefined ? await openFolder(options, limits.fileReserveBytes) : await openS3(s3, store.files, clock)
    closers.push(() => storage.close())
    health.watchFiles(storage)
    const folder = s3 === undefined ? filesFolderOf(options) : undefined
    if (options.nats !== undefined && folder !== undefined) await checkOfficeFolder(folder, store.files, clock)
    const { demo = false } = options
    if (demo !== false)
      await alone(claims, 'seed', clock, () => seedDemo(store, storage, clock.now(), demo === true ? undefined : demo.messages))
    const newId = (): string => uuidV7()
    const metered = meteredStore(store, () => metrics.storeSeconds.startTimer())
    const node = await joinOthers(options, data, logger, metrics)
    if (node !== undefined) closers.push(() => node.close())
    const bus = node?.bus ?? new LocalBus()
    const world = new World({
      store: metered,
      bus,
      deliveries: node?.deliveries,
      elsewhere: node?.elsewhere,
      tellMarks: node?.tellMarks,
      context: {
        now: () => clock.now(),
        newId,
        defer: (run) => void setImmediate(run),
        after: (delayMs, run) => clock.after(delayMs, run),
        limits,
        pictureTypeOf: async (sha256) => pictureType(await headOf(storage, sha256)),
      },
    })
    const authenticator = new Authenticator({ store, clock, limits })
    const stopWatching = watchForeignChanges(store, clock, (of) => world.access.checkAll(of))
    metrics.watch('jim_ready', 'Whether /readyz says so', async () => ((await readiness.check()) === undefined ? 1 : 0))
    metrics.watch('jim_messages', 'Messages in the store', () => store.messages.count())
    metrics.watch('jim_messages_duplicate', 'Messages that were sent again and known already', () => world.messages.counts.duplicates)
    let httpPort = options.http
    const scheme = options.tls === undefined ? 'http' : 'https'
    const httpBase = (): string => options.httpBase ?? `${scheme}://${urlHost(options.host)}:${httpPort}`
    const files = await openFiles({
      ...{ store: store.files, storage, clock, limits, logger, metrics, httpBase },
      claims: node === undefined ? undefined : claims,
    })
    files.sweep.start()
    closers.push(() => files.sweep.stop())
    const gateway = new Gateway({
      world,
      authenticator,
      clock,
      faults,
      limits,
      logger,
      metrics,
      newId,
      httpBase,
      linkTo: (fileId) => files.links.linkTo(fileId),
    })
    const strangers = new Strangers(limits)
    metrics.watch('jim_strangers', 'Sockets on which nobody has logged in', () => strangers.count)
    const http = await buildHttpServer(
      { world, store, authenticator, clock, faults, files, logger, metrics },
      {
        tls: options.tls,
        strangers,
        operations: options.operations === undefined ? { metrics, readiness, node } : undefined,
        minUploadBytes: limits.minUploadBytes,
      },
    )
    closers.push(
      async () => stopWatching(),
      () => world.close(),
      async () => http.close(),
    )
    const operations = options.operations && (await buildOperationsServer({ metrics, readiness, node, logger, clock }, strangers))
    if (operations !== undefined) {
      closers.push(async () => operations.close())
      await operations.listen(options.operations)
    }
    await http.listen({ host: options.host, port: options.http })
    httpPort = (http.server.address() as AddressInfo).port
    const listeners: Listener[] = []
    // Nobody comes any more, everybody is told to go, and the store outlives them all.
    closers.push(async () => {
      for (const listener of listeners) listener.stop()
      await gateway.close(RETRY_AFTER_MS)
      await Promise.all(listeners.map((listener) => listener.close()))
    })
    const shared = { host: options.host, tls: options.tls, handshakeMs: limits.authTimeoutMs, strangers }
    listeners.push(await listenTcp(gateway, { ...shared, port: options.tcp }))
    const { maxBodyBytes, maxBodyBytesBeforeLogin } = limits
    listeners.push(await listenWebSocket(gateway, { ...shared, port: options.ws, maxBodyBytes, maxBodyBytesBeforeLogin }))
    const [tcp, ws] = listeners as [Listener, Listener]
    const openBots = async (): Promise<BotOffice> =>
      new BotOffice({
        played: await (options.bots === 'sample' ? samplePeople(store) : guests(store)),
        ...{ world, store, bus, faults, clock, logger, newId },
        samples: new Samples(storage),
        seed: clock.now(),
      })
    const shift = options.bots === undefined ? undefined : new BotShift({ claims, clock, logger, open: openBots })
    if (shift !== undefined) closers.push(() => shift.close())
    await shift?.start()
    readiness.begin()
    return {
      ports: {
        ...{ tcp: tcp.port, ws: ws.port, http: httpPort },
        ...(operations === undefined ? {} : { metrics: (operations.server.address() as AddressInfo).port }),
      },
      lost: data.lost,
      store,
      world,
      faults,
      get bots() {
        return shift?.office
      },
      sweepFiles: () => files.sweep.run(),
      addUser: async ({ userId, name, password }) =>
        store.users.create({
          userId,
          name: readName(name),
          avatar: '',
          status: '',
          passwordHash: await hashPassword(password),
          lastSeen: 0,
        }),
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

type OpenedData = ServerData & { readonly clock: ServerClock; readonly claims: Claims | undefined }

async function openStore(options: ServerOptions, logger: ServerLogger): Promise<OpenedData> {
  const { postgres, nats, dataDir, shared, clock = systemServerClock } = options
  if (shared !== undefined) return openSharedData(shared, clock)
  if (postgres === undefined) return { ...openData(dataDir, clock, logger), clock, claims: undefined }
  const node = nats === undefined ? undefined : nodeName(options)
  return openPostgresData(postgres, { dataDir, node, system: systemServerClock, given: options.clock, logger })
}

function nodeName({ node = usualNodeName() }: ServerOptions): string {
  return node
}

/** As one node of several; `undefined`: this process is alone. */
async function joinOthers(
  options: ServerOptions,
  { store }: OpenedData,
  logger: ServerLogger,
  metrics: Metrics,
): Promise<OfficeNode | undefined> {
  const { nats, shared } = options
  if (nats === undefined && shared === undefined) return undefined
  const common = { name: nodeName(options), store, logger }
  // What it measures are intervals of its own: whoever keeps the office's time has no part in them.
  const node =
    nats === undefined
      ? await openNode({ ...common, nodeBus: shared!.nodeBus, clock: shared!.clock })
      : await openNatsNode({ ...common, nats, clock: systemServerClock })
  metrics.watch('jim_bus_connected', 'Whether NATS carries what the nodes tell each other', () => (node.isBusConnected ? 1 : 0))
  metrics.watch('jim_nodes', 'Nodes of the office that this one hears of, itself included', () => node.nodeCount)
  return node
}

function urlHost(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1'
  return host.includes(':') ? `[${host}]` : host
}
