import { asCliMid, type ConversationId } from '@shared/ids'
import { parseConversationId, receiverIn } from '@protocol/schemas/ids'
import type { Session } from '../../src/server/world/session'
import type { Simulation } from './simulation'

const session = (userId: string): Session => ({
  sessionId: `base of ${userId}`,
  userId,
  deviceId: '',
  deviceName: '',
  appVersion: '',
  credential: { kind: 'none' },
  level: 'base',
  connectedAt: 0,
  lastSeen: 0,
  deliver: () => undefined,
  close: () => undefined,
})

/** Somebody writes with the original client, which knows files as links to wherever they lie. */
export function sendLink(simulation: Simulation, userId: string, conversationId: ConversationId): void {
  const { server, witness, outside } = simulation
  const { world } = server
  const kind = parseConversationId(conversationId)?.kind
  if (world === undefined || kind === undefined) return
  const { url, bytes } = outside.publish()
  const order = ++simulation.texts
  const cliMid = asCliMid(`01890000-0000-7000-9000-${String(order).padStart(12, '0')}`)
  const name = `linked ${order}.bin`
  witness.written.set(cliMid, { device: `base of ${userId}`, conversationId, text: name, order, file: new Set([url]) })
  const receiver_id = receiverIn(conversationId, userId)
  const data = { cli_mid: cliMid, sender_id: userId, receiver_id, name, url, size: bytes.length }
  // Refused, or never told because the server ended: nobody took it.
  const reply = { ack: () => undefined, nack: () => undefined }
  void world.messages.accept(session(userId), kind, { type: 'file', data }, 1000, reply).catch(() => undefined)
}
