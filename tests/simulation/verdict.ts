import { asCliMid, asConversationId, asUserId, type ConversationId } from '@shared/ids'
import type { StoredMessage as StoredRow } from '../../src/main/store/message-row'
import type { StoredMessage } from '../../src/server/store/server-store'
import { FILE_TYPES } from '../../src/main/transfers/shared-content'
import type { Device } from './device'
import { outsidersOf } from './outsiders'
import { examineFiles } from './file-verdict'
import { type OfficeFacts, readOffice } from './office-facts'
import type { Simulation } from './simulation'
import { nameOfBytes } from './some-files'
import type { Rule, Violation, Written } from './witness'

const ALL_ROWS = 5000
/** What of a message has to be the same everywhere. */
const SAID = ['content', 'url', 'file_id', 'thumb_id', 'sha256', 'size', 'name'] as const
/** A file that fails with one of these has met nothing that could excuse it. */
const OUR_FAULTS: ReadonlySet<string> = new Set([
  ...['no_file', 'not_found', 'gone', 'internal', 'bad_answer', 'bad_request', 'bad_metadata', 'wrong_offset', 'wrong_hash'],
  ...['cancelled', 'expired', 'locked', 'reset', 'timeout', 'unsupported', 'closed', 'range'],
])

/** What is not as it must be once the network is well and everything has come to its rest. */
export async function examine(simulation: Simulation): Promise<readonly Violation[]> {
  const office = await readOffice(simulation)
  const verdict = new Verdict(simulation, office)
  verdict.examineOffice()
  verdict.examineSenders()
  for (const device of simulation.devices) verdict.examineDevice(device)
  const told = await simulation.told.faults()
  return [
    ...verdict.violations,
    ...told.map((detail): Violation => ({ rule: 'told', detail })),
    ...(await examineFiles(simulation, office)),
  ]
}

class Verdict {
  readonly violations: Violation[] = []
  readonly #simulation: Simulation
  readonly #office: OfficeFacts

  constructor(simulation: Simulation, office: OfficeFacts) {
    this.#simulation = simulation
    this.#office = office
  }

  /** The server's side: what was shown as sent is there, once, in order, and nothing that nobody wrote. */
  examineOffice(): void {
    const { witness } = this.#simulation
    const there = new Set<string>()
    for (const [conversationId, messages] of this.#office.conversations) {
      messages.forEach((message, index) => {
        if (message.seq !== index + 1) this.#violate('order', `${conversationId}: seq ${message.seq} at place ${index + 1}`)
        if (there.has(message.cliMid)) this.#violate('duplicate', `${conversationId}: ${message.cliMid} twice on the server`)
        there.add(message.cliMid)
        this.#examineOrigin(conversationId, message)
      })
      this.#examineOrder(conversationId, messages)
    }
    for (const cliMid of witness.shownSent) {
      if (!there.has(cliMid)) this.#violate('lost', `${nameOf(this.#simulation, cliMid)} was shown as sent and is not on the server`)
    }
    for (const cliMid of witness.taken) this.#examineTaken(cliMid, there.has(cliMid))
  }

  /** What people say in a group was stored while they were in it. */
  examineSenders(): void {
    for (const outsider of outsidersOf(this.#office)) this.#violate('outsider', outsider)
  }

  #examineOrigin(conversationId: ConversationId, { cliMid, type, seq, data }: StoredMessage): void {
    const { witness } = this.#simulation
    const written = witness.written.get(cliMid)
    if (type === 'recalled' && !witness.recalled.has(cliMid)) this.#violate('lost', `${conversationId} ${seq} was taken back by nobody`)
    if (FILE_TYPES.has(type)) {
      const isOther = written?.conversationId !== conversationId || written.file?.has(nameOfBytes(data)) !== true
      if (isOther) this.#violate('invented', `${conversationId} ${seq} names a file that nobody sent there`)
    }
    if (type !== 'text') return
    if (written === undefined)
      this.#violate('invented', `${conversationId} ${seq} "${String(data['content'])}" was written by nobody as ${cliMid}`)
    else if (written.text !== data['content'] || written.conversationId !== conversationId)
      this.#violate('invented', `${conversationId} ${seq} is not what was written`)
  }

  /**
   * Messages of one device stand in the order in which they were written, but for those that were tried again. What waits
   * for its file is passed by texts and by what is forwarded; by nothing else, and it passes nothing.
   */
  #examineOrder(conversationId: ConversationId, messages: readonly StoredMessage[]): void {
    const { witness } = this.#simulation
    const newest = new Map<string, { any: number; file: number }>()
    for (const { cliMid, seq } of messages) {
      const written = witness.written.get(cliMid)
      if (written === undefined || witness.retried.has(cliMid)) continue
      const { device, order, text } = written
      const waits = written.file !== undefined && written.from === undefined
      const before = newest.get(device) ?? { any: 0, file: 0 }
      newest.set(device, before)
      if (order < (waits ? before.file : before.any)) this.#violate('order', `${conversationId} ${seq}: "${text}" was overtaken`)
      before.any = Math.max(before.any, order)
      if (waits) before.file = Math.max(before.file, order)
    }
  }

