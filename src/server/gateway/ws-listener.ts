import type { AddressInfo, Socket } from 'node:net'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { type RawData, type WebSocket, WebSocketServer } from 'ws'
import { HEADER_BYTES } from '@protocol/constants'
import type { Strangers } from '../access/strangers'
import type { Gateway } from './gateway'
import type { Link } from './link'
import { type Listener, listen, type ListenOptions } from './tcp-listener'

/** Of a WebSocket frame: two bytes, eight of length, four of mask. */
const MAX_WS_HEADER_BYTES = 14

/** Listens for jim1 over WebSocket: one binary message carries one frame, header included (PROTOCOL 1). */
export async function listenWebSocket(
  gateway: Gateway,
  options: ListenOptions & { readonly maxBodyBytes: number; readonly maxBodyBytesBeforeLogin: number },
): Promise<Listener> {
  // A request that does not get to its end in time is dropped, before it is a WebSocket and costs anything.
  const patience = {
    headersTimeout: options.handshakeMs,
    requestTimeout: options.handshakeMs,
    connectionsCheckingInterval: options.handshakeMs,
  }
  const http =
    options.tls === undefined
      ? createServer(patience, refusePlainHttp)
      : createTlsServer({ ...options.tls, ...patience, handshakeTimeout: options.handshakeMs }, refusePlainHttp)
  const sockets = new WebSocketServer({
    server: http,
    maxPayload: options.maxBodyBytes + HEADER_BYTES,
    perMessageDeflate: false,
  })
  const { strangers, maxBodyBytesBeforeLogin } = options
  http.prependListener('connection', (socket: Socket) => strangers.watch(socket))
  sockets.on('connection', (socket, request) => serve(gateway, socket, request.socket, { strangers, maxBodyBytesBeforeLogin }))
  sockets.on('error', () => undefined)
  await listen(http, options.host, options.port)
  const closed = new Promise<void>((resolve) => http.once('close', resolve))
  return {
    port: (http.address() as AddressInfo).port,
    stop: () => void (http.listening && http.close()),
    close: () => {
      if (http.listening) http.close()
      for (const socket of sockets.clients) socket.terminate()
      sockets.close()
      http.closeAllConnections()
      return closed
    },
  }
}

/** A browser, or an HTTP client that mixed up the ports. */
function refusePlainHttp(_request: IncomingMessage, response: ServerResponse): void {
  const body = { code: 'upgrade_required', reason: 'this port speaks WebSocket' }
  response
    .writeHead(426, { connection: 'close', upgrade: 'websocket', 'content-type': 'application/json; charset=utf-8' })
    .end(JSON.stringify(body))
}

type Entrance = { readonly strangers: Strangers; readonly maxBodyBytesBeforeLogin: number }

function serve(gateway: Gateway, socket: WebSocket, carrier: Socket, entrance: Entrance): void {
  let isKnown = false
  const link: Link = {
    address: carrier.remoteAddress ?? '',
    known: () => {
      isKnown = true
      entrance.strangers.know(carrier)
    },
    get bufferedBytes() {
      return socket.bufferedAmount
    },
    write: (bytes) => socket.send(bytes),
    pause: () => socket.pause(),
    resume: () => socket.resume(),
    end: () => socket.close(1000),
    destroy: () => socket.terminate(),
  }
  const client = gateway.accept(link)
  socket.on('message', (data: RawData, isBinary: boolean) => {
    if (isBinary) client.onBytes(toBytes(data))
    else client.close('protocol_error', 'frames are binary messages')
  })
  socket.on('error', () => undefined)
  socket.on('close', () => client.onLinkClosed())
  // A WebSocket keeps a message until it is whole: how much of it a stranger may send is counted below it.
  let unfinishedBytes = 0
  const maxBytes = entrance.maxBodyBytesBeforeLogin + HEADER_BYTES + MAX_WS_HEADER_BYTES
  carrier.prependListener('data', (chunk: Buffer) => {
    unfinishedBytes += chunk.length
    if (isKnown || unfinishedBytes <= maxBytes) return
    client.close('protocol_error', 'too much before log-in')
    socket.pause()
  })
  socket.on('message', () => (unfinishedBytes = 0))
}

function toBytes(data: RawData): Uint8Array {
  if (Array.isArray(data)) return Buffer.concat(data)
  return data instanceof ArrayBuffer ? new Uint8Array(data) : data
}
