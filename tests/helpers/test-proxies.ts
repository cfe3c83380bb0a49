import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'

export type TestProxyOptions = {
  /** Whom it lets in; anybody when absent. */
  readonly login?: { readonly user: string; readonly password: string }
  /** Names that only this proxy knows, and where they lead; any other name or address is dialled as it is. */
  readonly names?: Readonly<Record<string, string>>
  /** Answers every request so: a SOCKS5 reply code, or an HTTP status. */
  readonly answer?: number
  /** Takes links and never answers. */
  readonly isSilent?: boolean
}

/** A small proxy on loopback for tests. */
export type TestProxy = {
  readonly port: number
  /** `host:port` of everything it was asked for, in order. */
  readonly asked: readonly string[]
  /** Links that it carries now. */
  readonly links: number
  /** From now on answers every request so. */
  setAnswer(answer: number | undefined): void
  /** Cuts what it carries and stops listening. Twice is harmless. */
  close(): Promise<void>
}

type Handler = (socket: Socket, reader: Reader, proxy: Proxy) => Promise<void>

/** SOCKS5 with or without user and password (RFC 1928, RFC 1929). */
export function startSocksProxy(options: TestProxyOptions = {}): Promise<TestProxy> {
  return Proxy.start(serveSocks, options)
}

/** HTTP CONNECT with or without Basic authentication (RFC 9110). */
export function startConnectProxy(options: TestProxyOptions = {}): Promise<TestProxy> {
  return Proxy.start(serveConnect, options)
}

class Proxy implements TestProxy {
  readonly asked: string[] = []
  readonly #server: Server
  readonly #sockets = new Set<Socket>()
  #answer: number | undefined

  private constructor(
    handler: Handler,
    readonly options: TestProxyOptions,
  ) {
    this.#answer = options.answer
    this.#server = createServer((socket) => {
      this.#hold(socket)
      if (options.isSilent === true) return void socket.resume()
      handler(socket, new Reader(socket), this).catch(() => socket.destroy())
    })
  }

  static async start(handler: Handler, options: TestProxyOptions): Promise<TestProxy> {
    const proxy = new Proxy(handler, options)
    proxy.#server.listen(0, '127.0.0.1')
    await once(proxy.#server, 'listening')
    return proxy
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  get links(): number {
    return this.#sockets.size
  }

  get answer(): number | undefined {
    return this.#answer
  }

  setAnswer(answer: number | undefined): void {
    this.#answer = answer
  }

  /** @throws Error when the target does not take the link */
  async reach(host: string, port: number): Promise<Socket> {
    this.asked.push(`${host}:${port}`)
    const target = connect(port, this.options.names?.[host] ?? host)
    this.#hold(target)
    await once(target, 'connect')
    return target
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy()
    if (!this.#server.listening) return
    this.#server.close()
    await once(this.#server, 'close')
  }

  #hold(socket: Socket): void {
    this.#sockets.add(socket)
    socket.on('error', () => undefined)
    socket.on('close', () => this.#sockets.delete(socket))
  }
}

/** Reads a socket piece by piece, whatever pieces it comes in. */
class Reader {
  readonly #socket: Socket
  #held: Buffer = Buffer.alloc(0)

  constructor(socket: Socket) {
    this.#socket = socket
  }

  async bytes(count: number): Promise<Buffer> {
    while (this.#held.length < count) await this.#more()
    return this.#take(count)
  }

  async until(mark: string): Promise<string> {
    while (!this.#held.includes(mark)) await this.#more()
    return this.#take(this.#held.indexOf(mark) + mark.length).toString('latin1')
  }

  /** From here on the two sockets are one stream. */
  join(target: Socket): void {
    if (this.#held.length > 0) target.write(this.#held)
    this.#socket.pipe(target).pipe(this.#socket)
    this.#socket.on('close', () => target.destroy())
    target.on('close', () => this.#socket.destroy())
  }

  async #more(): Promise<void> {
    for (let chunk: Buffer | null; (chunk = this.#socket.read() as Buffer | null) !== null;) {
      this.#held = Buffer.concat([this.#held, chunk])
      return
    }
    if (this.#socket.readableEnded || this.#socket.destroyed) throw new Error('hung up')
    await Promise.race([once(this.#socket, 'readable'), once(this.#socket, 'close')])
  }

  #take(count: number): Buffer {
    const taken = this.#held.subarray(0, count)
    this.#held = this.#held.subarray(count)
    return taken
  }
}

const SOCKS_REFUSED = 5

async function serveSocks(socket: Socket, reader: Reader, proxy: Proxy): Promise<void> {
  const { login } = proxy.options
  const [version, count] = await reader.bytes(2)
  if (version !== 5) throw new Error('not SOCKS5')
  const methods = await reader.bytes(count ?? 0)
  const method = login === undefined ? 0 : 2
  if (!methods.includes(method)) return void socket.end(Buffer.from([5, 0xff]))
  socket.write(Buffer.from([5, method]))
  if (login !== undefined) {
    const [, userBytes] = await reader.bytes(2)
    const user = (await reader.bytes(userBytes ?? 0)).toString()
    const password = (await reader.bytes((await reader.bytes(1))[0] ?? 0)).toString()
    const isRight = user === login.user && password === login.password
    socket.write(Buffer.from([1, isRight ? 0 : 1]))
    if (!isRight) return void socket.end()
  }
  const [, , , kind] = await reader.bytes(4)
  const host = kind === 3 ? (await reader.bytes((await reader.bytes(1))[0] ?? 0)).toString() : [...(await reader.bytes(4))].join('.')
  const port = (await reader.bytes(2)).readUInt16BE()
  const reply = (code: number): Buffer => Buffer.from([5, code, 0, 1, 0, 0, 0, 0, 0, 0])
  if (proxy.answer !== undefined) {
    proxy.asked.push(`${host}:${port}`)
    return void socket.end(reply(proxy.answer))
  }
  const target = await proxy.reach(host, port).catch(() => undefined)
  if (target === undefined) return void socket.end(reply(SOCKS_REFUSED))
  socket.write(reply(0))
  reader.join(target)
}

async function serveConnect(socket: Socket, reader: Reader, proxy: Proxy): Promise<void> {
  const head = await reader.until('\r\n\r\n')
  const line = /^CONNECT (\S+):(\d+) HTTP\/1\.1\r\n/.exec(head)
  const host = line?.[1]
  if (host === undefined) return void socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')
  const { login } = proxy.options
  const wanted = login === undefined ? undefined : Buffer.from(`${login.user}:${login.password}`).toString('base64')
  if (wanted !== undefined && /^proxy-authorization: Basic (\S+)\r$/im.exec(head)?.[1] !== wanted) {
    return void socket.end('HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm="office"\r\n\r\n')
  }
  if (proxy.answer !== undefined) {
    proxy.asked.push(`${host}:${line?.[2]}`)
    return void socket.end(`HTTP/1.1 ${proxy.answer} Because\r\nContent-Length: 0\r\n\r\n`)
  }
  const target = await proxy.reach(host, Number(line?.[2])).catch(() => undefined)
  if (target === undefined) return void socket.end('HTTP/1.1 503 Service Unavailable\r\n\r\n')
  socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
  reader.join(target)
}