  /** What a composer took is on the server, or failed with a code; never both, never neither. */
  #examineTaken(cliMid: string, isThere: boolean): void {
    const { witness, devices } = this.#simulation
    const written = witness.written.get(cliMid)
    const device = devices.find(({ name }) => name === written?.device)
    if (written === undefined || device === undefined) return
    const row = this.#rowOf(device, cliMid)
    const name = nameOf(this.#simulation, cliMid)
    if (row?.status === 'failed') {
      if (row.failCode === undefined) this.#violate('lost', `${name} failed without a code`)
      if (written.file !== undefined && !this.#isRightGone(written, row.failCode)) this.#examineCause(name, row.failCode ?? '')
      if (isThere) this.#violate('refused but stored', `${name} failed as ${row.failCode} and is on the server`)
    } else if (!isThere && !(row === undefined && witness.removed.has(cliMid))) {
      this.#violate('lost', `${name} is ${row?.status ?? 'gone'} and not on the server`)
    }
  }

  /** What is forwarded is refused once its source was taken back, or was in a group that the sender has left since (PROTOCOL 9). */
  #isRightGone({ from }: Written, code: string | undefined): boolean {
    if (code !== 'no_file' || from === undefined) return false
    return from.conversationId.startsWith('c2g:') || this.#simulation.witness.recalled.has(from.cliMid ?? '')
  }

  /** A file fails for what has happened to it, never for a fault of ours. */
  #examineCause(name: string, code: string): void {
    const isOurs = OUR_FAULTS.has(code) || (code === 'damaged' && this.#simulation.flips < 2)
    if (isOurs) this.#violate('lost', `${name} failed as ${code}, for no reason`)
  }

  examineDevice(device: Device): void {
    const { store } = device.database
    const { engine, name } = device
    if (engine === undefined) return this.#violate('unsettled', `${name} is not running`)
    if (engine.status.state !== 'idle') this.#violate('unsettled', `${name}: sync is ${JSON.stringify(engine.status)}`)
    if (device.connection?.status.state !== 'online') this.#violate('unsettled', `${name} is ${device.connection?.status.state}`)
    if (store.outbox.count() > 0) this.#violate('stuck', `${name}: ${store.outbox.count()} in the outbox`)
    const views = this.#office.views.get(device.userId)!
    for (const conversationId of store.conversations.ids()) {
      if (views.has(conversationId)) continue
      // One in which nothing of mine could be sent is known here alone.
      const isKnown = this.#office.conversations.has(conversationId)
      if (isKnown && !store.conversations.hasLeft(conversationId))
        this.#violate('marks', `${name} ${conversationId}: joined, but no member`)
      this.#examineRows(device, conversationId, this.#office.conversations.get(conversationId) ?? [], false)
    }
    for (const conversationId of views.keys()) this.#examineConversation(device, conversationId)
  }

