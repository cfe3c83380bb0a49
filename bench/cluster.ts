import { type BareDraft, insertBare } from './bare-inserts'
import { ClusterOffice } from './cluster-office'
import { clusterNews } from './cluster-news'
import { clusterRecovery } from './cluster-recovery'
import { atLeast, atMost, type BenchOptions, compare, type Goal, msRow, percentile, type Row, rowOf, timeOf } from './measure'
import { proportionalBytes } from './process-memory'
import { processorMs } from './processor-time'
import { sampleText } from './sample-text'
import type { Talker } from './talker'

/** Two in each group, who sit on different nodes. */
const GROUPS = 24
const TALKERS = 2 * GROUPS
/** Messages of each that have no ack yet: an outbox that empties itself. */
const IN_FLIGHT = 20
const BATCH = 50
/**
 * Of each two: everybody tells of so many at once, again and again. With 48 that is about what a node of 25,000 hears in a quarter of a
 * second at the busiest hour of docs/scale.md.
 */
const MARKED = 3
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
const markedBy = (talker: number): readonly string[] => Array.from({ length: MARKED }, (_, i) => `c2g:${talker >> 1}-${i}`)
const groups = new Map<string, readonly number[]>([
  ...Array.from({ length: GROUPS }, (_, i) => [`c2g:${i}`, [2 * i, 2 * i + 1]] as const),
  ...Array.from({ length: GROUPS }, (_, i) => markedBy(2 * i).map((id) => [id, [2 * i, 2 * i + 1]] as const)).flat(),
  [HOT, Array.from({ length: HOT_TALKERS }, (_, i) => i)],
])
const textsOf = (count: number): readonly string[] => Array.from({ length: count }, (_, i) => sampleText(i))

/**
 * Servers that are one office, each a process, on a PostgreSQL that waits for the disk and a NATS; all of it on this machine
 * together with those who talk.
 */
export async function cluster(options: BenchOptions): Promise<readonly Row[]> {
  return [...(await ofNodes(1, options)), ...(await ofNodes(3, options)), ...(await clusterRecovery(options)), await clusterNews(options)]
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
      ...(await costs({ title, office, talkers, bare }, isQuick ? 50 : 250)),
      ...(await acks({ title, office, talkers, bare }, isQuick ? 30 : 200)),
      await hotConversation(title, talkers.slice(0, HOT_TALKERS), isQuick ? 100 : 500),
      ...(await idleConnections(title, office, idle)),
      await messageSize(title, office),
    ]
  } finally {
    for (const talker of talkers) talker.close()
    await office.close()
  }
}

/** From the first message to the last ack, and the last one heard by the other side. */
async function throughput({ title, office, talkers, bare }: Stage, each: number): Promise<Row> {
  const total = each * talkers.length
  const perSecond = (ms: number): number => (total * 1000) / ms
  return compare({
    name: `${title}: messages stored, acknowledged and heard by another`,
    against: 'a bare loop of the same inserts and commits',
    unit: 'messages/s',
    goal: nodesGoal(title),
    figure: async () => perSecond(await timeOf(() => talk(talkers, each))),
    baseline: async () =>
      perSecond(await timeOf(() => insertBare(office.client, total / BATCH, () => Array.from({ length: BATCH }, bare)))),
  })
}

/** Everybody says so much into their own group, and hears what the other one says. */
async function talk(talkers: readonly Talker[], each: number): Promise<void> {
  const heard = talkers.map((talker) => talker.heard + each)
  const texts = textsOf(each)
  await Promise.all(talkers.map((talker, i) => talker.say(() => groupOf(i), texts, IN_FLIGHT)))
  await Promise.all(talkers.map((talker, i) => talker.until({ heard: heard[i]! })))
}

/** Of each two one says so much into each of the conversations that are marked. */
async function fillMarked(talkers: readonly Talker[], each: number): Promise<void> {
  const conversationOf = (talker: number) => (i: number) => markedBy(talker)[i % MARKED]!
  const writers = talkers.flatMap((talker, i) => (i % 2 === 0 ? [{ talker, i }] : []))
  await Promise.all(writers.map(({ talker, i }) => talker.say(conversationOf(i), textsOf(each * MARKED), IN_FLIGHT)))
}

