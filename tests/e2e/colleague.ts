import { randomUUID } from 'node:crypto'
import type { RunningServer } from '../../src/server/server'
import { Probe } from '../helpers/probe'

const HEARTBEAT_MS = 20_000

/** Somebody without a window: speaks the protocol by hand, and so may also write what no client would. */
export class Colleague {
  private constructor(
    readonly userId: string,
    readonly probe: Probe,
  ) {}

  static async enter(server: RunningServer, userId: string): Promise<Colleague> {
    const device = { device_id: randomUUID(), device_name: 'by hand' }
    const answer = await fetch(`http://127.0.0.1:${server.ports.http}/v1/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ user: userId, password: 'demo', ...device }),
    })
    const { token } = (await answer.json()) as { readonly token: string }
    const probe = await Probe.connect(server.ports.tcp)
    probe.send('B001', { client_id: userId, token, profile: 'sync/1', ...device })
    await probe.command('B002')
    // Whoever says nothing for a minute is taken for gone.
    const heartbeat = setInterval(() => probe.send('A001'), HEARTBEAT_MS)
    void probe.ended.then(() => clearInterval(heartbeat))
    return new Colleague(userId, probe)
  }

  /** Resolves once the server has acknowledged it. */
  async say(receiverId: string, type: string, data: object, command: 'B101' | 'B102' = 'B101'): Promise<void> {
    await this.probe.say(command, type, {
      sender_id: this.userId,
      sender_name: this.userId,
      sender_avatar: '',
      receiver_id: receiverId,
      cli_mid: randomUUID(),
      ...data,
    })
  }

  write(receiverId: string, content: string): Promise<void> {
    return this.say(receiverId, 'text', { content })
  }

  /** The highest seq of a conversation that somebody was told to have read, as far as this connection heard. */
  toldReadBy(userId: string, conversationId: string): number {
    const marks = this.probe.frames.flatMap(({ json }) => {
      const isIt = json.type === 'read' && json.data?.['user_id'] === userId && json.data['conversation_id'] === conversationId
      return isIt ? [Number(json.data?.['up_to_seq'])] : []
    })
    return Math.max(0, ...marks)
  }

  close(): void {
    this.probe.close()
  }
}
