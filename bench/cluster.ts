import { type BareDraft, insertBare } from './bare-inserts'
import { ClusterOffice } from './cluster-office'
import { clusterRecovery } from './cluster-recovery'
import { atLeast, atMost, type BenchOptions, compare, type Goal, msRow, percentile, type Row, rowOf, timeOf } from './measure'
import { proportionalBytes } from './process-memory'
import { sampleText } from './sample-text'
import type { Talker } from './talker'

/** Two in each group, who sit on different nodes. */
const GROUPS = 24
const TALKERS = 2 * GROUPS
/** Messages of each that have no ack yet: an outbox that empties itself. */
const IN_FLIGHT = 20
const BATCH = 50
const HOT = 'c2g:hot'
/** The first so many talk in it, too. */
const HOT_TALKERS = 16
const HOT_IN_FLIGHT = 60
/** Messages/s into one conversation. */
const HOT_GOAL = 5000
/** KiB of a connection on which nothing is said. */
const IDLE_KIB_GOAL = 32
const NO_GOAL: Goal = { text: 'none', isMet: () => true }

type Stage = {
  /** What its rows begin with. */
  readonly title: string
  readonly office: ClusterOffice
  readonly talkers: readonly Talker[]
  /** The next message of the bare loop. */
  readonly bare: () => BareDraft
}

const groupOf = (talker: number): string => `c2g:${talker >> 1}`
const groups = new Map<string, readonly number[]>([
  ...Array.from({ length: GROUPS }, (_, i) => [`c2g:${i}`, [2 * i, 2 * i + 1]] as const),
  [HOT, Array.from({ length: HOT_TALKERS }, (_, i) => i)],
])
const textsOf = (count: number): readonly string[] => Array.from({ length: count }, (_, i) => sampleText(i))

/**
 * Servers that are one office, each a process, on a PostgreSQL that waits for the disk and a NATS; all of it on this machine
 * together with those who talk.
 */
export async function cluster(options: BenchOptions): Promise<readonly Row[]> {
  return [...(await ofNodes(1, options)), ...(await ofNodes(3, options)), ...(await clusterRecovery(options))]
}

async function ofNodes(nodes: number, { isQuick }: BenchOptions): Promise<readonly Row[]> {
  const idle = isQuick ? 200 : 1500
  const office = await ClusterOffice.open({ nodes, people: TALKERS + idle, groups })
  const talkers = await Promise.all(Array.from({ length: TALKERS }, (_, i) => office.talker(i, i)))
  const title = `cluster of ${nodes}`
  const bare = bareDrafts()
  try {
    return [
      await throughput({ title, office, talkers, bare }, isQuick ? 50 : 250),
      ...(await acks({ title, office, talkers, bare }, isQuick ? 30 : 200)),
      await hotConversation(title, talkers.slice(0, HOT_TALKERS), isQuick ? 100 : 500),
      await idleConnections(title, office, idle),
    ]
  } finally {
    for (const talker of talkers) talker.close()
    await office.close()
  }
}

/** From the first message to the last ack, and the last one heard by the other side. */
async function throughput({ title, office, talkers, bare }: Stage, each: number): Promise<Row> {
  const texts = textsOf(each)
  const total = each * talkers.length
  const perSecond = (ms: number): number => (total * 1000) / ms
  return compare({
    name: `${title}: messages stored, acknowledged and heard by another`,
    against: 'a bare loop of the same inserts and commits',
    unit: 'messages/s',
    goal: nodesGoal(title),
    figure: async () => {
      const heard = talkers.map((talker) => talker.heard + each)
      const talk = async (talker: Talker, i: number): Promise<void> => talker.say(() => groupOf(i), texts, IN_FLIGHT)
      return perSecond(
        await timeOf(async () => {
          await Promise.all(talkers.map(talk))
          await Promise.all(talkers.map((talker, i) => talker.untilHeard(heard[i]!)))
        }),
      )
    },
    baseline: async () =>
      perSecond(await timeOf(() => insertBare(office.client, total / BATCH, () => Array.from({ length: BATCH }, bare)))),
  })
}

const nodesGoal = (title: string): Goal => (title.endsWith('1') ? atLeast(0.6) : NO_GOAL)

/** As people write: one message, its ack, the next. Beside one bare transaction of one row. */
async function acks({ title, office, talkers, bare }: Stage, each: number): Promise<readonly Row[]> {
  const few = talkers.slice(0, 6)
  for (const talker of few) talker.acksMs.length = 0
  await Promise.all(few.map((talker, i) => talker.say(() => groupOf(i), textsOf(each), 1)))
  const took = few.flatMap(({ acksMs }) => acksMs)
  const alone: number[] = []
  for (let i = 0; i < each; i++) alone.push(await timeOf(() => insertBare(office.client, 1, () => [bare()])))
  return [50, 99].map((p) =>
    msRow({
      name: `${title}: ack, six who write at once, p${p}`,
      value: percentile(took, p),
      baseline: percentile(alone, p),
      against: `one bare transaction, p${p}`,
    }),
  )
}

/** Everybody into one, on whatever node they are; each message goes to all the others. */
async function hotConversation(title: string, talkers: readonly Talker[], each: number): Promise<Row> {
  const pairs = []
  for (let run = 0; run < 6; run++) {
    const heard = talkers.map((talker) => talker.heard + each * (talkers.length - 1))
    const ms = await timeOf(async () => {
      await Promise.all(talkers.map((talker) => talker.say(() => HOT, textsOf(each), HOT_IN_FLIGHT)))
      await Promise.all(talkers.map((talker, i) => talker.untilHeard(heard[i]!)))
    })
    pairs.push({ value: (each * talkers.length * 1000) / ms, baseline: HOT_GOAL })
  }
  return rowOf({
    name: `${title}: into one conversation of ${talkers.length}, all of them heard by all`,
    against: `${HOT_GOAL.toLocaleString('en')} messages/s`,
    unit: 'messages/s',
    goal: atLeast(1),
    pairs: pairs.slice(1),
  })
}

/** What the first node grows by, for each who is there and says nothing. */
async function idleConnections(title: string, office: ClusterOffice, count: number): Promise<Row> {
  const pid = office.cluster.nodes[0]!.pid!
  const before = proportionalBytes(pid)
  const idle: Talker[] = []
  // So many at once as may be strangers.
  const AT_ONCE = 50
  for (let from = 0; from < count; from += AT_ONCE) {
    const some = Array.from({ length: Math.min(AT_ONCE, count - from) }, (_, i) => TALKERS + from + i)
    idle.push(...(await Promise.all(some.map((person) => office.talker(person, 0)))))
  }
  const grown = (proportionalBytes(pid) - before) / 1024
  for (const talker of idle) talker.close()
  return rowOf({
    name: `${title}: an idle connection, of ${count.toLocaleString('en')}`,
    against: `${IDLE_KIB_GOAL} KiB`,
    unit: 'KiB',
    goal: atMost(1),
    pairs: [{ value: grown / count, baseline: IDLE_KIB_GOAL }],
  })
}

/** Of one office: a number of a conversation is given once. */
function bareDrafts(): () => BareDraft {
  let n = 0
  return () => {
    n += 1
    const talker = n % TALKERS
    const conversationId = groupOf(talker)
    const data = { sender_name: `u${talker}`, sender_avatar: '', receiver_id: conversationId.slice('c2g:'.length), content: sampleText(n) }
    return { conversationId, senderId: `u${talker}`, cliMid: String(n), sentAt: n, data }
  }
}
