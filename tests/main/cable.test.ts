import { once } from 'node:events'
import { createServer, connect as connectTcp, type Server } from 'node:net'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { Cable } from '../../src/main/lib/cable'
import type { Dial } from '../../src/main/lib/dial'

let server: Server
let dialled = 0

const direct: Dial = async ({ host, port }) => {
  dialled += 1
  const socket = connectTcp({ host, port })
  await once(socket, 'connect')
  return socket
}

beforeEach(async () => {
  dialled = 0
  server = createServer((socket) => void socket.on('error', () => undefined).resume())
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
})
afterEach(() => void server.close())

const target = (): { host: string; port: number } => ({ host: '127.0.0.1', port: (server.address() as AddressInfo).port })

it('cuts what is open, and lets nothing be dialled until it is in again', async () => {
  const cable = new Cable(direct)
  const socket = await cable.dial(target())
  const closed = once(socket, 'close')
  cable.pull()
  await closed
  await expect(cable.dial(target())).rejects.toMatchObject({ code: 'unreachable' })
  expect(dialled).toBe(1)
  cable.plugIn()
  const again = await cable.dial(target())
  expect(again.destroyed).toBe(false)
  again.destroy()
})

it('cuts a socket that was being opened as it was pulled', async () => {
  let opened: Awaited<ReturnType<Dial>> | undefined
  const cable = new Cable(async (to, options) => (opened = await direct(to, options)))
  const dialling = cable.dial(target())
  cable.pull()
  await expect(dialling).rejects.toMatchObject({ code: 'unreachable' })
  expect(opened?.destroyed).toBe(true)
})

it('cuts a socket once: one that has closed by itself is forgotten', async () => {
  const cable = new Cable(direct)
  const socket = await cable.dial(target())
  socket.destroy()
  await once(socket, 'close')
  expect(() => cable.pull()).not.toThrow()
  expect(cable.isPulled).toBe(true)
})
