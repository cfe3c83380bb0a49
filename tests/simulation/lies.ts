import { encodeJsonFrame } from '../../src/protocol/codec'
import type { Device } from './device'
import type { Simulation } from './simulation'

/** What a broken or hostile server may say that it has: none of it may outlast the page that tells the truth. */
const ABSURD = [Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER - 6, 1_000_000, 20_000] as const
const LIES = ['head', 'message', 'read', 'delivered'] as const

/** Tells a device something absurd about a conversation that it knows, on every link it has. `by` is in [0, 1). */
export function lie(simulation: Simulation, device: Device, conversationId: string, by: number): void {
  const seq = ABSURD[Math.floor(by * ABSURD.length)]!
  const kind = LIES[Math.floor(((by * 13) % 1) * LIES.length)]!
  const frame = frameOf(kind, { simulation, device, conversationId, seq })
  if (frame !== undefined) for (const connection of simulation.network.of(device.name)) connection.say(frame)
}

type Lie = { readonly simulation: Simulation; readonly device: Device; readonly conversationId: string; readonly seq: number }

function frameOf(kind: (typeof LIES)[number], { simulation, device, conversationId, seq }: Lie): Uint8Array | undefined {
  const known = device.database.store.conversations.list().find((each) => each.conversationId === conversationId)
  if (known === undefined) return undefined
  if (kind === 'message') {
    const where = { conversation_id: conversationId, receiver_id: device.userId, mid: String(900_000_000 + Math.floor(seq % 1000)), seq }
    return encodeJsonFrame('c2c', 0, { type: 'text', data: { ...where, sender_id: 'nobody', content: 'a lie' } })
  }
  if (kind === 'head') {
    const { title, avatar, notice, membersCount: members_count, mutedUntil: muted_until } = known
    const said = { conversation_id: conversationId, kind: known.kind, title, avatar, notice, members_count, muted_until }
    return encodeJsonFrame('push', 0, { type: 'conversation', data: { ...said, last_seq: seq, read_seq: seq, updated_at: 1 } })
  }
  const others = simulation.userIds.filter((userId) => conversationId.includes(userId))
  const data = { conversation_id: conversationId, up_to_seq: seq, user_id: others[seq % Math.max(1, others.length)] ?? device.userId }
  return encodeJsonFrame('push', 0, { type: kind, data })
}
