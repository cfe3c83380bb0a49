import type { LocalId, PartId } from '@shared/ids'
import type { Clock } from '../../lib/clock'
import type { Changes } from '../../store/changes'
import type { NewMessage, StoredMessage } from '../../store/message-row'
import type { OutboxEntry } from '../../store/outbox-table'
import type { Store } from '../../store/store'
import { positionOf } from '../../store/timeline-place'
import type { Queued } from './outbox-queue'
import type { Me } from '../writing/own-message'

type OutboxEntriesDeps = {
  readonly store: Store
  readonly clock: Clock
  readonly me: () => Me
}

/** How messages enter the outbox, and leave it by the person's hand: parts of a transaction, the store only. */
export class OutboxEntries {
  readonly #deps: OutboxEntriesDeps

  constructor(deps: OutboxEntriesDeps) {
    this.#deps = deps
  }

  /** One that is `sending` already goes with this transaction: its first try is noted along. */
  add(message: NewMessage, waitsFor: PartId | undefined, changes: Changes): Queued {
    const { store, me } = this.#deps
    const { conversationId, localAt } = message
    store.conversations.ensure(conversationId, me().userId)
    const { localId } = store.messages.insert(message)
    this.#append({ conversationId, localId }, localAt, message.status === 'sending' ? 1 : 0, changes)
    store.deliveryLog.add(localId, 'composed', localAt)
    const place = { localId, conversationId, position: positionOf(localId, {}) }
    if (waitsFor === undefined) return place
    store.parts.set(localId, { partId: waitsFor, state: 'waiting' })
    return { ...place, part: 'waiting' }
  }

  /** Again, under its old name, so that it cannot arrive twice. One that lacks a part waits for it once more. */
  again(row: StoredMessage, changes: Changes): Queued {
    const { store, clock } = this.#deps
    const { localId, conversationId } = row
    store.messages.setStatus(localId, 'queued')
    this.#append(row, clock.now(), 0, changes)
    store.deliveryLog.add(localId, 'requeued', clock.now())
    const part = store.parts.get(localId)
    if (part === undefined) return { localId, conversationId, position: positionOf(localId, {}) }
    if (part.state === 'failed') store.parts.setState(localId, 'waiting')
    // Others may have passed it before it failed.
    const position = store.messages.places.standAtEnd(row)
    return { localId, conversationId, position, part: part.state === 'failed' ? 'waiting' : part.state }
  }

  remove({ localId, conversationId }: StoredMessage, changes: Changes): void {
    this.#deps.store.messages.delete(localId)
    changes.removed.push({ conversationId, localId })
    changes.conversations.add(conversationId)
  }

  /** A message goes now: whatever stood before it stands behind it. */
  pass(passed: readonly Pick<Queued, 'localId' | 'position'>[], changes: Changes): void {
    for (const { localId, position } of passed) {
      this.#deps.store.messages.places.set(localId, position)
      changes.messages.add(localId)
    }
  }

  #append(
    place: { readonly conversationId: StoredMessage['conversationId']; readonly localId: LocalId },
    at: number,
    tries: 0 | 1,
    changes: Changes,
  ): void {
    this.#deps.store.outbox.add(place.localId, place.conversationId, at, tries)
    changes.noteMessage(place)
  }
}

export function queuedOf({ message: { localId, conversationId, position }, part }: Pick<OutboxEntry, 'message' | 'part'>): Queued {
  return { localId, conversationId, position, ...(part === undefined ? {} : { part: part.state }) }
}
