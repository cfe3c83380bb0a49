import { decodeText, encodeJson } from '@protocol/json'
import type { Envelope } from '@protocol/schemas/chat'
import type { OnlineSession } from '../../src/main/kinds/jim1/link/online-session'
import type { Jim1ConnectionEvents as ConnectionEvents } from '../../src/main/kinds/jim1/link/jim1-connection'
import type { Store } from '../../src/main/store/store'
import { mustBeStored } from '../../src/server/store/must-be-stored'
import type { Appended, MessageStore } from '../../src/server/store/server-store'
import { asConversationId } from '@shared/ids'
import { FILE_MUTATIONS } from './file-mutations'
import { NODE_MUTATIONS } from './node-mutations'
import { CountedConnection, type Harness, soundHarness } from './harness'
import { variantOf } from './variant-of'

type Changed = (session: OnlineSession) => OnlineSession

/**
 * Rules that are broken on purpose, from outside: the programs are the real ones, put together wrongly. The invariants
 * are worth something only if they notice.
 */
export const MUTATIONS = {
  ...FILE_MUTATIONS,
  ...NODE_MUTATIONS,
  /** The range is committed before the rows it speaks of. */
  'range-before-rows': { ...soundHarness, store: withRangesFirst },
  /** What is held is taken for everything up to the newest. */
  'last-seq-for-ranges': { ...soundHarness, store: withoutHoles },
  /** A message that is sent again has another name. */
  'new-cli-mid-on-retry': { ...soundHarness, connection: (deps) => new ChangedConnection(deps, withFreshNames()) },
  /** What was on its way when the program ended is not sent again. */
  'no-requeue-at-start': { ...soundHarness, store: withoutRequeue },
  /** What waits is known to the program, and not to its disk. */
  'outbox-in-memory': { ...soundHarness, store: withoutOutbox },
  /** `delivered` is signalled when a message arrives, before it is stored. */
  'delivered-before-commit': { ...soundHarness, connection: (deps) => new HastyConnection(deps) },
  /** A recall takes nothing away. */
  'recall-ignored': { ...soundHarness, store: withoutRecall },
  /** What is heard of one's own membership of a group is not kept. */
  'membership-ignored': { ...soundHarness, store: withoutMembership },
  /** The server's list of what changed has no word for the groups that one is out of. */
  'left-groups-untold': {
    ...soundHarness,
    serverStore: (store) => ({
      ...store,
      conversations: variantOf(store.conversations, { formerGroups: async () => [] }),
    }),
  },
  /** The server acknowledges some messages without storing them. */
  'ack-without-commit': {
    ...soundHarness,
    serverStore: (store) => ({ ...store, messages: forgetful(store.messages) }),
  },
  /** The server takes a message that is sent again for a new one. */
  'no-deduplication': {
    ...soundHarness,
    serverStore: (store) => ({ ...store, messages: withoutDeduplication(store.messages) }),
  },
} as const satisfies Record<string, Harness>

export type MutationName = keyof typeof MUTATIONS

export function isMutationName(name: string): name is MutationName {
  return Object.hasOwn(MUTATIONS, name)
}

const DRY_RUN = Symbol('dry run')

/** A dry run tells the ranges; they are committed alone, and the rows, with whatever happens between, after them. */
function withRangesFirst(store: Store): Store {
  const added: Parameters<Store['ranges']['add']>[] = []
  const ranges = variantOf(store.ranges, {
    add: (...range) => {
      added.push(range)
      store.ranges.add(...range)
    },
  })
  const transaction = <T>(work: () => T): T => {
    added.length = 0
    try {
      store.transaction(() => {
        work()
        throw DRY_RUN
      })
    } catch (error) {
      if (error !== DRY_RUN) throw error
    }
    const early = added.splice(0)
    if (early.length > 0) store.transaction(() => early.forEach((range) => store.ranges.add(...range)))
    return store.transaction(work)
  }
  return variantOf(store, { ranges, transaction })
}

function withoutHoles(store: Store): Store {
  return variantOf(store, {
    ranges: variantOf(store.ranges, { add: (conversationId, _from, to) => store.ranges.add(conversationId, 1, to) }),
  })
}

