import type { OnReadOpts, Socket } from 'node:net'
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

/**
 * One connection of the caller's own, opened and secured as all of them are.
 *
 * @param onread as `DialOptions` has it; what is secured is never read so
 * @throws DialError, and what TLS fails with
 */
export async function openOne(
  { protocol, hostname, host, port }: URL,
  { ca, dial, timeoutMs }: { readonly ca: string | undefined; readonly dial: Dial; readonly timeoutMs: number },
  { onread, signal }: { readonly onread: OnReadOpts; readonly signal: AbortSignal },
): Promise<Socket> {
  const bare = hostname.replace(/^\[|\]$/g, '')
  const isTls = protocol === 'https:'
  const target = { host: bare, port: port === '' ? (isTls ? 443 : 80) : Number(port) }
  if (!isTls) return dial(target, { signal, onread })
  const { buildConnector } = await import('undici')
  const socket = await dial(target, { signal })
  const stop = (): void => void socket.destroy()
  signal.addEventListener('abort', stop, { once: true })
  try {
    const secure = buildConnector({ ca: trustedAuthorities(ca), timeout: timeoutMs })
    return await new Promise<Socket>((resolve, reject) => {
      secure({ protocol, hostname: bare, host, port, httpSocket: socket }, (...[error, secured]) => {
        if (error === null) resolve(secured)
        else reject(error)
      })
    })
  } catch (error) {
    socket.destroy()
    throw error
  } finally {
    signal.removeEventListener('abort', stop)
  }
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
