import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Connections, openBalancer, type Place } from '../../scripts/lib/cluster/balancer.mjs'

/** A place that says its name to whoever comes, and gives back what it is told. */
class Speaker {
  readonly sockets: Socket[] = []

  private constructor(
    readonly name: string,
    readonly server: Server,
  ) {
    server.on('connection', (socket) => {
      this.sockets.push(socket)
      socket.on('error', () => undefined)
      socket.write(name)
      socket.pipe(socket)
    })
  }

  static async open(name: string): Promise<Speaker> {
    const speaker = new Speaker(name, createServer())
    speaker.server.listen(0, '127.0.0.1')
    await once(speaker.server, 'listening')
    return speaker
  }

  get place(): Place {
    const { port } = this.server.address() as AddressInfo
    return { name: this.name, port: () => port }
  }

  close(): void {
    this.server.close()
    for (const socket of this.sockets) socket.destroy()
  }
}

describe('the balancer', () => {
  let speakers: Speaker[]
  let places: Place[]
  let connections: Connections
  let balancer: Awaited<ReturnType<typeof openBalancer>>
  beforeEach(async () => {
    speakers = await Promise.all(['one', 'two', 'three'].map((name) => Speaker.open(name)))
    places = speakers.map(({ place }) => place)
    connections = new Connections()
    balancer = await openBalancer(() => connections.fewestFirst(places), connections)
  })
  afterEach(async () => {
    await balancer.close()
    for (const speaker of speakers) speaker.close()
  })

  /** A connection, and the name of the place where it came out. */
  async function come(): Promise<readonly [Socket, string]> {
    const socket = connect(balancer.port, '127.0.0.1')
    socket.on('error', () => undefined)
    const [name] = (await once(socket, 'data')) as [Buffer]
    return [socket, name.toString()]
  }

  const counts = (): readonly number[] => places.map(({ name }) => connections.of(name))

  it('carries bytes both ways, those that come first too', async () => {
    const socket = connect(balancer.port, '127.0.0.1')
    socket.write('sooner than anybody could have dialled')
    let heard = ''
    socket.setEncoding('utf8').on('data', (text: string) => (heard += text))
    await vi.waitFor(() => expect(heard).toBe('onesooner than anybody could have dialled'), { timeout: 30_000 })
    socket.destroy()
  })

  it('hands each to the place with the fewest, also those that come at once', async () => {
    const came = await Promise.all(Array.from({ length: 6 }, come))
    expect(came.map(([, name]) => name).sort()).toEqual(['one', 'one', 'three', 'three', 'two', 'two'])
    for (const [socket, name] of came) if (name === 'two') socket.destroy()
    await vi.waitFor(() => expect(counts()).toEqual([2, 0, 2]), { timeout: 30_000 })
    expect((await come())[1]).toBe('two')
  })

  it('goes on to the next where nobody listens, or nobody is', async () => {
    speakers[0]!.server.close()
    places[1] = { name: 'two', port: () => undefined }
    expect((await come())[1]).toBe('three')
    expect(counts()).toEqual([0, 0, 1])
  })

  it('closes who comes when there is nobody at all', async () => {
    places = []
    const socket = connect(balancer.port, '127.0.0.1')
    await once(socket, 'close')
  })

  it('ends one side with the other', async () => {
    const [first] = await come()
    const [second] = await come()
    for (const socket of speakers[0]!.sockets) socket.resetAndDestroy()
    await once(first, 'close')
    second.resetAndDestroy()
    await vi.waitFor(() => expect([speakers[1]!.sockets.map(({ destroyed }) => destroyed), counts()]).toEqual([[true], [0, 0, 0]]), {
      timeout: 30_000,
    })
  })

  it('closes all with itself, twice without harm', async () => {
    const [socket] = await come()
    const closed = once(socket, 'close')
    await Promise.all([balancer.close(), balancer.close()])
    await closed
  })
})
