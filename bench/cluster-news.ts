import { connect } from '@nats-io/transport-node'
import { natsServer } from '../scripts/lib/cluster/nats-server.mjs'
import { openNatsBus, subjectOf } from '../src/server/bus/nats-bus'
import type { Published } from '../src/server/bus/node-bus'
import { systemServerClock } from '../src/server/clock'
import { silentServerLogger } from '../src/server/logger'
import { type BenchOptions, compare, type Row } from './measure'
import { sampleText } from './sample-text'

const OFFICE = 'bench'

/**
 * Every node hears of every message of all others: what it costs to read one, a hint with one message in it. They are published from
 * this process, too, in either case.
 */
export async function clusterNews({ isQuick }: BenchOptions): Promise<Row> {
  const count = isQuick ? 2000 : 10_000
  const nats = natsServer()
  const living = await nats.start(new AbortController().signal)
  const [writer, bare] = await Promise.all([connect({ servers: nats.url() }), connect({ servers: nats.url() })])
  const bus = openNatsBus(OFFICE, [nats.url()], 'bench', systemServerClock, silentServerLogger)
  await new Promise<void>((resolve) => bus.onConnection(resolve))
  try {
    const texts = Array.from({ length: count }, (_, i) => JSON.stringify([hint(i)]))
    /** Microseconds of this process a message, from the first that is published to the last that is heard. */
    const heard = (listen: (hear: () => void) => () => void): Promise<number> =>
      new Promise((resolve) => {
        let left = count
        const stop = listen(() => {
          if (--left > 0) return
          stop()
          const { user, system } = process.cpuUsage(start)
          resolve((user + system) / count)
        })
        const start = process.cpuUsage()
        for (const text of texts) writer.publish(subjectOf(OFFICE), text)
      })
    return await compare({
      name: 'cluster: processor time of a message told by another node',
      against: 'NATS alone, the same bytes',
      unit: 'µs',
      goal: { text: 'none', isMet: () => true },
      figure: () => heard((hear) => bus.subscribe(hear)),
      baseline: async () => {
        let hear: () => void = () => undefined
        const subscription = bare.subscribe(subjectOf(OFFICE), { callback: () => hear() })
        // NATS knows of it before the first one is published.
        await bare.flush()
        return heard((told) => {
          hear = told
          return () => subscription.unsubscribe()
        })
      },
    })
  } finally {
    await Promise.all([writer.close(), bare.close(), bus.close()])
    await living.end()
  }
}

function hint(i: number): Published {
  const data = { sender_id: 'u1', sender_name: 'u1', sender_avatar: '', receiver_id: '1', content: sampleText(i) }
  const mine = { conversationId: 'c2g:1', senderId: 'u1', type: 'text', sentAt: 1_790_000_000_000 + i }
  const message = { ...mine, mid: String(i + 1), seq: i + 1, cliMid: `bench-${i}`, data }
  return { node: 'other', count: i + 1, news: { kind: 'messages', conversationId: 'c2g:1', last: i + 1, items: [message] } }
}
