import { decodePacket } from '@protocol/codec'
import { fileIdIn } from '@protocol/file-links'
import { FrameDecoder } from '@protocol/frame-decoder'
import { asCliMid, type ConversationId } from '@shared/ids'
import { parseConversationId, receiverIn } from '@protocol/schemas/ids'
import type { SessionEvent } from '../../src/server/bus/bus'
import { frameOf } from '../../src/server/gateway/frame-cache'
import type { Session } from '../../src/server/world/session'
import type { Simulation } from './simulation'
import { HTTP_BASE } from './virtual-server'

/** A signed link as a message brought it. `sha256`: what the message said of the file; a preview's is not said. */
export type HeldLink = { readonly url: string; readonly fileId: string; readonly sha256: string | undefined }

/** Somebody's client of the original kind: it has no token, knows files as links, and keeps those that it was given. */
export class BasePeer {
  readonly session: Session
  /** Of every message that came while it was signed in. */
  readonly links: HeldLink[] = []
  readonly #linkTo: (fileId: string) => string

  constructor(userId: string, linkTo: (fileId: string) => string) {
    this.#linkTo = linkTo
    this.session = {
      sessionId: `base of ${userId}`,
      userId,
      deviceId: `plain of ${userId}`,
      deviceName: '',
      appVersion: '',
      credential: { kind: 'none' },
      level: 'base',
      connectedAt: 0,
      lastSeen: 0,
      deliver: (event) => this.#deliver(event),
      close: () => undefined,
    }
  }

  #deliver(event: SessionEvent): void {
    const bytes = frameOf(event, 'base', this.#linkTo)
    if (bytes === undefined) return
    for (const frame of new FrameDecoder().push(bytes)) {
      const packet = decodePacket(frame)
      if (packet.ok && 'envelope' in packet.value) this.#keep(packet.value.envelope.data)
    }
  }

  #keep(data: Readonly<Record<string, unknown>>): void {
    for (const url of new Set(Object.values(data))) {
      if (typeof url !== 'string' || !url.startsWith(HTTP_BASE)) continue
      const fileId = fileIdIn(new URL(url).pathname)
      if (fileId === undefined) continue
      const sha256 = data['file_id'] === fileId ? data['sha256'] : undefined
      this.links.push({ url, fileId, sha256: typeof sha256 === 'string' ? sha256 : undefined })
    }
  }
}

/** Somebody writes with the original client, which knows files as links to wherever they lie. */
export function sendLink(simulation: Simulation, userId: string, conversationId: ConversationId): void {
  const { server, witness, outside, basePeers } = simulation
  const { world, name: node } = server.reach()
  const peer = basePeers.get(userId)
  const kind = parseConversationId(conversationId)?.kind
  if (world === undefined || peer === undefined || kind === undefined) return
  const { url, bytes } = outside.publish()
  const order = ++simulation.texts
  const cliMid = asCliMid(`01890000-0000-7000-9000-${String(order).padStart(12, '0')}`)
  const name = `linked ${order}.bin`
  // By two nodes they are two connections, of which either may be the slower.
  const device = `${peer.session.sessionId} at ${node}`
  witness.written.set(cliMid, { device, conversationId, text: name, order, file: new Set([url]) })
  const receiver_id = receiverIn(conversationId, userId)
  const data = { cli_mid: cliMid, sender_id: userId, receiver_id, name, url, size: bytes.length }
  // Refused, or never told because the server ended: nobody took it.
  const reply = { ack: () => undefined, nack: () => undefined }
  void world.messages.accept(peer.session, kind, { type: 'file', data }, 1000, reply).catch(() => undefined)
}
