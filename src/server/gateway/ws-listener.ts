import type { AddressInfo } from 'node:net'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { type RawData, type WebSocket, WebSocketServer } from 'ws'
import { HEADER_BYTES } from '@protocol/constants'
import type { Gateway } from './gateway'
import type { Link } from './link'
import { type Listener, listen, type ListenOptions } from './tcp-listener'

/** Listens for jim1 over WebSocket: one binary message carries one frame, header included (PROTOCOL 1). */
export async function listenWebSocket(
  gateway: Gateway,
  options: ListenOptions & { readonly maxBodyBytes: number },
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
  sockets.on('connection', (socket, request) => serve(gateway, socket, request.socket.remoteAddress ?? ''))
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
  response.writeHead(426, { connection: 'close', upgrade: 'websocket' }).end()
}

function serve(gateway: Gateway, socket: WebSocket, address: string): void {
  const link: Link = {
    address,
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
}

function toBytes(data: RawData): Uint8Array {
  if (Array.isArray(data)) return Buffer.concat(data)
  return data instanceof ArrayBuffer ? new Uint8Array(data) : data
}
