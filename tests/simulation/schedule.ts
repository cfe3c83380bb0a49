import { below, pick, seededRandom } from '../fuzz/random'

/** What may happen, and how often of all. */
const KINDS = {
  write: 40,
  burst: 4,
  read: 10,
  recall: 4,
  retry: 3,
  remove: 1,
  focus: 2,
  older: 1,
  typing: 1,
  'group create': 1,
  'group add': 4,
  'group remove': 2,
  'group leave': 2,
  'group rename': 1,
  'group role': 1,
  cut: 4,
  'cut after': 4,
  silence: 2,
  'network down': 3,
  'network up': 2,
  'http loss': 3,
  'reconnect now': 1,
  sleep: 2,
  'clock jump': 2,
  crash: 3,
  'crash at': 6,
  quit: 2,
  start: 2,
  'disk full': 2,
  'token expires': 1,
  'server restart': 1,
  'server kill': 1,
  'server kill after': 2,
  'push fault': 7,
  'history fault': 4,
  lie: 4,
  wait: 4,
} as const

/** The same of what has to do with files. */
const FILE_KINDS = {
  'send file': 14,
  paste: 2,
  'send again': 3,
  'forward file': 6,
  'send link': 5,
  'open link': 5,
  fetch: 8,
  'in view': 4,
  'file cut': 8,
  'recall file': 3,
  'file flip': 5,
  'file changes': 3,
  'part rots': 2,
  'transfer pause': 3,
  'transfer retry': 2,
  'transfer cancel': 2,
  'clear cache': 1,
  'server disk full': 2,
  'crash at file': 4,
  'server kill at file': 3,
} as const

/** What befalls an office of several nodes besides, and what befalls each of them oftener than a server that is alone. */
const NODE_KINDS = {
  'bus fault': 7,
  'bus torn': 6,
  'store refused': 5,
  'store silent': 5,
  'office kill': 1,
  'removed while writing': 5,
} as const
const OFTENER = { 'server restart': 3, 'server kill': 4, 'server kill after': 6, 'server kill at file': 2 } as const

export type FileOpKind = keyof typeof FILE_KINDS
export type NodeOpKind = keyof typeof NODE_KINDS
export type OpKind = keyof typeof KINDS | FileOpKind | NodeOpKind

/** One thing that happens. What it happens to is chosen by the two numbers, each in [0, 1), when it does. */
export type Op = {
  /** Milliseconds after the one before. */
  readonly delayMs: number
  readonly kind: OpKind
  readonly device: number
  readonly a: number
  readonly b: number
}

/** Everything that a seed decides. */
export type Schedule = {
  readonly seed: number
  /** How many devices each user has. */
  readonly users: readonly number[]
  readonly ops: readonly Op[]
  /** Of one server, if absent. */
  readonly nodes?: number
}

const BAG = bagOf({ ...KINDS, ...FILE_KINDS })
const BAG_OF_NODES = [...BAG, ...bagOf({ ...NODE_KINDS, ...OFTENER })]
const MAX_DEVICES = 6
const FEWEST_OPS = 10
const MOST_OPS = 60

/**
 * `opCount`: how many things happen; left out, the seed decides, and most schedules are short ones.
 *
 * @param mostNodes of the office, which has two at least; 1: one server
 */
export function makeSchedule(seed: number, opCount = opCountOf(seed), mostNodes = 1): Schedule {
  const random = seededRandom(seed)
  const bag = mostNodes === 1 ? BAG : BAG_OF_NODES
  const users = Array.from(
    { length: 2 + Math.min(below(random, 4), below(random, 4)) },
    () => 1 + Math.min(below(random, 3), below(random, 3)),
  )
  while (users.reduce((sum, count) => sum + count, 0) > MAX_DEVICES) users[users.indexOf(Math.max(...users))]!--
  const devices = users.reduce((sum, count) => sum + count, 0)
  const ops = Array.from({ length: opCount }, (): Op => {
    const kind = pick(random, bag)
    return { delayMs: delayOf(random), kind, device: below(random, devices), a: random(), b: random() }
  })
  if (mostNodes === 1) return { seed, users, ops }
  return { seed, users, ops, nodes: 2 + below(seededRandom(seed ^ 0x0d35), mostNodes - 1) }
}

function bagOf<K extends OpKind>(kinds: Readonly<Record<K, number>>): readonly K[] {
  return Object.entries<number>(kinds).flatMap(([kind, count]) => Array<K>(count).fill(kind as K))
}

/** Many short schedules meet more states than a few long ones, and a long one is needed now and then. */
function opCountOf(seed: number): number {
  const dice = seededRandom(seed ^ 0x0b5)()
  return FEWEST_OPS + Math.floor(dice * dice * (MOST_OPS - FEWEST_OPS + 1))
}

/** Mostly close together, sometimes far apart. */
function delayOf(random: () => number): number {
  const dice = random()
  if (dice < 0.35) return below(random, 30)
  if (dice < 0.85) return below(random, 900)
  return below(random, 12_000)
}

export function describeOp({ delayMs, kind, device, a, b }: Op): string {
  return `+${delayMs} ms  ${kind}  device ${device}  ${a.toFixed(4)} ${b.toFixed(4)}`
}
