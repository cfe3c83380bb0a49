import { asUserId, type ConversationId, type UserId } from '@shared/ids'
import { FILE_TYPES } from '../../src/main/transfers/shared-content'
import type { FaultRule } from '../../src/server/faults'
import type { Device } from './device'
import { FILE_ACTS } from './file-operations'
import { lie } from './lies'
import { NODE_ACTS } from './node-operations'
import type { Op, OpKind } from './schedule'
import type { Simulation } from './simulation'
import { tried } from '../helpers/results'

const HOUR_MS = 3_600_000
const PUSH_ACTIONS: readonly FaultRule['action'][] = ['drop', 'drop', 'duplicate', 'delay', 'reorder', 'cut', 'silence']
const PUSH_KINDS = ['message', 'message', 'ack', 'ack', 'conversation', 'read', 'delivered', undefined] as const

type Act = (simulation: Simulation, device: Device, op: Op) => void

/** Lets one thing happen. */
export function perform(simulation: Simulation, op: Op): void {
  const device = simulation.devices[op.device]
  if (device !== undefined) ACTS[op.kind](simulation, device, op)
}

function choose<T>(items: readonly T[], by: number): T | undefined {
  return items[Math.floor(by * items.length)]
}

function conversationOf(simulation: Simulation, device: Device, { a }: Op): ConversationId {
  return choose(simulation.conversationsOf(device), a)!
}

/** My messages in a conversation that have this status. */
function mine(device: Device, conversationId: ConversationId, isWanted: (status: string) => boolean) {
  const { rows } = device.database.store.messages.page({ conversationId, anchor: { at: 'end' }, limit: 30 })
  return rows.filter(({ isMine, status, type }) => isMine && (type === 'text' || FILE_TYPES.has(type)) && isWanted(status))
}

function groupActs(run: (device: Device, group: ConversationId, userId: UserId, op: Op) => Promise<unknown> | undefined): Act {
  return (simulation, device, op) => {
    const group = choose(simulation.groups, op.a)
    const userId = choose(simulation.userIds, op.b)
    if (group !== undefined && userId !== undefined) void run(device, group, asUserId(userId), op)
  }
}

