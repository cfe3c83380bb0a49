import { onTestFinished } from 'vitest'
import type { ConnectionStatus } from '@shared/status'
import type { ChatPacket } from '../../src/main/kinds/jim1/link/chat-packet'
import { Jim1Connection } from '../../src/main/kinds/jim1/link/jim1-connection'
import type { Credentials } from '../../src/main/kinds/jim1/link/credentials'
import type { DialOrder } from '../../src/main/lib/dial-order'
import { silentLogger } from '../../src/main/lib/logger'
import { FakeClock } from '../helpers/fake-clock'
import { FakeNetwork, type FakePeer, SESSION } from '../helpers/fake-transport'

export const CREDENTIALS: Credentials = {
  address: { host: 'im.example.com', port: 9001, tls: false },
  clientId: 'alice',
  token: 'secret-token',
  deviceId: 'd1',
  deviceName: 'Laptop',
  appVersion: '0.1.0',
  kind: 'sync',
}

/** A connection over a fake clock and network, with everything that it says written down. */
export class ConnectionFixture {
  readonly clock = new FakeClock()
  readonly network = new FakeNetwork()
  readonly statuses: ConnectionStatus[] = []
  /** Events in the order they came: `status:<state>`, `online`, `lost`, `packet:<name>`. */
  readonly log: string[] = []
  readonly packets: ChatPacket[] = []
  readonly connection: Jim1Connection
  /** What `random()` answers. */
  random = 0.5

  constructor(options: { readonly lastRequestId?: number; readonly order?: DialOrder } = {}) {
    this.connection = new Jim1Connection({
      clock: this.clock,
      random: () => this.random,
      openTransport: this.network.openTransport,
      logger: silentLogger,
      ...options,
    })
    this.connection.on('status', (status) => {
      this.statuses.push(status)
      this.log.push(`status:${status.state}`)
    })
    this.connection.on('online', () => void this.log.push('online'))
    this.connection.on('lost', () => void this.log.push('lost'))
    this.connection.on('packet', (packet) => {
      this.packets.push(packet)
      this.log.push(`packet:${packet.name}`)
    })
    onTestFinished(() => this.connection.close())
  }

  get peer(): FakePeer {
    return this.network.last
  }

  get states(): readonly string[] {
    return this.statuses.map(({ state }) => state)
  }

  start(overrides: Partial<Credentials> = {}): this {
    this.connection.start({ ...CREDENTIALS, ...overrides })
    return this
  }

  /** Lets the newest dial come online. */
  accept(session: Readonly<Record<string, unknown>> = {}): this {
    this.peer.open()
    this.peer.json('authAccepted', 1, { ...SESSION, ...session })
    return this
  }

  acceptBase(): this {
    this.peer.open()
    this.peer.text('authAccepted', 0, 'auth success')
    return this
  }
}

/** A connection that is online. */
export function online(session: Readonly<Record<string, unknown>> = {}): ConnectionFixture {
  return new ConnectionFixture().start().accept(session)
}

/** A connection in base mode. */
export function onlineBase(): ConnectionFixture {
  return new ConnectionFixture().start({ kind: 'base', token: '1' }).acceptBase()
}
