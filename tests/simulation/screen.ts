import type { ConversationId, LocalId } from '@shared/ids'
import type { Store } from '../../src/main/store/store'
import type { SyncEngine } from '../../src/main/sync/sync-engine'
import type { DeviceFiles } from './device-files'
import type { MortalStore } from './mortal-store'
import type { Witness } from './witness'

/** What a tick says, in the order in which it may change; a message that waits may be on its way, or wait again. */
const RANK = { queued: 0, sending: 0, unconfirmed: 1, failed: 1, sent: 2, received: 2 } as const

const MARKS = ['lastSeq', 'readSeq', 'peerReadSeq', 'peerDeliveredSeq'] as const

type Marks = Readonly<Record<(typeof MARKS)[number], number>>

/** What one device has ever shown; it outlives the program, since a person remembers. */
export class Memory {
  readonly ranks = new Map<LocalId, number>()
  readonly marks = new Map<ConversationId, Marks>()
}

type ScreenOptions = {
  readonly name: string
  readonly engine: SyncEngine
  readonly store: MortalStore
  readonly files: DeviceFiles
  readonly memory: Memory
  readonly witness: Witness
  readonly isDead: () => boolean
}

/** Stands for the windows of one life of the app: reads what it is told of from the store, and looks for lies. */
export class Screen {
  readonly #options: ScreenOptions

  constructor(options: ScreenOptions) {
    this.#options = options
    const { engine, isDead } = options
    engine.on('messages', ({ upserted, removed }) => {
      if (isDead()) return
      const gone = new Set(removed.map(({ localId }) => localId))
      for (const localId of upserted) if (!gone.has(localId)) this.#showMessage(localId)
    })
    engine.on('conversations', (changed) => {
      if (isDead()) return
      for (const conversationId of changed) this.#showConversation(conversationId)
    })
  }

  get #store(): Store {
    return this.#options.store.store
  }

  #showMessage(localId: LocalId): void {
    const { name, store, memory, witness } = this.#options
    if (store.isWriting) witness.violate('told early', `${name}: message ${localId} is shown before it is committed`)
    const row = this.#store.messages.get(localId)
    if (row === undefined) return witness.violate('told early', `${name}: message ${localId} is shown and not there`)
    const rank = RANK[row.status]
    const before = memory.ranks.get(localId) ?? 0
    const cliMid = row.cliMid ?? ''
    const isTriedAgain = row.status === 'queued' && witness.retried.has(cliMid)
    if (rank < before && !(isTriedAgain && before === RANK.failed)) {
      witness.violate('backwards', `${name}: message ${localId} is ${row.status} after it was more`)
    }
    memory.ranks.set(localId, rank)
    this.#options.files.show(row)
    if (row.isMine && row.status === 'sent') witness.shownSent.add(cliMid)
    witness.note(() => `${name} shows ${localId} ${row.status} seq ${row.seq ?? '-'}`)
  }

  #showConversation(conversationId: ConversationId): void {
    const { name, memory, witness } = this.#options
    const now = this.#store.conversations.get(conversationId)
    if (now === undefined) return witness.violate('told early', `${name}: ${conversationId} is shown and not there`)
    const { lastSeq, readSeq, peerReadSeq, peerDeliveredSeq } = now
    const marks: Marks = { lastSeq, readSeq, peerReadSeq, peerDeliveredSeq }
    const before = memory.marks.get(conversationId)
    if (before !== undefined && MARKS.some((mark) => marks[mark] < before[mark])) {
      const change = `${JSON.stringify(before)} to ${JSON.stringify(marks)}`
      witness.violate('backwards', `${name}: ${conversationId} went from ${change}`)
    }
    memory.marks.set(conversationId, marks)
  }
}
