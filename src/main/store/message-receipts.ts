import type { LocalId } from '@shared/ids'
import type { Database, Statement } from './database'

/**
 * What became of each message of mine, for kinds that tell it of every single one (`Features.receipts: 'each'`). Where
 * one mark covers all before it, it is the conversation that keeps it.
 */
export class MessageReceipts {
  readonly #note: Readonly<Record<'delivered' | 'read', Statement<object>>>

  constructor(database: Database) {
    this.#note = {
      delivered: database.prepare(
        'UPDATE messages SET delivered_at = @at WHERE local_id = @localId AND is_mine = 1 AND delivered_at IS NULL',
      ),
      // Who has read a message has received it.
      read: database.prepare(
        `UPDATE messages SET read_at = @at, delivered_at = coalesce(delivered_at, @at)
         WHERE local_id = @localId AND is_mine = 1 AND read_at IS NULL`,
      ),
    }
  }

  /**
   * The other person has received, or read, a message of mine. It only grows, and the first time counts; false when it
   * was known already. In groups nobody's receipt stands for all: they are not noted here.
   * @param at epoch ms of this device
   */
  note(localId: LocalId, reached: 'delivered' | 'read', at: number): boolean {
    return this.#note[reached].run({ at, localId }).changes > 0
  }
}
