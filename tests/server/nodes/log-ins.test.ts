import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Authenticator, hashOf } from '../../../src/server/auth'
import { Faults } from '../../../src/server/faults'
import { Gateway } from '../../../src/server/gateway/gateway'
import type { Link } from '../../../src/server/gateway/link'
import { DEFAULT_LIMITS } from '../../../src/server/limits'
import { silentServerLogger } from '../../../src/server/logger'
import { Metrics } from '../../../src/server/metrics'
import { probeFrame, readFrame } from '../../helpers/probe'
import { type TestNode, TestNodes } from './test-nodes'

const BEFORE = 'the token that it had'
const ANEW = 'the token that it was given anew'

let office: TestNodes
let one: Door
let two: Door
beforeEach(async () => {
  const nodes = await TestNodes.two(['bob'])
  office = nodes.office
  ;[one, two] = [new Door(nodes.one, 'n1'), new Door(nodes.two, 'n2')]
  await give(BEFORE)
})
afterEach(() => office.close())

const later = (ms: number): Promise<void> => office.clock.advanceAsync(ms)

/** To the millisecond. */
async function until(isSo: () => boolean): Promise<void> {
  for (let ms = 0; ms < 10_000 && !isSo(); ms++) await later(1)
  expect(isSo()).toBe(true)
}

/** Nothing that is published meanwhile reaches a node. */
async function whileLost(time: Promise<void>): Promise<void> {
  office.bus.faults = { drop: 1, double: 0, delay: 0 }
  await time
  office.bus.faults = { drop: 0, double: 0, delay: 0 }
}

/** The device has signed in, and has that token now. */
async function give(token: string): Promise<void> {
  const createdAt = office.clock.now()
  const owner = { userId: 'bob', deviceId: 'phone', deviceName: '' }
  await office.store.tokens.save({ tokenHash: hashOf(token), ...owner, createdAt, expiresAt: createdAt + 3600_000 })
}

/** The gateway of a node. */
class Door {
  readonly name: string
  readonly #gateway: Gateway
  /** How long the looks at a token take that are still to come, ms. */
  readonly #looks: number[] = []

  constructor({ world }: TestNode, name: string) {
    this.name = name
    const { clock, store } = office
    const find: typeof store.tokens.find = async (tokenHash) => {
      const tookMs = this.#looks.shift() ?? 0
      const found = await store.tokens.find(tokenHash)
      await new Promise<void>((resolve) => void clock.after(tookMs, resolve))
      return found
    }
    const tokens = { find, touch: (tokenHash: string, at: number) => store.tokens.touch(tokenHash, at) } as typeof store.tokens
    let sessions = 0
    this.#gateway = new Gateway({
      ...{ world, clock, limits: DEFAULT_LIMITS, faults: new Faults(), logger: silentServerLogger, metrics: new Metrics() },
      authenticator: new Authenticator({ store: { ...store, tokens }, clock, limits: DEFAULT_LIMITS }),
      newId: () => `${name}-session-${++sessions}`,
      httpBase: () => '',
      linkTo: (fileId) => fileId,
    })
  }

  /** The device asks to be let in, which is looked at for that long. */
  ask(token: string, takesMs: number): LogIn {
    this.#looks.push(takesMs)
    const logIn = new LogIn()
    const client = this.#gateway.accept(logIn.link)
    logIn.onEnd = () => client.onLinkClosed()
    client.onBytes(probeFrame('B001', 1, { client_id: 'bob', token, profile: 'sync/1', device_id: 'phone' }))
    return logIn
  }
}

/** A link on which somebody asks to be let in. */
class LogIn {
  onEnd: () => void = () => undefined
  readonly #said: string[] = []
  readonly link: Link

  constructor() {
    const nothing = (): void => undefined
    this.link = {
      ...{ address: '10.0.0.1', bufferedBytes: 0, known: nothing, pause: nothing, resume: nothing },
      write: (bytes) => {
        const { command, json } = readFrame(Buffer.from(bytes))
        if (command === 'B002') this.#said.push('let in')
        if (command === 'B003' || command === 'A999') this.#said.push(String(json['code']))
      },
      end: () => this.onEnd(),
      destroy: () => this.onEnd(),
    }
  }

  /** What became of it so far: `let in`, and codes of refusal and end. */
  get said(): string {
    return this.#said.join(', ')
  }
}

/** At which node the list of the user's sessions has the device, as each node tells it. */
const places = async (): Promise<readonly unknown[]> => [
  await office.devices(office.nodes[0]!, 'bob'),
  await office.devices(office.nodes[1]!, 'bob'),
]

const PLACES: readonly (readonly [where: string, first: () => Door, second: () => Door])[] = [
  ['at two nodes', () => one, () => two],
  ['at two nodes, the other way around', () => two, () => one],
  ['at one node', () => one, () => one],
]
const TAKES = [
  ['the first for longer', 500, 0],
  ['the second for longer', 0, 500],
  ['both as long', 200, 200],
  ['the first as long as it takes the second to come', 100, 0],
] as const

describe.each(PLACES)('of two log-ins of one device %s the one stays that came later', (_, first, second) => {
  it.each(TAKES)('%s', async (__, firstMs, secondMs) => {
    const earlier = first().ask(BEFORE, firstMs)
    await later(100)
    const again = second().ask(BEFORE, secondMs)
    await later(2000)
    expect([earlier.said, again.said]).toEqual([expect.stringMatching(/^(let in, )?kicked$/), 'let in'])
    const place = [`phone ${second().name}`]
    expect(await places()).toEqual([place, place])
  })

  it.each(TAKES)('%s, after it has signed in anew', async (__, firstMs, secondMs) => {
    const earlier = first().ask(BEFORE, firstMs)
    await later(50)
    await give(ANEW)
    await later(50)
    const again = second().ask(ANEW, secondMs)
    await later(2000)
    expect([earlier.said, again.said]).toEqual([expect.stringMatching(/^(let in, )?(kicked|bad_token)$/), 'let in'])
    expect(await office.store.tokens.find(hashOf(ANEW))).toBeDefined()
  })
})

describe('a log-in that was looked at for so long that its device has come to another node meanwhile', () => {
  it('ends though the bus loses it once', async () => {
    const earlier = one.ask(BEFORE, 500)
    await later(100)
    const again = two.ask(BEFORE, 0)
    await until(() => earlier.said === 'let in')
    await whileLost(later(100))
    expect([earlier.said, again.said]).toEqual(['let in', 'let in'])
    await later(10_000)
    expect([earlier.said, again.said]).toEqual(['let in, kicked', 'let in'])
  })

  it('ends though the bus loses the answer of the other node', async () => {
    const earlier = one.ask(BEFORE, 500)
    await later(100)
    const again = two.ask(BEFORE, 0)
    await until(() => office.bus.published.some(({ news }) => news.kind === 'session' && news.session.sessionId === 'n1-session-1'))
    await whileLost(later(100))
    expect([earlier.said, again.said]).toEqual(['let in', 'let in'])
    await later(10_000)
    expect([earlier.said, again.said]).toEqual(['let in, kicked', 'let in'])
  })
})
