import { type ChildProcess, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { EventEmitter, once } from 'node:events'
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ROOT } from '../../scripts/lib/paths.mjs'
import { run } from '../../scripts/lib/run.mjs'
import type { Ports } from '../../src/server/server'
import { Probe } from '../helpers/probe'
import { authenticate, textFrom } from '../server/office'

type Told = {
  readonly nodes: readonly ({ readonly name: string; readonly pid: number } & Ports)[]
  readonly balancer: Ports
  readonly postgres: { readonly pid: number; readonly url: string }
  readonly nats: { readonly pid: number }
}

let command: ChildProcess | undefined
afterEach(() => {
  // Where the test failed half way.
  if (command?.exitCode === null && command.signalCode === null) command.kill('SIGTERM')
})

/** `npm run cluster` as it is; what it says on stdout, and the first line of it. `notes`: who has ended, as it is told on stderr. */
async function startCluster(
  ...args: readonly string[]
): Promise<{ readonly told: Told; readonly lines: readonly string[]; readonly notes: EventEmitter }> {
  const child = spawn(process.execPath, [join(ROOT, 'scripts/cluster.mjs'), ...args], { cwd: ROOT, stdio: 'pipe' })
  command = child
  const lines: string[] = []
  const output = createInterface({ input: child.stdout })
  output.on('line', (line) => lines.push(line))
  const notes = new EventEmitter()
  createInterface({ input: child.stderr }).on('line', (line) => {
    console.error(line)
    const [ended] = /Node \w+ ended/.exec(line) ?? []
    if (ended !== undefined) notes.emit(ended)
  })
  await Promise.race([once(output, 'line'), once(child, 'exit')])
  return { told: JSON.parse(lines[0] ?? 'nothing was said on stdout') as Told, lines, notes }
}

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

/** Processes that were told so, as they were called. */
async function named(text: string): Promise<readonly string[]> {
  const { output } = await run('ps', ['-A', '-o', 'args'])
  return output.split('\n').filter((line) => line.includes(text))
}

async function token(http: number, user: string, deviceId: string): Promise<string> {
  const body = JSON.stringify({ user, password: 'demo', device_id: deviceId, device_name: '' })
  const headers = { 'content-type': 'application/json' }
  const answer = await fetch(`http://127.0.0.1:${http}/v1/login`, { method: 'POST', headers, body })
  return ((await answer.json()) as { readonly token: string }).token
}

it('runs an office of two that keeps what was said when a node is killed, and leaves nothing behind', async () => {
  const { told, lines, notes } = await startCluster('--nodes', '2', '--no-windows')
  const { balancer, nodes } = told
  expect(nodes.map(({ name }) => name)).toEqual(['n1', 'n2'])

  const devices = { alice: randomUUID(), bob: randomUUID() }
  const tokens = {
    alice: await token(balancer.http, 'alice', devices.alice),
    bob: await token(balancer.http, 'bob', devices.bob),
  }
  const enter = async (user: 'alice' | 'bob'): Promise<Probe> => {
    const probe = await Probe.connect(balancer.tcp)
    await authenticate(probe, user, { token: tokens[user], profile: 'sync/1', device_id: devices[user] })
    return probe
  }
  // The one after the other: each is on another node.
  const [alice, bob] = [await enter('alice'), await enter('bob')]
  const heard = bob.take(({ text }) => text.includes('before the kill'))
  await alice.say('B101', 'text', textFrom('alice', 'bob', 'before the kill'))
  await heard

  const isSaid = once(notes, 'Node n2 ended')
  process.kill(nodes[1]!.pid, 'SIGKILL')
  await Promise.all([bob.ended, isSaid])
  const back = await enter('bob')
  const heardAgain = back.take(({ text }) => text.includes('after the kill'))
  await alice.say('B101', 'text', textFrom('alice', 'bob', 'after the kill'))
  await heardAgain
  const history = await fetch(`http://127.0.0.1:${balancer.http}/v1/conversations/c2c:alice:bob/messages?limit=20`, {
    headers: { authorization: `Bearer ${tokens.bob}` },
  })
  const { items } = (await history.json()) as { readonly items: readonly { readonly data: { readonly content?: unknown } }[] }
  // Whoever plays bob for the sample office may have answered before he was known to be there.
  const said = items.map(({ data }) => data.content).filter((content) => String(content).endsWith('the kill'))
  expect(said).toEqual(['before the kill', 'after the kill'])

  command!.kill('SIGINT')
  expect(await once(command!, 'exit')).toEqual([130, null])
  expect([...nodes, told.postgres, told.nats].filter(({ pid }) => isThere(pid))).toEqual([])
  // What was started again, too: all of them are told where PostgreSQL is.
  const folder = new URL(told.postgres.url).searchParams.get('host')!
  expect([existsSync(folder), await named(basename(folder))]).toEqual([false, []])
  expect(lines).toHaveLength(1)
}, 180_000)

describe('a start that does not come to its end', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'jim-cluster-test-'))
    // PostgreSQL is another user where this is root.
    chmodSync(folder, 0o755)
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  const start = (env: NodeJS.ProcessEnv = {}): ChildProcess =>
    (command = spawn(process.execPath, [join(ROOT, 'scripts/cluster.mjs'), '--no-windows'], {
      ...{ cwd: ROOT, stdio: 'ignore' },
      env: { ...process.env, TMPDIR: folder, ...env },
    }))

  /** Folders of ours, and processes whose words name one. */
  async function leftovers(): Promise<readonly string[]> {
    return [...readdirSync(folder).filter((name) => name.startsWith('jim-')), ...(await named(folder))]
  }

  it('since it was interrupted leaves nothing behind', async () => {
    const child = start()
    // The nodes are next.
    await vi.waitFor(() => expect(readdirSync(folder).join()).toContain('jim-cluster-'), { timeout: 30_000 })
    child.kill('SIGINT')
    expect(await once(child, 'exit')).toEqual([130, null])
    expect(await leftovers()).toEqual([])
  })

  it('since a part fails leaves nothing behind', async () => {
    expect(await once(start({ JIM_NATS: process.execPath }), 'exit')).toEqual([1, null])
    expect(await leftovers()).toEqual([])
  })
})
