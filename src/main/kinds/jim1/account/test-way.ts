import type { ServerAddress } from '@shared/account'
import type { LinkTest, LinkTestStage, LinkTestStep } from '@shared/network'
import { type Probe, probeLink, type ProbeStage } from '../link/link-probe'
import { tcpTransport } from '../../../connection/tcp-transport'
import type { Clock } from '../../../lib/clock'
import { createHttpClient, HttpError } from '../../../lib/http-client'
import type { WayOut } from '../../kind/kind'
import { httpBaseOf, httpFailureOf } from './http-base'

const STAGES: { readonly [S in ProbeStage]: LinkTestStage } = {
  resolving: 'resolve',
  proxying: 'proxy',
  connecting: 'connect',
  securing: 'secure',
  greeting: 'greet',
}

type Failure = NonNullable<LinkTest['failure']>

/**
 * Goes the whole way to a server as a log-in would, without one: TCP, TLS and a ping, then its HTTP. Says where it
 * ended.
 */
export async function testWay(server: ServerAddress, way: WayOut, clock: Clock): Promise<LinkTest> {
  const { host, port, tls } = server
  const probe = await probeLink({ address: { host, port, tls, ca: way.ca }, openTransport: tcpTransport({ clock, dial: way.dial }), clock })
  const took = new Map(probe.stages.map(({ stage, tookMs }) => [STAGES[stage], tookMs]))
  const isProxied = took.has('proxy') || probe.failure?.code.startsWith('proxy_') === true
  const stages = stagesOf(server, isProxied)
  if (probe.failure !== undefined) {
    const failed = failedStage(probe)
    return { steps: stages.map((stage) => stepOf(stage, failed, took)), failure: probe.failure }
  }
  const failure = server.kind === 'sync' ? await testHttp(server, way, clock, took) : undefined
  return {
    steps: stages.map((stage) => stepOf(stage, failure === undefined ? undefined : 'http', took)),
    rttMs: probe.rttMs,
    failure,
  }
}

export function stagesOf({ tls, kind }: ServerAddress, isProxied: boolean): readonly LinkTestStage[] {
  return [
    isProxied ? 'proxy' : 'resolve',
    'connect',
    ...(tls ? (['secure'] as const) : []),
    'greet',
    ...(kind === 'sync' ? (['http'] as const) : []),
  ]
}

/** A proxy says, while it is asked, what it has against us, or that it did not come through to the server. */
function failedStage({ stages, failure }: Probe): LinkTestStage {
  if (failure?.code.startsWith('proxy_') === true) return 'proxy'
  const last = STAGES[stages.at(-1)?.stage ?? 'resolving']
  return last === 'proxy' ? 'connect' : last
}

function stepOf(stage: LinkTestStage, failed: LinkTestStage | undefined, took: ReadonlyMap<LinkTestStage, number>): LinkTestStep {
  const order: readonly LinkTestStage[] = ['resolve', 'proxy', 'connect', 'secure', 'greet', 'http']
  if (failed !== undefined && order.indexOf(stage) > order.indexOf(failed)) return { stage, state: 'skipped' }
  return { stage, state: stage === failed ? 'failed' : 'passed', tookMs: took.get(stage) }
}

async function testHttp(server: ServerAddress, way: WayOut, clock: Clock, took: Map<LinkTestStage, number>): Promise<Failure | undefined> {
  const http = createHttpClient(way)
  const since = clock.monotonic()
  try {
    const { status } = await http.request({ method: 'GET', url: `${httpBaseOf(server)}/healthz` })
    return status === 200 ? undefined : { code: 'http_failed', reason: `HTTP ${status}` }
  } catch (error) {
    const code = error instanceof HttpError ? httpFailureOf(error.code) : 'cancelled'
    if (error instanceof HttpError && code !== 'cancelled') return { code, reason: error.message }
    return { code: 'http_failed', reason: error instanceof Error ? error.message : String(error) }
  } finally {
    took.set('http', clock.monotonic() - since)
    await http.close()
  }
}
