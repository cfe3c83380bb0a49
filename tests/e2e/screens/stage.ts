import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { systemClock } from '../../../src/main/lib/clock'
import { type RunningServer, startServer } from '../../../src/server/server'
import { BaseGateway } from '../../helpers/base-gateway'
import { Colleague } from './colleague'
import { addGallery } from './gallery'

/** Everything behind the window: servers of each kind, and the people who are there. */
export type Stage = {
  readonly server: RunningServer
  readonly base: BaseGateway
  /** Nobody listens there. */
  readonly closedPort: number
  /** Takes connections and never says a word. */
  readonly silentPort: number
  readonly people: Readonly<Record<'bob' | 'carol' | 'dave' | 'erin' | 'laura', Colleague>>
  close(): Promise<void>
}

/** Messages of the sample office; few, because the window fetches them. */
const OFFICE_MESSAGES = 900

export async function openStage(): Promise<Stage> {
  const server = await startServer({ host: '127.0.0.1', tcp: 0, ws: 0, http: 0, demo: { messages: OFFICE_MESSAGES } })
  await addGallery(server)
  await server.addUser({ userId: 'nina', name: '林宁 Nina Lin', password: 'demo' })
  const base = await BaseGateway.listen(systemClock)
  const sockets = new Set<Socket>()
  const silent = await listen(createServer((socket) => void sockets.add(socket.on('error', () => undefined))))
  const gone = await listen(createServer())
  const closedPort = portOf(gone)
  await closeServer(gone)
  const join = (userId: string): Promise<Colleague> => Colleague.join(server, userId)
  const [bob, carol, dave, erin, laura] = await Promise.all(['bob', 'carol', 'dave', 'erin', 'laura'].map(join))
  await dave!.be('busy', '开会到四点 In a meeting until four')
  await erin!.be('away')
  return {
    server,
    base,
    closedPort,
    silentPort: portOf(silent),
    people: { bob: bob!, carol: carol!, dave: dave!, erin: erin!, laura: laura! },
    async close() {
      for (const socket of sockets) socket.destroy()
      await Promise.all([closeServer(silent), base.close(), server.close()])
    },
  }
}

function listen(server: Server): Promise<Server> {
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)))
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()))
}
