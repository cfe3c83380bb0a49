import type { SessionEvent } from '../../../src/server/bus/bus'
import type { Credential, Reply, Session } from '../../../src/server/world/session'

/** A session that keeps what it is told, in the order it was told. */
export class HeardSession implements Session {
  readonly deviceName = 'probe'
  readonly appVersion = '1'
  readonly level = 'sync'
  readonly lastSeen = 0
  linkNumber: number | undefined
  /** Its messages by conversation: pushes, and acks of its own. */
  readonly seqs = new Map<string, number[]>()
  readonly events: SessionEvent[] = []
  closed: string | undefined
  /** Codes of its messages that were not taken. */
  readonly refused: string[] = []
  /** Nobody is behind it any more. */
  isGone = false
  /** Up to where its client finds everything by asking, once it is accepted. */
  heads: ReadonlyMap<string, number> = new Map()

  constructor(
    readonly userId: string,
    readonly sessionId: string,
    readonly deviceId = `d-${sessionId}`,
    readonly connectedAt = 0,
    readonly credential: Credential = { kind: 'none' },
  ) {}

  deliver(event: SessionEvent): void {
    this.events.push(event)
    if (event.kind === 'message') this.#hear(String(event.data['conversation_id']), Number(event.data['seq']))
  }

  close(code: string): void {
    this.closed ??= code
  }

  /** An ack of a retry may repeat one that it has. */
  reply(): Reply {
    return {
      ack: ({ conversationId, seq }) => {
        if (this.seqs.get(conversationId)?.includes(seq) !== true) this.#hear(conversationId, seq)
      },
      nack: ({ code }) => void this.refused.push(code),
    }
  }

  of(conversationId: string): readonly number[] {
    return this.seqs.get(conversationId) ?? []
  }

  #hear(conversationId: string, seq: number): void {
    if (this.isGone) return
    const seqs = this.seqs.get(conversationId)
    if (seqs === undefined) this.seqs.set(conversationId, [seq])
    else seqs.push(seq)
  }
}
