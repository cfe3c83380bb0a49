import type { Socket } from 'node:net'
import { DialError, type DialTarget, type ProxyRoute } from '../../lib/dial'

/** Bytes that a proxy may answer with before its blank line. */
const MAX_ANSWER_BYTES = 16 * 1024

/** Statuses by which proxies say that the server, not they themselves, did not answer (RFC 9110, 15.6). */
const SERVER_CAUSES = { 502: 'unreachable', 503: 'unreachable', 504: 'timeout' } as const

/**
 * Asks an HTTP proxy for a tunnel (RFC 9110, 9.3.6). `socket` is connected to the proxy; once this resolves it is the
 * stream to the target. The name of the target is resolved by the proxy.
 *
 * @throws DialError
 */
export async function openHttpTunnel(socket: Socket, proxy: ProxyRoute, target: DialTarget): Promise<void> {
  const authority = `${target.host.includes(':') ? `[${target.host}]` : target.host}:${target.port}`
  const lines = [`CONNECT ${authority} HTTP/1.1`, `Host: ${authority}`]
  if (proxy.user !== undefined) {
    const pair = Buffer.from(`${proxy.user}:${proxy.password ?? ''}`, 'utf8').toString('base64')
    lines.push(`Proxy-Authorization: Basic ${pair}`)
  }
  socket.write(`${lines.join('\r\n')}\r\n\r\n`)
  checkAnswer(await readHead(socket))
}

/** Everything up to the blank line; what follows it belongs to the tunnel and is put back. */
function readHead(socket: Socket): Promise<string> {
  return new Promise((resolve, reject) => {
    let received: Buffer = Buffer.alloc(0)
    const stop = (): void => {
      socket.off('data', onData).off('end', onEnd).off('close', onEnd).off('error', onError)
    }
    const fail = (error: DialError): void => {
      stop()
      reject(error)
    }
    const onEnd = (): void => fail(new DialError('proxy_protocol', 'the proxy hung up without an answer'))
    const onError = (error: Error): void => fail(new DialError('proxy_unreachable', error.message, { cause: error }))
    const onData = (bytes: Buffer): void => {
      received = Buffer.concat([received, bytes])
      const end = received.indexOf('\r\n\r\n')
      if (end < 0) {
        if (received.length > MAX_ANSWER_BYTES) fail(new DialError('proxy_protocol', 'the answer never ends'))
        return
      }
      stop()
      socket.pause()
      if (received.length > end + 4) socket.unshift(received.subarray(end + 4))
      resolve(received.toString('latin1', 0, end))
    }
    socket.on('data', onData).on('end', onEnd).on('close', onEnd).on('error', onError)
  })
}

function checkAnswer(head: string): void {
  const answer = /^HTTP\/1\.[01] (\d{3})(?: ([^\r\n]*))?/.exec(head)
  if (answer === null) throw new DialError('proxy_protocol', 'the answer is not HTTP')
  const status = Number(answer[1])
  if (status >= 200 && status < 300) return
  const said = `the proxy says: ${status} ${answer[2] ?? ''}`.trim()
  if (status === 407) {
    const ways = [...head.matchAll(/^proxy-authenticate:\s*(\S+)/gim)].map((match) => match[1])
    throw new DialError('proxy_auth', ways.length === 0 ? said : `${said} (asks for ${ways.join(', ')})`)
  }
  const cause = SERVER_CAUSES[status as keyof typeof SERVER_CAUSES]
  throw new DialError(cause ?? 'proxy_refused', said)
}
