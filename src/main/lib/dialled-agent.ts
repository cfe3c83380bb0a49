import type { Agent, buildConnector } from 'undici'
import type { Dial } from './dial'
import { trustedAuthorities } from './trusted-authorities'

export type AgentOptions = {
  /** PEM text of an extra certificate authority. */
  readonly ca?: string | undefined
  /** Opens the connections; straight to the server when absent. */
  readonly dial?: Dial | undefined
  /** Milliseconds for TLS. */
  readonly timeoutMs: number
  /** To one server at a time. */
  readonly connections: number
}

/** Kept-alive connections as an account opens all its sockets. */
export async function openAgent({ ca, dial, timeoutMs, connections }: AgentOptions): Promise<Agent> {
  const { Agent, buildConnector } = await import('undici')
  const tls = { ca: trustedAuthorities(ca), timeout: timeoutMs }
  return new Agent({ connect: dial === undefined ? tls : dialWith(dial, buildConnector(tls)), connections })
}

/** Connections as `dial` opens them; `secure` puts TLS on top where the URL asks for it. */
function dialWith(dial: Dial, secure: buildConnector.connector): buildConnector.connector {
  return (options, done) => {
    const isTls = options.protocol === 'https:'
    const port = options.port === '' ? (isTls ? 443 : 80) : Number(options.port)
    dial({ host: options.hostname, port }).then(
      (socket) => (isTls ? secure({ ...options, httpSocket: socket }, done) : done(null, socket)),
      (error: unknown) => done(error instanceof Error ? error : new Error(String(error)), null),
    )
  }
}
