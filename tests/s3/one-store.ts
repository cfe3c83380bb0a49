import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { start } from '../../scripts/lib/run.mjs'
import { ownPort } from '../helpers/own-port'

/** One server of S3 for a run: each office has a bucket of its own. Returns what ends it. */
export default async function setUp(): Promise<() => Promise<void>> {
  const executable = process.env['JIM_MOTO']
  if (executable === undefined) throw new Error('JIM_MOTO names no moto_server: run this as `node scripts/test.mjs s3`')
  const port = await ownPort()
  const child = start(executable, ['-H', '127.0.0.1', '-p', String(port)], { stdio: ['ignore', 'ignore', 'pipe'] })
  const said: string[] = []
  for await (const line of createInterface({ input: child.stderr! })) {
    said.push(line)
    if (line.includes('Running on')) break
  }
  child.stderr!.resume()
  if (child.exitCode !== null) throw new Error(`moto did not start:\n${said.join('\n')}`)
  process.env['JIM_TEST_S3'] = `http://127.0.0.1:${port}`
  return async () => {
    const ended = once(child, 'exit')
    child.kill('SIGKILL')
    await ended
  }
}
