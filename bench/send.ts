import { mkdtempSync, rmSync } from 'node:fs'
import { once } from 'node:events'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { v7 as uuidV7 } from 'uuid'
import { asConversationId } from '@shared/ids'
import { Desk } from '../tests/integration/office'
import { atMost, compare, median, type Row } from './measure'
import { OfficeProcess } from './office-process'
import { PeerProcess } from './peer-process'
import { openPlainTable } from './plain-table'
import { sampleText } from './sample-text'

const SENDS = 300
const CONVERSATION = asConversationId('c2c:alice:bob')

/** Enqueue to ack over loopback, one at a time, beside a TCP echo with one FULL commit on each side. */
export async function send(): Promise<readonly Row[]> {
  const dir = mkdtempSync(join(tmpdir(), 'jim-bench-send-'))
  const office = await OfficeProcess.start(join(dir, 'server'), ['alice', 'bob'])
  const desk = new Desk(office.ports, 'alice', await office.logIn('alice'), uuidV7(), join(dir, 'alice.db'))
  await desk.connect()
  try {
    const figure = async (): Promise<number> =>
      median(
        await times(async (i) => {
          desk.say(sampleText(i), CONVERSATION)
          await desk.when(() => desk.store.outbox.count() === 0)
        }),
      )
    return [
      await compare({
        name: 'send, p50',
        against: 'TCP echo, one FULL commit on each side',
        unit: 'ms',
        goal: atMost(3),
        figure,
        baseline: () => echo(dir),
      }),
    ]
  } finally {
    desk.close()
    await office.stop()
    rmSync(dir, { recursive: true, force: true })
  }
}

async function times(once: (i: number) => Promise<void>): Promise<readonly number[]> {
  const all: number[] = []
  for (let i = 0; i < SENDS; i++) {
    const start = performance.now()
    await once(i)
    all.push(performance.now() - start)
  }
  return all
}

/** The least that storing on both sides can cost: a row committed here, the text sent, a row committed there, an echo. */
async function echo(dir: string): Promise<number> {
  const name = uuidV7()
  const mine = openPlainTable(join(dir, `${name}-mine.db`))
  const theirs = await PeerProcess.start('echo-process.ts', join(dir, `${name}-theirs.db`))
  const socket = connect(theirs.port, '127.0.0.1')
  socket.setNoDelay()
  await once(socket, 'connect')
  const p50 = median(
    await times(async (i) => {
      mine.insert(sampleText(i))
      const answer = once(socket, 'data')
      socket.write(sampleText(i))
      await answer
    }),
  )
  socket.destroy()
  await theirs.stop()
  mine.close()
  return p50
}
