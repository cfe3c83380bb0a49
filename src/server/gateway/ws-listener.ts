import type { AddressInfo } from 'node:net'
import { createServer } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { type RawData, type WebSocket, WebSocketServer } from 'ws'
import { HEADER_BYTES } from '@protocol/constants'
import type { Gateway } from './gateway'
import type { Link } from './link'
import { type Listener, listen, type TlsFiles } from './tcp-listener'

/** Listens for jim1 over WebSocket: one binary message carries one frame, header included (PROTOCOL 1). */
export async function listenWebSocket(
  gateway: Gateway,
  options: { readonly host: string; readonly port: number; readonly tls?: TlsFiles; readonly maxBodyBytes: number },
): Promise<Listener> {
  const http = options.tls === undefined ? createServer() : createTlsServer(options.tls)
  const sockets = new WebSocketServer({ server: http, maxPayload: options.maxBodyBytes + HEADER_BYTES, perMessageDeflate: false })
  sockets.on('connection', (socket, request) => serve(gateway, socket, request.socket.remoteAddress ?? ''))
  sockets.on('error', () => undefined)
  await listen(http, options.host, options.port)
  return {
    port: (http.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets.clients) socket.terminate()
        sockets.close()
        http.close(() => resolve())
        http.closeAllConnections()
      }),
  }
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