/** So often everybody tells that they have one more of each; when all are told of that, again. */
async function tellMarks(talkers: readonly Talker[], each: number): Promise<void> {
  for (let seq = 1; seq <= each; seq++) {
    const pushed = talkers.map((talker) => talker.pushed + MARKED)
    talkers.forEach((talker, i) => markedBy(i).forEach((id) => talker.mark(id, seq)))
    await Promise.all(talkers.map((talker, i) => talker.until({ pushed: pushed[i]! })))
  }
}

/** Processor time, which other programs do not change as they do a rate: of all nodes together, and of PostgreSQL. */
async function costs({ title, office, talkers, bare }: Stage, each: number): Promise<readonly Row[]> {
  const { cluster, client } = office
  const marked = Math.ceil(each / MARKED)
  const spent = (): readonly number[] => [processorMs(cluster.nodes.map(({ pid }) => pid!)), processorMs([cluster.postgres.pid!])]
  /** Microseconds of each: nodes, PostgreSQL. */
  const costOf = async (total: number, work: () => Promise<void>): Promise<readonly number[]> => {
    const before = spent()
    await work()
    return spent().map((ms, i) => ((ms - before[i]!) * 1000) / total)
  }
  const total = each * talkers.length
  const messages = await costOf(total, () => talk(talkers, each))
  await fillMarked(talkers, marked)
  const marks = await costOf(marked * MARKED * talkers.length, () => tellMarks(talkers, marked))
  const [, bareLoop = 0] = await costOf(total, () => insertBare(client, total / BATCH, () => Array.from({ length: BATCH }, bare)))
  const told = { message: messages, mark: marks }
  return Object.entries(told).flatMap(([what, values]) =>
    ['all nodes', 'PostgreSQL'].map((where, i) =>
      rowOf({
        name: `${title}: processor time of a ${what}, ${where}`,
        ...{ against: 'PostgreSQL’s of a message in the bare loop', unit: 'µs', goal: NO_GOAL },
        pairs: [{ value: values[i]!, baseline: bareLoop }],
      }),
    ),
  )
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
      await Promise.all(talkers.map((talker, i) => talker.until({ heard: heard[i]! })))
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
async function idleConnections(title: string, office: ClusterOffice, count: number): Promise<readonly Row[]> {
  const pid = office.cluster.nodes[0]!.pid!
  const before = proportionalBytes(pid)
  const idle: Talker[] = []
  // So many at once as may be strangers.
  const AT_ONCE = 50
  const start = performance.now()
  for (let from = 0; from < count; from += AT_ONCE) {
    const some = Array.from({ length: Math.min(AT_ONCE, count - from) }, (_, i) => TALKERS + from + i)
    idle.push(...(await Promise.all(some.map((person) => office.talker(person, 0)))))
  }
  const perSecond = (count * 1000) / (performance.now() - start)
  const grown = (proportionalBytes(pid) - before) / 1024
  for (const talker of idle) talker.close()
  const row = { goal: NO_GOAL, pairs: [{ value: perSecond, baseline: 1000 }] }
  return [
    rowOf({ name: `${title}: log-ins by a token, ${AT_ONCE} at once`, against: '1,000/s', unit: 'log-ins/s', ...row }),
    rowOf({
      name: `${title}: an idle connection, of ${count.toLocaleString('en')}`,
      against: `${IDLE_KIB_GOAL} KiB`,
      unit: 'KiB',
      goal: atMost(1),
      pairs: [{ value: grown / count, baseline: IDLE_KIB_GOAL }],
    }),
  ]
}

/** On PostgreSQL's disk, with its indexes; beside what was said and by whom, as JSON. */
async function messageSize(title: string, office: ClusterOffice): Promise<Row> {
  const { rows } = await office.client.query<{ whole: string; data: string }>(
    `SELECT pg_total_relation_size('messages')::float8 / count(*) AS whole, avg(length(data)) AS data FROM messages`,
  )
  const [{ whole, data }] = rows as [{ whole: string; data: string }]
  return rowOf({
    name: `${title}: a message on PostgreSQL's disk`,
    against: 'its JSON',
    unit: 'bytes',
    goal: NO_GOAL,
    pairs: [{ value: Number(whole), baseline: Number(data) }],
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