  #examineConversation(device: Device, conversationId: ConversationId): void {
    const { store } = device.database
    const { name, engine, userId } = device
    const view = this.#office.views.get(device.userId)!.get(conversationId)!
    const messages = this.#office.conversations.get(conversationId)!
    const place = `${name} ${conversationId}`
    const held = store.conversations.get(conversationId)
    if (held === undefined) return this.#violate('lost', `${place}: the conversation is not there`)
    const rows = this.#examineRows(device, conversationId, messages, true)
    if (held.hasLeft) this.#violate('marks', `${place}: left, but a member`)
    if (held.lastSeq !== messages.length) this.#violate('marks', `${place}: the head is ${held.lastSeq}, of ${messages.length}`)
    if (held.readSeq !== view.me.readSeq) this.#violate('marks', `${place}: read up to ${held.readSeq}, the server says ${view.me.readSeq}`)
    if (view.peer !== undefined && view.peer.userId !== userId) {
      if (held.peerReadSeq !== view.peer.readSeq)
        this.#violate('marks', `${place}: peer read up to ${held.peerReadSeq}, the server says ${view.peer.readSeq}`)
      if (held.peerDeliveredSeq !== view.peer.deliveredSeq) {
        this.#violate('marks', `${place}: delivered up to ${held.peerDeliveredSeq}, the server says ${view.peer.deliveredSeq}`)
      }
    }
    const unread = messages.filter((message) => message.seq > held.readSeq && message.senderId !== userId && saysSomething(message)).length
    if (held.unread !== unread) this.#violate('unread', `${place}: ${held.unread} unread, there are ${unread}`)
    const isMentioned = messages.some(
      (message) => message.seq > held.readSeq && message.senderId !== userId && saysSomething(message) && mentions(message, userId),
    )
    if (held.hasUnreadMention !== isMentioned) this.#violate('unread', `${place}: an unread mention: ${held.hasUnreadMention}`)
    if (held.lastMessage?.localId !== rows.at(-1)?.localId)
      this.#violate('last line', `${place}: row ${held.lastMessage?.localId} instead of ${rows.at(-1)?.localId}`)
    // A signal may be lost, but is said again: at the end the senders know.
    const due = messages.findLast(({ senderId }) => senderId !== userId)?.seq ?? 0
    if (view.me.deliveredSeq < due) {
      this.#violate('marks', `${place}: held up to ${due}, the server was told up to ${view.me.deliveredSeq}`)
    }
    const gaps = engine?.gaps(conversationId) ?? []
    if (gaps.length > 0) this.#violate('unsettled', `${place}: gaps ${JSON.stringify(gaps)}`)
  }

  /** The timeline is what the server has, each once and in `seq` order; what is mine and failed may stand between. */
  #examineRows(
    device: Device,
    conversationId: ConversationId,
    messages: readonly StoredMessage[],
    isMember: boolean,
  ): readonly StoredRow[] {
    const { rows } = device.database.store.messages.page({ conversationId, anchor: { at: 'end' }, limit: ALL_ROWS })
    const place = `${device.name} ${conversationId}`
    const named = rows.filter(({ seq }) => seq !== undefined)
    for (const row of rows) {
      if (row.seq === undefined && !(row.isMine && row.status === 'failed'))
        this.#violate('stuck', `${place}: row ${row.localId} is ${row.status} without a seq`)
      if (row.seq !== undefined && row.status !== (row.isMine ? 'sent' : 'received'))
        this.#violate('stuck', `${place}: ${row.seq} is ${row.status}`)
    }
    const mids = new Set<string>()
    named.forEach((row, index) => {
      const there = messages[(row.seq ?? 0) - 1]
      if (mids.has(row.mid ?? '')) this.#violate('duplicate', `${place}: mid ${row.mid} twice`)
      mids.add(row.mid ?? '')
      if (index > 0 && named[index - 1]!.seq! >= row.seq!) this.#violate('order', `${place}: ${row.seq} after ${named[index - 1]!.seq}`)
      if (there === undefined || there.mid !== row.mid)
        this.#violate('invented', `${place}: ${row.seq} is ${row.mid}, the server has ${there?.mid}`)
      else if (
        isMember &&
        (there.type !== row.type || SAID.some((key) => JSON.stringify(there.data[key]) !== JSON.stringify(row.content[key])))
      ) {
        this.#violate('invented', `${place}: ${row.seq} is a ${row.type}, the server has a ${there.type} with other content`)
      }
    })
    if (isMember && named.length < messages.length) this.#violate('lost', `${place}: ${named.length} of ${messages.length} messages`)
    return rows
  }

  #rowOf(device: Device, cliMid: string): StoredRow | undefined {
    return device.database.store.messages.byCliMid(asUserId(device.userId), asCliMid(cliMid))
  }

  #violate(rule: Rule, detail: string): void {
    this.violations.push({ rule, detail })
  }
}

function nameOf({ witness }: Simulation, cliMid: string): string {
  const written = witness.written.get(cliMid)
  return written === undefined ? cliMid : `"${written.text}" in ${asConversationId(written.conversationId)}`
}

/** Told anew from PROTOCOL 7.4, by the server's rows: neither what was recalled, nor recalls, nor a group's events. */
function saysSomething({ type, data }: StoredMessage): boolean {
  if (type === 'custom') return data['kind'] !== 'group.event'
  return type !== 'recall' && type !== 'recalled'
}

function mentions({ data }: StoredMessage, userId: string): boolean {
  const mentioned = data['mentions']
  return Array.isArray(mentioned) && (mentioned.includes(userId) || mentioned.includes('*'))
}
