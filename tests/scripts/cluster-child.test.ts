import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { describe, expect, it } from 'vitest'
import { livingChild } from '../../scripts/lib/cluster/child-living.mjs'

const NEVER = new Promise<never>(() => undefined)

/** A real process: how it ends is what this is about. It has said that it runs. */
async function child(script = 'setInterval(() => undefined, 1000)'): Promise<ChildProcess> {
  const started = spawn(process.execPath, ['-e', `console.log('here'); ${script}`], { stdio: ['ignore', 'pipe', 'ignore'], detached: true })
  await once(started.stdout, 'data')
  return started
}

const lastWords = (): string => 'last words'

describe('a process that is ready', () => {
  it('has its number, tells how it ends, and is ended when asked, twice without harm', async () => {
    const started = await child()
    const { signal } = new AbortController()
    const { living, value } = await livingChild({ child: started, ready: Promise.resolve('ready'), signal, lastWords })
    expect([living.pid, value]).toEqual([started.pid, 'ready'])
    await Promise.all([living.end(), living.end()])
    expect([await living.gone, started.signalCode]).toEqual(['SIGTERM', 'SIGTERM'])
    await living.end()
  })

  it('tells of a death from outside', async () => {
    const started = await child()
    const { signal } = new AbortController()
    const { living } = await livingChild({ child: started, ready: Promise.resolve(), signal, lastWords })
    started.kill('SIGKILL')
    expect(await living.gone).toBe('SIGKILL')
  })
})

describe('a process that does not become ready', () => {
  it('is told with its last words when it ends first', async () => {
    const { signal } = new AbortController()
    const ending = livingChild({ child: await child('process.exit(3)'), ready: NEVER, signal, lastWords })
    await expect(ending).rejects.toThrow('it ended before it was ready (code 3)\nlast words')
  })

  it('is told when there is no such program', async () => {
    const { signal } = new AbortController()
    const ending = livingChild({ child: spawn('/no/such/program'), ready: NEVER, signal, lastWords })
    await expect(ending).rejects.toThrow('ENOENT')
  })

  it.each(['before it was started', 'while it starts'])('is gone when it is stopped %s', async (when) => {
    const started = await child()
    const abort = new AbortController()
    if (when === 'before it was started') abort.abort()
    const ending = livingChild({ child: started, ready: NEVER, signal: abort.signal, lastWords })
    abort.abort()
    await expect(ending).rejects.toThrow('it was stopped')
    expect(started.signalCode).toBe('SIGTERM')
  })
})
