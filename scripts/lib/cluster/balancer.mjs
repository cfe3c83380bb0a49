import { once } from 'node:events'
import { connect, createServer } from 'node:net'

const HOST = '127.0.0.1'
/** Milliseconds that a node may take to accept a connection. */
const DIAL_MS = 2_000

/**
 * A place that connections go to.
 *
 * @typedef {object} Place
 * @property {string} name its connections are counted by it
 * @property {() => number | undefined} port none while its process is away
 */

/**
 * Hands each connection to the first place that takes it, in an order that is asked for anew each time. It reads nothing of
 * what passes. A connection that no place takes is closed: clients dial again by themselves.
 *
 * @param {() => readonly Place[]} order the best first
 * @param {Connections} connections
 * @returns {Promise<{ port: number, close: () => Promise<void> }>}
 */
export async function openBalancer(order, connections) {
  /** @type {Set<import('node:net').Socket>} */
  const sockets = new Set()
  const server = createServer({ pauseOnConnect: true, noDelay: true }, (client) => {
    hold(client, sockets)
    void dialFirst(order(), client, connections).then((target) => {
      if (target === undefined) return client.destroy()
      hold(target, sockets)
      // Each closes the other, whichever ends, and how.
      client.once('close', () => target.destroy())
      target.once('close', () => client.destroy())
      if (client.destroyed) return target.destroy()
      client.pipe(target)
      target.pipe(client)
    })
  })
  server.listen(0, HOST)
  await once(server, 'listening')
  return {
    port: /** @type {import('node:net').AddressInfo} */ (server.address()).port,
    close: async () => {
      if (!server.listening) return
      const closed = once(server, 'close')
      server.close()
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}

/** How many connections each place has, whoever brought them. */
export class Connections {
  /** @type {Map<string, number>} */
  #counts = new Map()

  /** @param {string} name of a place */
  of(name) {
    return this.#counts.get(name) ?? 0
  }

  /**
   * @param {Place} place
   * @returns {() => void} the connection is gone; twice is harmless
   */
  add(place) {
    this.#counts.set(place.name, this.of(place.name) + 1)
    let isThere = true
    return () => {
      if (isThere) this.#counts.set(place.name, this.of(place.name) - 1)
      isThere = false
    }
  }

  /**
   * @param {readonly Place[]} places
   * @returns {readonly Place[]} those with the fewest first; among equals as they were given
   */
  fewestFirst(places) {
    return [...places].sort((a, b) => this.of(a.name) - this.of(b.name))
  }
}

/**
 * @param {import('node:net').Socket} socket
 * @param {Set<import('node:net').Socket>} sockets
 */
function hold(socket, sockets) {
  sockets.add(socket)
  // What goes wrong with a socket closes it.
  socket.on('error', () => undefined)
  socket.once('close', () => sockets.delete(socket))
}

/**
 * @param {readonly Place[]} places
 * @param {import('node:net').Socket} client
 * @param {Connections} connections
 */
async function dialFirst(places, client, connections) {
  for (const place of places) {
    const port = place.port()
    if (port === undefined || client.destroyed) continue
    // Counted from now: those who come meanwhile go elsewhere.
    const leave = connections.add(place)
    const target = await dial(port)
    if (target === undefined) leave()
    else {
      target.once('close', leave)
      return target
    }
  }
  return undefined
}

/**
 * @param {number} port
 * @returns {Promise<import('node:net').Socket | undefined>}
 */
function dial(port) {
  return new Promise((resolve) => {
    const socket = connect({ host: HOST, port, noDelay: true })
    const refused = () => {
      socket.destroy()
      resolve(undefined)
    }
    socket.setTimeout(DIAL_MS, refused)
    socket.once('error', refused)
    socket.once('connect', () => {
      socket.setTimeout(0)
      socket.off('error', refused)
      resolve(socket)
    })
  })
}
