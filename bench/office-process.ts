import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { v7 as uuidV7 } from 'uuid'
import { createHttpClient } from '../src/main/lib/http-client'
import { type Ports, startServer } from '../src/server/server'
import { start } from '../scripts/lib/run.mjs'
import { SERVER_ENTRY } from '../scripts/lib/sample-server.mjs'
import { Victim } from '../tests/torture/processes'

const PASSWORD = 'demo'

type Filling = {
  readonly sender: string
  readonly member: string
  readonly groups: number
  readonly perGroup: number
  readonly text: (i: number) => string
}

/** The bundled server in a process of its own, so that the client's process is measured and not both. */
export class OfficeProcess {
  readonly #dataDir: string
  #process: { readonly victim: Victim; readonly ports: Ports } | undefined

  private constructor(dataDir: string) {
    this.#dataDir = dataDir
  }

  static async start(dataDir: string, users: readonly string[]): Promise<OfficeProcess> {
    mkdirSync(dataDir, { recursive: true })
    const server = await startServer({ host: '127.0.0.1', tcp: 0, ws: 0, http: 0, dataDir })
    for (const userId of users) await server.addUser({ userId, name: userId, password: PASSWORD })
    await server.close()
    const office = new OfficeProcess(dataDir)
    await office.#begin()
    return office
  }

  get ports(): Ports {
    if (this.#process === undefined) throw new Error('the server is stopped')
    return this.#process.ports
  }

  async logIn(user: string): Promise<string> {
    const http = createHttpClient()
    const { json } = await http.request({
      method: 'POST',
      url: `http://127.0.0.1:${this.ports.http}/v1/login`,
      json: { user, password: PASSWORD, device_id: uuidV7(), device_name: 'bench' },
    })
    await http.close()
    return (json as { readonly token: string }).token
  }

  /** Groups full of messages, written straight into the server's database while it is stopped; returns their ids. */
  async fill({ sender, member, groups, perGroup, text }: Filling): Promise<readonly string[]> {
    await this.stop()
    const database = new Sqlite(join(this.#dataDir, 'server.db'))
    const ids = Array.from({ length: groups }, (_, i) => `c2g:bench-${i}`)
    const conversation = database.prepare(
      `INSERT INTO conversations (conversation_id, kind, title, avatar, notice, last_seq, updated_at) VALUES (?, 'c2g', ?, '', '', ?, ?)`,
    )
    const membership = database.prepare(
      `INSERT INTO members (conversation_id, user_id, role, read_seq, delivered_seq, muted_until) VALUES (?, ?, 'member', 0, 0, 0)`,
    )
    const message = database.prepare(
      `INSERT INTO messages (conversation_id, seq, sender_id, cli_mid, type, data, sent_at) VALUES (?, ?, ?, ?, 'text', ?, ?)`,
    )
    const now = Date.now()
    database.transaction(() => {
      for (const id of ids) {
        conversation.run(id, id, perGroup, now)
        for (const user of [sender, member]) membership.run(id, user)
        for (let seq = 1; seq <= perGroup; seq++) {
          const data = { sender_id: sender, sender_name: sender, sender_avatar: '', receiver_id: id.slice(4), content: text(seq) }
          message.run(id, seq, sender, uuidV7(), JSON.stringify(data), now - perGroup + seq)
        }
      }
    })()
    database.close()
    await this.#begin()
    return ids
  }

  async stop(): Promise<void> {
    const running = this.#process
    this.#process = undefined
    await running?.victim.stop()
  }

  async #begin(): Promise<void> {
    const listen = ['--host', '127.0.0.1', '--tcp', '0', '--ws', '0', '--http', '0', '--data', this.#dataDir]
    const victim = new Victim(start(process.execPath, [...SERVER_ENTRY.sources, ...listen], { stdio: ['ignore', 'pipe', 'pipe'] }))
    this.#process = { victim, ports: await victim.line((line) => JSON.parse(line) as Ports) }
  }
}
