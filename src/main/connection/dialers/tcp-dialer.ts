import { connect, isIP, type LookupFunction, type OnReadOpts, type Socket } from 'node:net'
import { DialError, type DialTarget } from '../../lib/dial'
import { errorCodeOf, linkCauseOf } from '../../lib/link-errors'

/** Milliseconds for one of several addresses before the next is tried; Node's own 250 cut off slow mobile links. */
const PER_ADDRESS_MS = 2_000

export type TcpOptions = {
  /** The system's resolver when absent. */
  readonly lookup?: LookupFunction
  readonly signal: AbortSignal
  /** The address is known, or was never a name. */
  readonly onResolved: () => void
  readonly onread?: OnReadOpts | undefined
}

/**
 * Opens a TCP connection. Errors of the socket that nobody listens to any more end in silence, not in an exception.
 *
 * @throws DialError
 */
export function connectTcp({ host, port }: DialTarget, { lookup, signal, onResolved, onread }: TcpOptions): Promise<Socket> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(new DialError('closed', 'given up'))
    let socket: Socket
    try {
      socket = connect({ host, port, lookup, noDelay: true, autoSelectFamilyAttemptTimeout: PER_ADDRESS_MS, onread })
    } catch (error) {
      // A port out of range, or a host that is no host name.
      return reject(dialError(error))
    }
    const onAbort = (): void => {
      socket.destroy()
      reject(new DialError('closed', 'given up'))
    }
    signal.addEventListener('abort', onAbort, { once: true })
    socket.on('error', (error) => {
      signal.removeEventListener('abort', onAbort)
      reject(dialError(error))
    })
    if (isIP(host) === 0) socket.once('lookup', (error) => void (error ?? onResolved()))
    else onResolved()
    socket.once('connect', () => {
      signal.removeEventListener('abort', onAbort)
      resolve(socket)
    })
  })
}

/** A socket's error in our terms. */
export function dialError(error: unknown): DialError {
  if (error instanceof DialError) return error
  const code = errorCodeOf(error)
  const reason = error instanceof Error && error.message !== '' ? error.message : (code ?? 'failed')
  return new DialError(linkCauseOf(code) ?? 'closed', reason, { cause: error })
}