const ACTS: { readonly [K in OpKind]: Act } = {
  ...FILE_ACTS,
  ...NODE_ACTS,
  write: (simulation, device, op) => device.write(conversationOf(simulation, device, op)),
  burst: (simulation, device, op) => {
    for (let count = 2 + Math.floor(op.b * 6); count > 0; count--) device.write(conversationOf(simulation, device, op))
  },
  read: (simulation, device, op) => {
    const conversationId = conversationOf(simulation, device, op)
    const lastSeq = device.database.store.conversations.lastSeq(conversationId)
    tried(device.engine?.markRead(conversationId, op.b < 0.5 ? lastSeq : Math.ceil(lastSeq * op.b)))
  },
  recall: (simulation, device, op) => {
    const row = choose(mine(device, conversationOf(simulation, device, op), (status) => status === 'sent').slice(-4), op.b)
    if (row === undefined || device.engine === undefined) return
    simulation.witness.recalled.add(row.cliMid ?? '')
    tried(device.engine.recall(row.localId))
  },
  retry: (simulation, device, op) => {
    for (const conversationId of simulation.conversationsOf(device)) {
      const row = choose(
        mine(device, conversationId, (status) => status === 'failed'),
        op.b,
      )
      if (row === undefined || device.engine === undefined) continue
      simulation.witness.retried.add(row.cliMid ?? '')
      tried(device.engine.retry(row.localId))
    }
  },
  remove: (simulation, device, op) => {
    const row = choose(
      mine(device, conversationOf(simulation, device, op), (status) => status === 'failed'),
      op.b,
    )
    if (row === undefined || device.engine === undefined) return
    simulation.witness.removed.add(row.cliMid ?? '')
    tried(device.engine.remove(row.localId))
  },
  focus: (simulation, device, op) => device.engine?.focus(op.b < 0.3 ? undefined : conversationOf(simulation, device, op)),
  older: (simulation, device, op) => {
    const conversationId = conversationOf(simulation, device, op)
    const beforeSeq = Math.ceil(device.database.store.conversations.lastSeq(conversationId) * op.b)
    device.engine?.needOlder(conversationId, beforeSeq)
    void device.engine?.members(conversationId)
  },
  typing: (simulation, device, op) => device.engine?.typing(conversationOf(simulation, device, op)),
  'group create': (simulation, device, { a, b }) => {
    const members = simulation.userIds.filter((_, index) => ((index + 1) * a * 7) % 1 < b)
    void device.engine?.groups.create(`group ${simulation.groups.length + 1}`, members.map(asUserId)).then((made) => {
      if (made.ok) simulation.groups.push(made.value)
    })
  },
  'group add': groupActs((device, group, userId) => device.engine?.groups.addMembers(group, [userId])),
  'group remove': groupActs((device, group, userId) => device.engine?.groups.removeMembers(group, [userId])),
  'group leave': groupActs((device, group) => device.engine?.groups.leave(group)),
  'group rename': groupActs((device, group, _userId, { b }) => device.engine?.groups.update(group, { title: `named ${b.toFixed(4)}` })),
  'group role': groupActs((device, group, userId, { a }) =>
    device.engine?.groups.setRole(group, userId, choose(['owner', 'admin', 'member'] as const, (a * 7) % 1)!),
  ),
  cut: ({ network }, device) => {
    for (const connection of network.of(device.name)) connection.cut()
  },
  'cut after': ({ network }, device, { a, b }) => {
    for (const connection of network.of(device.name)) connection.cutAfter(a < 0.5 ? 'up' : 'down', 1 + Math.floor(b * b * 4000))
  },
  silence: ({ network }, device) => {
    for (const connection of network.of(device.name)) connection.silence()
  },
  'network down': (simulation, device, { a, b }) => {
    device.setNetwork(false, a < 0.6, b < 0.5)
    simulation.timeline.after(b * 40_000, () => device.setNetwork(true, a < 0.7))
  },
  'network up': (_simulation, device, { a }) => device.setNetwork(true, a < 0.7),
  'http loss': (_simulation, device, { a }) => void (device.weather.lossPercent = Math.floor(a * 60)),
  'reconnect now': (_simulation, device) => device.connection?.reconnectNow(),
  sleep: (_simulation, device, { a, b }) => device.sleep(a < 0.5 ? b * 25_000 : b * 3 * HOUR_MS),
  'clock jump': (_simulation, device, { a }) => device.clock?.jump(Math.round((a - 0.5) * 12 * HOUR_MS)),
  crash: (_simulation, device, { a }) => device.crash(a * 5000),
  'crash at': (_simulation, device, { a, b }) =>
    device.crashAt(a < 0.4 ? 'before' : 'after', 1 + Math.floor(b * 12), ((a * 10) % 1) * 5000),
  quit: ({ timeline }, device, { a }) => {
    device.quit()
    timeline.after(a * 30_000, () => device.boot())
  },
  start: (_simulation, device) => device.boot(),
  'disk full': ({ timeline }, device, { a }) => {
    device.disk.isFull = true
    timeline.after(a * 20_000, () => void (device.disk.isFull = false))
  },
  'token expires': (_simulation, device) => void device.expireToken(),
  'server restart': ({ server: office, timeline }, _device, { a, b }) => {
    const server = office.pick(b)
    void server.shutDown().then(() => timeline.after(a * 6000, () => server.start()))
  },
  'server kill': ({ server: office, timeline }, _device, { a, b }) => {
    const server = office.pick(b)
    server.kill()
    timeline.after(a * 12_000, () => server.start())
  },
  'server kill after': ({ server: office, timeline }, _device, { a, b }) => {
    const server = office.pick((a * 17) % 1)
    server.killAfterWrites(1 + Math.floor(a * 6))
    timeline.after(10_000 + b * 10_000, () => server.start())
  },
  'push fault': ({ server }, device, { a, b }) => {
    const push = choose(PUSH_KINDS, (a * 31) % 1)
    const rule = { user: device.userId, device: b < 0.7 ? device.name : undefined, push, times: 1 + Math.floor(a * 4) }
    server.faults.add({ ...rule, action: choose(PUSH_ACTIONS, b)!, delayMs: ((b * 17) % 1) * 3000 })
  },
  'history fault': ({ server }, device, { a, b }) => {
    server.faults.addHistory({
      user: device.userId,
      action: a < 0.5 ? 'fail' : 'shorten',
      rows: 1 + Math.floor(b * 5),
      times: 1 + Math.floor(b * 4),
    })
  },
  lie: (simulation, device, op) => lie(simulation, device, conversationOf(simulation, device, op), op.b),
  wait: () => undefined,
}