function withoutRequeue(store: Store): Store {
  let isFirst = true
  const list = (): ReturnType<Store['outbox']['list']> => {
    const all = store.outbox.list()
    const entries = isFirst ? all.filter(({ message }) => message.status === 'queued') : all
    isFirst = false
    return entries
  }
  return variantOf(store, {
    messages: variantOf(store.messages, { resetSending: () => 0 }),
    outbox: variantOf(store.outbox, { list }),
  })
}

function withoutOutbox(store: Store): Store {
  return variantOf(store, { outbox: variantOf(store.outbox, { add: () => undefined }) })
}

function withoutRecall(store: Store): Store {
  return variantOf(store, { messages: variantOf(store.messages, { recall: () => undefined }) })
}

function withoutMembership(store: Store): Store {
  return variantOf(store, { conversations: variantOf(store.conversations, { setMembership: () => false }) })
}

/** A connection whose sessions are not quite what they seem. */
class ChangedConnection extends CountedConnection {
  readonly #sessions = new WeakMap<OnlineSession, OnlineSession>()
  readonly #change: Changed

  constructor(deps: ConstructorParameters<typeof CountedConnection>[0], change: Changed) {
    super(deps)
    this.#change = change
  }

  override get session(): OnlineSession | undefined {
    return super.session && this.#changed(super.session)
  }

  override on<E extends keyof ConnectionEvents>(event: E, listener: (value: ConnectionEvents[E]) => void): () => void {
    if (event !== 'online') return super.on(event, listener)
    return super.on('online', (session) => listener(this.#changed(session) as ConnectionEvents[E]))
  }

  #changed(session: OnlineSession): OnlineSession {
    const changed = this.#sessions.get(session) ?? this.#change(session)
    this.#sessions.set(session, changed)
    return changed
  }
}

function withFreshNames(): Changed {
  const used = new Set<unknown>()
  let copies = 0
  return (session) =>
    variantOf(session, {
      sendMessage: (command, body, watch) => {
        const envelope = JSON.parse(decodeText(body)) as Envelope
        const name = envelope.data['cli_mid']
        const data = used.has(name)
          ? { ...envelope.data, cli_mid: `01890000-0000-7000-9000-${String(++copies).padStart(12, '0')}` }
          : envelope.data
        used.add(name)
        return session.sendMessage(command, encodeJson({ ...envelope, data }), watch)
      },
    })
}

class HastyConnection extends CountedConnection {
  override on<E extends keyof ConnectionEvents>(event: E, listener: (value: ConnectionEvents[E]) => void): () => void {
    if (event !== 'packet') return super.on(event, listener)
    return super.on('packet', (packet) => {
      const { conversation_id: id, seq } = 'envelope' in packet ? packet.envelope.data : {}
      const isMessage = packet.name === 'c2c' || packet.name === 'c2g'
      if (isMessage && typeof id === 'string' && typeof seq === 'number') {
        this.session?.signal({ type: 'delivered', data: { conversation_id: asConversationId(id), up_to_seq: seq } })
      }
      listener(packet as ConnectionEvents[E])
    })
  }
}

/** Every twelfth message is named as the next one would be, and forgotten. */
const FORGET_EVERY = 12

function forgetful(messages: MessageStore): MessageStore {
  let count = 0
  return variantOf(messages, {
    append: async (drafts) => {
      const stored = await messages.append(drafts.filter((draft) => draft.type !== 'text' || ++count % FORGET_EVERY !== 0))
      const known = new Map(mustBeStored(stored).map((appended) => [appended.message.cliMid, appended]))
      return drafts.map((draft): Appended => {
        const kept = known.get(draft.cliMid)
        return (
          kept ?? {
            isNew: true,
            isFirst: false,
            message: { ...draft, mid: String(2 ** 40 + count), seq: 2 ** 20 + count },
          }
        )
      })
    },
  })
}

function withoutDeduplication(messages: MessageStore): MessageStore {
  const seen = new Set<string>()
  let copies = 0
  return variantOf(messages, {
    append: (drafts) => {
      const renamed = drafts.map((draft) => (seen.has(draft.cliMid) ? { ...draft, cliMid: `${draft.cliMid}-${++copies}` } : draft))
      for (const { cliMid } of drafts) seen.add(cliMid)
      return messages.append(renamed)
    },
  })
}
