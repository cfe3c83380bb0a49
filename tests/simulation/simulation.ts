import { asConversationId, type ConversationId } from '@shared/ids'
import { c2cConversationId } from '@protocol/schemas/ids'
import type { Bus } from '../../src/server/bus/bus'
import type { World } from '../../src/server/world/world'
import { below, seededRandom } from '../fuzz/random'
import { BasePeer } from './base-peer'
import type { Databases } from './databases'
import { Device } from './device'
import { type Harness, soundHarness } from './harness'
import type { Schedule } from './schedule'
import { Outside } from './outside'
import { Timeline } from './timeline'
import { VirtualNetwork } from './virtual-network'
import type { Office } from './office'
import { ToldSessions } from './told-sessions'
import { SignIns } from './sign-ins'
import { VirtualOffice } from './virtual-office'
import { VirtualServer } from './virtual-server'
import { Witness } from './witness'

export type SimulationOptions = {
  readonly databases: Databases
  readonly harness?: Harness
  readonly trace?: (line: string) => void
}

/** Everything of one schedule: time, the network, the server, the devices, and who watches them. */
export class Simulation {
  readonly timeline = new Timeline()
  readonly random: () => number
  readonly harness: Harness
  readonly witness: Witness
  readonly server: Office
  /** The same, if it is several nodes. */
  readonly office: VirtualOffice | undefined
  readonly signIns: SignIns
  /** What several nodes told everybody who was connected. */
  readonly told: ToldSessions
  readonly outside: Outside
  readonly network: VirtualNetwork
  readonly devices: readonly Device[]
  readonly userIds: readonly string[]
  /** Everybody's client of the original kind, by user; about half of them are signed in whenever the server runs. */
  readonly basePeers: ReadonlyMap<string, BasePeer>
  readonly databases: Databases
  /** Groups by their conversation's id, in the order they were made. */
  readonly groups: ConversationId[] = []
  /** Messages written so far: each says something else. */
  texts = 0
  readonly #present: readonly BasePeer[]
  /** Bytes that became others on their way. */
  flips = 0

  constructor({ seed, users, nodes = 1 }: Schedule, { databases, harness = soundHarness, trace }: SimulationOptions) {
    this.random = seededRandom(seed ^ 0x5eed)
    this.harness = harness
    this.databases = databases
    this.witness = new Witness(trace)
    const { timeline, random } = this
    this.outside = new Outside(random)
    const { store } = databases.server
    const options = {
      ...{ timeline, store },
      onStart: (world: World, server: VirtualServer, bus: Bus) => {
        if (this.office !== undefined) this.told.watch(world, server, bus)
        this.#signInPeers(world, server)
      },
      onDeath: (server: VirtualServer) => {
        this.witness.note(() => `the server ${server.name} ends`.replace('  ', ' '))
        for (const connection of this.network.at(server)) if (connection.isServerOpen) connection.killServer()
      },
    }
    this.told = new ToldSessions(store, () => timeline.now)
    this.office = nodes === 1 ? undefined : new VirtualOffice({ ...options, nodes, harness, random: seededRandom(seed ^ 0x0ff1ce) })
    this.server = this.office ?? new VirtualServer({ ...options, wrap: (each) => harness.serverStore(each) })
    this.signIns = new SignIns(store.tokens, timeline)
    this.network = new VirtualNetwork({ timeline, server: () => this.server, random })
    this.userIds = users.map((_, index) => `u${index + 1}`)
    this.basePeers = new Map(this.userIds.map((userId) => [userId, new BasePeer(userId, (fileId) => this.server.linkTo(fileId))]))
    this.#present = [...this.basePeers.values()].filter(() => below(random, 2) === 0)
    let index = 0
    this.devices = users.flatMap((count, user) =>
      Array.from({ length: count }, () => new Device(this, this.userIds[user]!, ++index, databases.takeClient())),
    )
  }

  /** The office as it is before anything happens: its people, one group of all of them, nobody online yet. */
  async begin(): Promise<void> {
    const { server, userIds, random, timeline } = this
    for (const userId of userIds) {
      if ((await server.store.users.get(userId)) !== undefined) continue
      await server.store.users.create({ userId, name: userId, avatar: '', status: '', passwordHash: '', lastSeen: 0 })
    }
    await server.begin()
    const [owner, ...others] = userIds
    const group = server.reach().world!.groups.create(owner!, 'everybody', others)
    await timeline.runUntil(100)
    this.groups.push(asConversationId((await server.during(group)).conversation_id))
    for (const device of this.devices) timeline.after(below(random, 2000), () => device.boot())
  }

  /** With nodes each has its own: where one has ended, its people come again when it is back. */
  #signInPeers(world: World, server: VirtualServer): void {
    for (const [index, { session }] of this.#present.entries()) {
      if (this.office !== undefined && this.office.pick((index + 0.5) / this.#present.length) !== server) continue
      this.timeline.after(1 + below(this.random, 2000), () => {
        // It may have ended again.
        if (server.world === world) void world.connect(session).catch(() => undefined)
      })
    }
  }

  /** Where a device may write: to each other person, to itself, and to every group there is. */
  conversationsOf(device: Device): readonly ConversationId[] {
    const c2c = this.userIds.map((userId) => asConversationId(c2cConversationId(device.userId, userId)))
    return [...this.groups, ...c2c]
  }
}
