import { asUserId } from '@shared/ids'
import type { Device } from './device'
import type { NodeOpKind, Op } from './schedule'
import type { Simulation } from './simulation'
import type { WayState } from './store-way'
import type { VirtualNode } from './virtual-node'
import type { VirtualOffice } from './virtual-office'

type Act = (simulation: Simulation, device: Device, op: Op) => void

/** Milliseconds for which something between the nodes, or before their store, is broken at most. */
const MAX_BROKEN_MS = 25_000

/** Messages that somebody writes while they are taken out of a group, and ms between them; they come back later. */
const WRITTEN = 8
const EVERY_MS = 9
const BACK_MS = 3000

/** Another number in [0, 1) from the same. */
function again(by: number, times: number): number {
  return (by * times) % 1
}

function toOffice(run: (office: VirtualOffice, op: Op, timeline: Simulation['timeline']) => void): Act {
  return ({ office, timeline }, _device, op) => {
    if (office !== undefined) run(office, op, timeline)
  }
}

function wayBecomes(state: WayState): Act {
  return toOffice((office, { a, b }, timeline) => {
    // The whole database may be away.
    const some: readonly VirtualNode[] = again(b, 7) < 0.15 ? office.nodes : [office.nodeAt(b)]
    for (const node of some) node.setWayToStore(state)
    timeline.after(a * a * MAX_BROKEN_MS, () => some.forEach((node) => node.setWayToStore('well')))
  })
}

/** What befalls an office of several nodes. */
export const NODE_ACTS: { readonly [K in NodeOpKind]: Act } = {
  'bus fault': toOffice(({ bus }, { a, b }) => {
    bus.faults = { drop: a * 0.6, double: again(a, 7) * 0.5, delay: b * 0.8 }
  }),
  'bus torn': toOffice((office, { a, b }, timeline) => {
    const some = again(b, 7) < 0.15 ? office.nodes : [office.nodeAt(b)]
    for (const node of some) node.setOnBus(false)
    timeline.after(a * MAX_BROKEN_MS, () => some.forEach((node) => node.setOnBus(true)))
  }),
  'store refused': wayBecomes('refused'),
  'store silent': wayBecomes('silent'),
  // Whether somebody is a member is looked at by one node, while another takes them out.
  'removed while writing': (simulation, device, { a, b }) => {
    const { groups, devices, timeline } = simulation
    const group = groups[Math.floor(a * groups.length)]
    if (group === undefined) return
    const userId = asUserId(device.userId)
    const others = devices.filter((other) => other.userId !== userId)
    for (let at = 0; at < WRITTEN; at++) timeline.after(at * EVERY_MS, () => device.write(group))
    const all = (change: (other: Device) => Promise<unknown> | undefined): void => others.forEach((other) => void change(other))
    timeline.after(b * WRITTEN * EVERY_MS, () => all(({ engine }) => engine?.groups.removeMembers(group, [userId])))
    timeline.after(BACK_MS, () => all(({ engine }) => engine?.groups.addMembers(group, [userId])))
  },
  'office kill': toOffice((office, { a, b }, timeline) => {
    office.kill()
    office.nodes.forEach(({ server }, index) => timeline.after(again(a + index * b, 3) * 9000, () => server.start()))
  }),
}
