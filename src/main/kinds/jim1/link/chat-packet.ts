import type { PacketOf } from '@protocol/codec'

/** Packets that the sync engine sees; the others are the session's own. */
export type ChatPacket = PacketOf<'c2c' | 'c2g' | 'push' | 'baseAck'>

/** Which of our messages this acknowledges, if any; base servers say so bare or wrapped (PROTOCOL 8). */
export function ackedRequestId(packet: ChatPacket): number | undefined {
  if (packet.name === 'baseAck') return packet.ack.request_id
  if (packet.envelope.type !== 'ack') return undefined
  const id = packet.envelope.data['request_id']
  return typeof id === 'number' ? id : undefined
}
