import type { ConversationId } from '@shared/ids'
import { tried } from '../helpers/results'
import type { Device } from './device'
import type { FileOpKind, Op } from './schedule'
import type { Simulation } from './simulation'
import { sendLink } from './base-peer'
import { heldLinks, openLink } from './signed-links'
import { someBytes } from './some-files'

type Act = (simulation: Simulation, device: Device, op: Op) => void

function choose<T>(items: readonly T[], by: number): T | undefined {
  return items[Math.floor(by * items.length)]
}

/** Another number in [0, 1) from the same. */
function again(by: number, times: number): number {
  return (by * times) % 1
}

function conversationOf(simulation: Simulation, device: Device, { a }: Op): ConversationId {
  return choose(simulation.conversationsOf(device), a)!
}

function chooseTransfer(device: Device, by: number) {
  return choose(device.transfers?.transfers.queue.list() ?? [], by)
}

export const FILE_ACTS: { readonly [K in FileOpKind]: Act } = {
  'send file': (simulation, device, op) => {
    const conversationId = conversationOf(simulation, device, op)
    const isPicture = again(op.b, 7) < 0.35
    const count = again(op.b, 13) < 0.8 ? 1 : 3
    const paths = Array.from({ length: count }, () => device.home.make(isPicture))
    void device.sendFiles(conversationId, paths, isPicture ? 'picture' : 'file')
  },
  paste: (simulation, device, op) => {
    void device.paste(conversationOf(simulation, device, op), someBytes(simulation.random, `a picture of ${device.name} ${op.b}`, true))
  },
  'send again': (simulation, device, op) => {
    const there = [...simulation.server.disk.contents.values()]
    const bytes = choose(there, op.b)?.bytes
    if (bytes !== undefined) void device.sendFiles(conversationOf(simulation, device, op), [device.home.copy(bytes)], 'file')
  },
  'forward file': (simulation, device, op) => {
    const rows = device.database.store.conversations.ids().flatMap((id) => device.transfers?.rows(id) ?? [])
    const row = choose(
      rows.filter(({ seq }) => seq !== undefined),
      op.b,
    )
    if (row !== undefined) device.forward(row, conversationOf(simulation, device, op))
  },
  'send link': (simulation, device, op) => sendLink(simulation, device.userId, conversationOf(simulation, device, op)),
  'open link': (simulation, _device, { b }) => {
    const link = choose(heldLinks(simulation), b)
    if (link !== undefined) void openLink(simulation, link)
  },
  fetch: (simulation, device, op) => {
    const row = choose(device.transfers?.rows(conversationOf(simulation, device, op)) ?? [], op.b)
    if (row !== undefined) device.transfers?.fetch(row.localId)
  },
  'in view': (simulation, device, op) => {
    const rows = device.transfers?.rows(conversationOf(simulation, device, op)) ?? []
    device.transfers?.look(rows.slice(-3).map(({ localId }) => localId))
  },
  'recall file': ({ witness }, device, op) => {
    const ids = device.database.store.conversations.ids()
    const sent = ids.flatMap((id) => device.transfers?.rows(id).filter(({ isMine, status }) => isMine && status === 'sent') ?? [])
    const row = choose(sent, op.b)
    if (row === undefined || device.engine === undefined) return
    witness.recalled.add(row.cliMid ?? '')
    tried(device.engine.recall(row.localId))
  },
  'file cut': (_simulation, { weather }, { a, b }) => {
    const left = Math.floor(again(b, 5) < 0.3 ? b * 2000 : b * 500_000)
    weather.cut = { way: a < 0.6 ? 'up' : 'down', left, isSilent: again(a, 11) < 0.35 }
  },
  'file flip': (_simulation, { weather }, { a }) => void (weather.flip = 1 + Math.floor(a * 5)),
  'file changes': (_simulation, { home }, { a }) => home.disturb(a),
  'part rots': (_simulation, device, { a, b }) => device.rot(a, b),
  'transfer pause': (simulation, device, { a, b }) => {
    const queue = device.transfers?.transfers.queue
    const transfer = chooseTransfer(device, b)
    if (queue === undefined) return
    if (a < 0.2) {
      tried(queue.pauseAll(!queue.isPaused))
      simulation.timeline.after(a * 60_000, () => tried(device.transfers?.transfers.queue.pauseAll(false)))
    } else if (transfer !== undefined)
      tried(a < 0.6 ? queue.pause(transfer.id) : a < 0.9 ? queue.resume(transfer.id) : queue.first(transfer.id))
  },
  'transfer retry': (simulation, device, { b }) => {
    const failed = device.transfers?.transfers.queue.list().filter(({ progress }) => progress.step === 'failed') ?? []
    const transfer = choose(failed, b)
    if (transfer === undefined) return
    const row = device.database.store.messages.get(transfer.localId)
    if (row?.isMine === true) simulation.witness.retried.add(row.cliMid ?? '')
    tried(device.transfers?.transfers.retry(transfer.id))
  },
  'transfer cancel': ({ witness }, device, { b }) => {
    const transfer = chooseTransfer(device, b)
    const row = transfer && device.database.store.messages.get(transfer.localId)
    if (transfer === undefined || transfer.progress.step === 'done' || row === undefined) return
    if (transfer.direction === 'up') witness.removed.add(row.cliMid ?? '')
    tried(device.transfers?.transfers.cancel(transfer.id))
  },
  'clear cache': (_simulation, device) => tried(device.transfers?.cache.clear()),
  'server disk full': ({ server, timeline }, _device, { a }) => {
    server.disk.isFull = true
    timeline.after(a * 20_000, () => void (server.disk.isFull = false))
  },
  'crash at file': (_simulation, device, { a, b }) =>
    device.crashAtFile(a < 0.4 ? 'before' : 'after', 1 + Math.floor(b * 10), again(a, 10) * 5000),
  'server kill at file': ({ server: office, timeline }, _device, { a, b }) => {
    const server = office.pick((a * 17) % 1)
    server.killAfterFileChanges(1 + Math.floor(a * 8))
    timeline.after(4000 + b * 10_000, () => server.start())
  },
}
