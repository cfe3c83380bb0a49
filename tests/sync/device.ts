import { asConversationId, asUserId, type ConversationId } from '@shared/ids'
import { Jim1Link } from '../../src/main/kinds/jim1/jim1-link'
import { Jim1Connection } from '../../src/main/kinds/jim1/link/jim1-connection'
import type { Random } from '../../src/main/lib/clock'
import type { HttpClient } from '../../src/main/lib/http-client'
import { silentLogger } from '../../src/main/lib/logger'
import { openStore } from '../../src/main/store/open-store'
import type { Store } from '../../src/main/store/store'
import { SyncEngine } from '../../src/main/sync/sync-engine'
import type { FakeClock } from '../helpers/fake-clock'
import { FakeNetwork } from '../helpers/fake-transport'
import type { ModelServer } from './model-server'

export const AB = asConversationId('c2c:alice:bob')

let devices = 0

/** One signed-in device on the model server: real connection, store and engine, fake clock and network. */
export class Device {
  readonly network = new FakeNetwork()
  readonly store: Store
  readonly connection: Jim1Connection
  readonly engine: SyncEngine
  readonly #deviceId = ++devices
  #cliMids = 0

  constructor(
    readonly server: ModelServer,
    readonly clock: FakeClock,
    readonly userId = 'alice',
    store: Store | string = ':memory:',
    {
      http = server.http,
      random = () => 0.5,
      recallMs,
    }: { readonly http?: HttpClient; readonly random?: Random; readonly recallMs?: number } = {},
  ) {
    this.store = typeof store === 'string' ? open(store, clock) : store
    this.network.onDial = server.accept
    this.connection = new Jim1Connection({ clock, random, openTransport: this.network.openTransport, logger: silentLogger })
    const link = new Jim1Link({
      connection: this.connection,
      http,
      httpBase: () => 'http://model',
      token: () => userId,
      me: asUserId(userId),
      clock,
      logger: silentLogger,
    })
    this.engine = new SyncEngine({
      clock,
      random,
      link,
      store: this.store,
      me: { userId: asUserId(userId), name: userId.toUpperCase(), avatar: '' },
      newCliMid: () => `01890000-0000-7000-8000-${String(this.#deviceId * 1_000_000 + ++this.#cliMids).padStart(12, '0')}`,
      recallMs,
      logger: silentLogger,
    })
    this.engine.start()
  }

  connect(): void {
    this.connection.start({
      address: { host: 'model', port: 9001, tls: false },
      clientId: this.userId,
      token: this.userId,
      deviceId: `device-${this.#deviceId}`,
      deviceName: 'test',
      appVersion: '0',
      kind: 'sync',
    })
  }

  /** Writes a message, which has to be taken. */
  say(text: string, conversationId: ConversationId = AB): Extract<ReturnType<SyncEngine['send']>, { ok: true }> {
    const sent = this.trySay(text, conversationId)
    if (!sent.ok) throw new Error(`not taken: ${sent.error.code}`)
    return sent
  }

  trySay(text: string, conversationId: ConversationId = AB): ReturnType<SyncEngine['send']> {
    return this.engine.send({ conversationId, content: { kind: 'text', text } })
  }

  /** The timeline as text: what is shown, in its order. */
  texts(conversationId: ConversationId = AB): string[] {
    const { rows } = this.store.messages.page({ conversationId, anchor: { at: 'end' }, limit: 200 })
    return rows.map(({ type, content }) => (type === 'text' ? String(content['content']) : type))
  }

  /** The states of my messages, in the order of the timeline. */
  statuses(conversationId: ConversationId = AB): string[] {
    const { rows } = this.store.messages.page({ conversationId, anchor: { at: 'end' }, limit: 200 })
    return rows.filter(({ isMine }) => isMine).map(({ status }) => status)
  }

  close(): void {
    this.connection.stop({ code: 'signed_out', reason: '' })
    this.engine.close()
    this.connection.close()
    this.store.close()
  }
}

function open(file: string, clock: FakeClock): Store {
  const opened = openStore({ file, clock, logger: silentLogger })
  if (!opened.ok) throw opened.error
  return opened.value
}
