import type { Features } from '@shared/features'
import { asUserId, type ConversationId } from '@shared/ids'
import { silentLogger } from '../../src/main/lib/logger'
import type { StoredMessage } from '../../src/main/store/message-row'
import type { Store } from '../../src/main/store/store'
import { SyncEngine } from '../../src/main/sync/sync-engine'
import type { FakeClock } from '../helpers/fake-clock'
import { OTHER_FEATURES, OtherLink } from '../helpers/other-kind/other-link'
import type { OtherServer } from '../helpers/other-kind/other-server'
import { must } from '../helpers/results'
import { openTestStore } from '../store/helpers'

export type OtherDeviceOptions = {
  /** That of another device by default. */
  readonly clock?: FakeClock
  readonly store?: Store
  readonly features?: Features
  readonly random?: () => number
}

let devices = 0

/** One signed-in device of the second kind: the very engine, over a link that is not ours. */
export class OtherDevice {
  readonly link: OtherLink
  readonly engine: SyncEngine
  readonly #deviceId = ++devices
  #cliMids = 0

  readonly clock: FakeClock
  readonly store: Store

  constructor(
    readonly server: OtherServer,
    usualClock: FakeClock,
    readonly userId = 'alice',
    options: OtherDeviceOptions = {},
  ) {
    const { clock = usualClock, features = OTHER_FEATURES, random = () => 0.5 } = options
    this.clock = clock
    this.store = options.store ?? openTestStore(':memory:', clock)
    const me = asUserId(userId)
    this.link = new OtherLink(server, me, clock, features)
    this.engine = new SyncEngine({
      clock,
      random,
      link: this.link,
      store: this.store,
      me: { userId: me, name: userId.toUpperCase(), avatar: '' },
      newCliMid: () => `${userId}-${this.#deviceId}-${++this.#cliMids}`,
      logger: silentLogger,
    })
    this.engine.start()
  }

  say(text: string, conversationId: ConversationId): void {
    must(this.engine.send({ conversationId, content: { kind: 'text', text } }))
  }

  rows(conversationId: ConversationId): readonly StoredMessage[] {
    return this.store.messages.page({ conversationId, anchor: { at: 'end' }, limit: 500 }).rows
  }

  texts(conversationId: ConversationId): readonly unknown[] {
    return this.rows(conversationId).map(({ content }) => content['content'])
  }

  /** The store stays open: a program that was started anew may have it. */
  close(): void {
    this.engine.close()
    this.link.stop()
  }
}
