import { appendFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { asUserId } from '@shared/ids'
import { COMMANDS } from '../src/protocol/commands'
import { encodeFrame } from '../src/protocol/frame'
import { encodeJson } from '../src/protocol/json'
import type { Envelope } from '../src/protocol/schemas/chat'
import { openTcp } from '../src/main/connection/tcp-transport'
import { Jim1Link } from '../src/main/kinds/jim1/jim1-link'
import { Jim1Connection } from '../src/main/kinds/jim1/link/jim1-connection'
import { systemClock } from '../src/main/lib/clock'
import { silentLogger } from '../src/main/lib/logger'
import { MIGRATIONS } from '../src/main/store/migrate'
import { openStore } from '../src/main/store/open-store'
import { indexTerms, labelTerms } from '../src/main/store/search-terms'
import { SyncEngine } from '../src/main/sync/sync-engine'
import { atLeast, compare, type Row, timeOf } from './measure'
import { PeerProcess } from './peer-process'
import { sampleText } from './sample-text'

const MESSAGES = 200_000
const CONVERSATIONS = 20
const BATCH = 500
const T0 = 1_790_000_000_000

type Sample = {
  readonly conversationId: string
  readonly seq: number
  readonly mid: string
  readonly cliMid: string
  readonly text: string
}

/** Message `i` of all; a group's messages come in its order, the groups by turns. */
function sample(i: number): Sample {
  return {
    conversationId: `c2g:group-${i % CONVERSATIONS}`,
    seq: Math.floor(i / CONVERSATIONS) + 1,
    mid: String(i + 1),
    cliMid: `0190a0c4-0000-7000-8000-${String(i).padStart(12, '0')}`,
    text: sampleText(i),
  }
}

/** Every message as the server sends it, one frame behind the other. */
function writeFrames(file: string): void {
  for (let at = 0; at < MESSAGES; at += BATCH) {
    const frames = Array.from({ length: BATCH }, (_, i) => encodeFrame(COMMANDS.c2g, 0, encodeJson(envelope(sample(at + i)))))
    appendFileSync(file, Buffer.concat(frames))
  }
}

function envelope({ conversationId, seq, mid, cliMid, text }: Sample): Envelope {
  return {
    type: 'text',
    data: {
      sender_id: 'bob',
      sender_name: 'Bob',
      sender_avatar: '',
      receiver_id: conversationId.slice(4),
      conversation_id: conversationId,
      mid,
      seq,
      cli_mid: cliMid,
      sent_at: T0 + Number(mid),
      content: text,
    },
  }
}

/** Rows a second from the socket to the last commit, through connection, engine and store. */
async function ours(port: number, dir: string): Promise<number> {
  const file = join(dir, 'ours.db')
  const opened = openStore({ file, clock: systemClock, logger: silentLogger })
  if (!opened.ok) throw opened.error
  const store = opened.value
  const connection = new Jim1Connection({ clock: systemClock, random: Math.random, openTransport: openTcp, logger: silentLogger })
  const me = { userId: asUserId('alice'), name: 'Alice', avatar: '' }
  const parts = { clock: systemClock, random: Math.random, logger: silentLogger }
  const link = new Jim1Link({
    ...parts,
    connection,
    // Nothing is asked over HTTP here: the list never answers.
    http: { request: () => new Promise(() => undefined) },
    httpBase: () => '',
    token: () => '',
    me: me.userId,
  })
  const engine = new SyncEngine({ ...parts, link, store, me, newCliMid: () => '' })
  engine.start()
  let count = 0
  const done = new Promise<void>((resolve) => {
    engine.on('messages', ({ upserted }) => {
      count += upserted.length
      if (count === MESSAGES) resolve()
    })
  })
  const ms = await timeOf(async () => {
    const device = { deviceId: 'd', deviceName: 'd', appVersion: '0' }
    connection.start({ address: { host: '127.0.0.1', port, tls: false }, clientId: 'alice', token: 't', ...device, kind: 'sync' })
    await done
  })
  connection.stop({ code: 'signed_out', reason: '' })
  engine.close()
  connection.close()
  store.close()
  for (const suffix of ['', '-wal', '-shm']) rmSync(file + suffix, { force: true })
  return (MESSAGES / ms) * 1000
}

/** The same rows, ready made, into the same tables, indexes and search index, by nothing but better-sqlite3. */
async function bare(dir: string): Promise<number> {
  const file = join(dir, 'bare.db')
  const database = new Sqlite(file)
  database.pragma('journal_mode = WAL')
  database.pragma('synchronous = FULL')
  for (const migration of MIGRATIONS) database.exec(migration)
  const insert = database.prepare(
    `INSERT INTO messages (position, conversation_id, seq, mid, cli_mid, sender_id, sender_name, sender_avatar, is_mine,
       type, content, mentions_me, sent_at, local_at, status)
     VALUES (?, ?, ?, ?, ?, 'bob', 'Bob', '', 0, 'text', ?, 0, ?, ?, 'received')`,
  )
  const index = database.prepare('INSERT INTO messages_fts (rowid, terms) VALUES (?, ?)')
  const doc = database.prepare('INSERT INTO search_docs (doc_id, local_id) VALUES (?, ?)')
  const rows = Array.from({ length: MESSAGES }, (_, i) => {
    const message = sample(i)
    const terms = [indexTerms(message.text), ...labelTerms({ ...message, senderId: 'bob', types: ['text'] })].join(' ')
    return { ...message, sentAt: T0 + Number(message.mid), content: JSON.stringify({ content: message.text }), terms }
  })
  const ms = await timeOf(() => {
    for (let at = 0; at < rows.length; at += BATCH) {
      database.exec('BEGIN IMMEDIATE')
      for (const { conversationId, seq, mid, cliMid, content, sentAt, terms } of rows.slice(at, at + BATCH)) {
        const { lastInsertRowid } = insert.run(seq, conversationId, seq, mid, cliMid, content, sentAt, T0)
        doc.run(lastInsertRowid, lastInsertRowid)
        index.run(lastInsertRowid, terms)
      }
      database.exec('COMMIT')
    }
  })
  database.close()
  for (const suffix of ['', '-wal', '-shm']) rmSync(file + suffix, { force: true })
  return (MESSAGES / ms) * 1000
}

/** Messages from the socket to committed rows with their search index. */
export async function ingest(): Promise<readonly Row[]> {
  const dir = mkdtempSync(join(tmpdir(), 'jim-bench-ingest-'))
  const frames = join(dir, 'frames')
  writeFrames(frames)
  const player = await PeerProcess.start('player-process.ts', frames)
  try {
    const baseline = (): Promise<number> => bare(dir)
    const figure = (): Promise<number> => ours(player.port, dir)
    return [
      await compare({ name: 'ingest', against: 'bare better-sqlite3, same rows', unit: 'rows/s', goal: atLeast(0.65), figure, baseline }),
    ]
  } finally {
    await player.stop()
    rmSync(dir, { recursive: true, force: true })
  }
}
