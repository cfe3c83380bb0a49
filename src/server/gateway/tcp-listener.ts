import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import type { Strangers } from '../access/strangers'
import type { Gateway } from './gateway'
import type { Link } from './link'

export type TlsFiles = { readonly cert: string | Buffer; readonly key: string | Buffer }

/** Two steps to an end: no more connections; then, once clients have been told, no sockets. */
export type Listener = {
  readonly port: number
  /** Takes no more connections. */
  stop(): void
  /** Resolves when it and all its connections are gone. */
  close(): Promise<void>
}

export type ListenOptions = {
  readonly host: string
  readonly port: number
  readonly tls?: TlsFiles
  readonly handshakeMs: number
  readonly strangers: Strangers
}

/** Listens for jim1 over TCP, or over TLS. Rejects when the port cannot be had. */
export async function listenTcp(gateway: Gateway, options: ListenOptions): Promise<Listener> {
  const sockets = new Set<Socket>()
  const { strangers } = options
  const hold = (socket: Socket): void => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  }
  const accept = (socket: Socket): void => {
    hold(socket)
    serve(gateway, socket, strangers)
  }
  // A client that has said its last is still answered.
  const server =
    options.tls === undefined
      ? createServer({ allowHalfOpen: true }, accept)
      : createTlsServer({ ...options.tls, allowHalfOpen: true, handshakeTimeout: options.handshakeMs }, accept)
  // Under TLS these are the sockets below it, those in the middle of a handshake among them.
  if (options.tls !== undefined) server.on('connection', hold)
  server.prependListener('connection', (socket: Socket) => strangers.watch(socket))
  // A client that speaks no TLS, or stops in the handshake.
  server.on('tlsClientError', (_error, socket) => socket.destroy())
  await listen(server, options.host, options.port)
  const closed = new Promise<void>((resolve) => server.once('close', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    stop: () => void (server.listening && server.close()),
    close: () => {
      if (server.listening) server.close()
      for (const socket of sockets) socket.destroy()
      return closed
    },
  }
}

function serve(gateway: Gateway, socket: Socket, strangers: Strangers): void {
  socket.setNoDelay(true)
  const client = gateway.accept(tcpLink(socket, strangers))
  socket.on('data', (chunk: Buffer) => client.onBytes(chunk))
  socket.on('end', () => client.onEnd())
  // A reset is the usual end of a connection; 'close' follows.
  socket.on('error', () => undefined)
  socket.on('close', () => client.onLinkClosed())
}

/** Of a frame: a large one is not copied to leave with others, for there may be one of it for a thousand sessions. */
const MAX_GATHERED_BYTES = 4 * 1024

function tcpLink(socket: Socket, strangers: Strangers): Link {
  // What one turn of the event loop writes leaves in one piece: a burst of acks is one write, and one system call.
  let gathered: Uint8Array[] = []
  let gatheredBytes = 0
  const leave = (): void => {
    // A copy may share its memory with others, which a client that does not read would keep.
    const isPrompt = gathered.length > 1 && socket.writableLength === 0
    for (const bytes of isPrompt ? [Buffer.concat(gathered, gatheredBytes)] : gathered) socket.write(bytes)
    forget()
  }
  const forget = (): void => {
    gathered = []
    gatheredBytes = 0
  }
  return {
    address: socket.remoteAddress ?? '',
    get bufferedBytes() {
      return socket.writableLength + gatheredBytes
    },
    write: (bytes) => {
      if (bytes.length > MAX_GATHERED_BYTES) {
        leave()
        return void socket.write(bytes)
      }
      if (gathered.length === 0) process.nextTick(leave)
      gathered.push(bytes)
      gatheredBytes += bytes.length
    },
    known: () => strangers.know(socket),
    pause: () => void socket.pause(),
    resume: () => void socket.resume(),
    end: () => {
      leave()
      socket.end()
    },
    destroy: () => {
      forget()
      socket.destroy()
    },
  }
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
