import { createServer, type Server, type Socket } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import type { Gateway } from './gateway'
import type { Link } from './link'

export type TlsFiles = { readonly cert: string | Buffer; readonly key: string | Buffer }

/** A listening socket; `close` resolves when it and all its connections are gone. */
export type Listener = { readonly port: number; close(): Promise<void> }

/** Listens for jim1 over TCP, or over TLS. Rejects when the port cannot be had. */
export async function listenTcp(gateway: Gateway, options: { readonly host: string; readonly port: number; readonly tls?: TlsFiles }): Promise<Listener> {
  const sockets = new Set<Socket>()
  const accept = (socket: Socket): void => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
    serve(gateway, socket)
  }
  const server = options.tls === undefined ? createServer(accept) : createTlsServer(options.tls, accept)
  // A client that speaks no TLS, or stops in the handshake.
  server.on('tlsClientError', (_error, socket) => socket.destroy())
  await listen(server, options.host, options.port)
  const address = server.address()
  return {
    port: typeof address === 'object' && address !== null ? address.port : options.port,
    close: () => closeServer(server, sockets),
  }
}

function serve(gateway: Gateway, socket: Socket): void {
  socket.setNoDelay(true)
  const link: Link = {
    address: socket.remoteAddress ?? '',
    get bufferedBytes() {
      return socket.writableLength
    },
    write: (bytes) => void socket.write(bytes),
    pause: () => void socket.pause(),
    resume: () => void socket.resume(),
    end: () => void socket.end(),
    destroy: () => void socket.destroy(),
  }
  const client = gateway.accept(link)
  socket.on('data', (chunk: Buffer) => client.onBytes(chunk))
  socket.on('end', () => socket.end())
  // A reset is the usual end of a connection; 'close' follows.
  socket.on('error', () => undefined)
  socket.on('close', () => client.onLinkClosed())
}

export function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve()
    })
  })
}

function closeServer(server: Server, sockets: ReadonlySet<Socket>): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    // Whoever was told to go has had a grace; nobody holds the server up.
    for (const socket of sockets) socket.destroySoon()
  })
}
