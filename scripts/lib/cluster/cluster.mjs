import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Connections, openBalancer } from './balancer.mjs'
import { KeptAlive } from './kept-alive.mjs'
import { natsServer } from './nats-server.mjs'
import { postgresServer } from './postgres-server.mjs'
import { serverNode } from './server-node.mjs'

/** @type {import('./kept-alive.mjs').KeptClock} */
const CLOCK = {
  monotonic: () => performance.now(),
  after: (delayMs, run) => {
    const timer = setTimeout(run, delayMs)
    return () => clearTimeout(timer)
  },
}

/**
 * A process of the cluster as it is now; without `pid` it is away.
 *
 * @typedef {{ name: string, pid: number | undefined }} Part
 * @typedef {Part & import('./server-node.mjs').Ports & { connections: number }} Node those by the balancer
 */

/**
 * An office of several servers on this machine. Whatever of it dies is started again, on its own ports and data.
 *
 * ```
 *                  ┌─▶ n1 ─┬─▶ PostgreSQL
 *   balancer ──────┼─▶ n2 ─┤
 *   tcp, ws, http  └─▶ n3 ─┴─▶ NATS
 * ```
 *
 * `start` may be cut short by `close`, which leaves nothing behind: no process, no folder.
 */
export class Cluster {
  #options
  #isClosing = false
  /** What `close` does, the last one first. @type {(() => unknown)[]} */
  #closers = []
  /** @type {Promise<void> | undefined} */
  #closing
  /** @type {Promise<void> | undefined} */
  #starting
  /** @type {KeptAlive | undefined} */
  #postgres
  /** @type {KeptAlive | undefined} */
  #nats
  /** @type {{ name: string, server: ReturnType<typeof serverNode>, kept: KeptAlive }[]} */
  #nodes = []
  #connections = new Connections()
  /** What is before the nodes. @type {import('./server-node.mjs').Ports} */
  ports = { tcp: 0, ws: 0, http: 0 }
  /** For whatever is gone with the cluster. */
  folder = ''
  /** Lets in whoever is on this machine. */
  postgresUrl = ''

  /**
   * @param {object} options
   * @param {number} options.nodes how many
   * @param {'build' | 'sources'} options.from
   * @param {boolean} [options.isDemo] with sample people and history
   * @param {readonly string[]} [options.args] more of them, for every node
   * @param {(line: string) => void} options.say
   */
  constructor(options) {
    this.#options = options
  }

  /** @returns {readonly Node[]} */
  get nodes() {
    return this.#nodes.map(({ name, server, kept }) => ({
      name,
      ...server.ports(),
      pid: kept.pid,
      connections: this.#connections.of(name),
    }))
  }

  /** @returns {Part} */
  get postgres() {
    return { name: 'PostgreSQL', pid: this.#postgres?.pid }
  }

  /** @returns {Part} */
  get nats() {
    return { name: 'NATS', pid: this.#nats?.pid }
  }

  /**
   * Resolves when all listen.
   *
   * @throws StepError where PostgreSQL or NATS is not installed; what a part throws that does not start
   */
  async start() {
    this.#starting = this.#start()
    try {
      await this.#starting
    } catch (error) {
      await this.close()
      throw error
    }
  }

  /** Ends everything, nodes first. Twice is harmless. */
  close() {
    return (this.#closing ??= this.#close())
  }

  async #close() {
    // Cuts the step short at which the start is; then what that step had made.
    this.#isClosing = true
    await this.#drain()
    await this.#starting?.catch(() => undefined)
    await this.#drain()
  }

  async #drain() {
    for (let closer = this.#closers.pop(); closer !== undefined; closer = this.#closers.pop()) await closer()
  }

  async #start() {
    const nats = natsServer()
    const postgres = await postgresServer()
    this.#closers.push(postgres.remove)
    const folder = (this.folder = mkdtempSync(join(tmpdir(), 'jim-cluster-')))
    this.#closers.push(() => rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }))
    this.postgresUrl = postgres.url()
    this.#postgres = this.#keep('PostgreSQL', postgres.start)
    this.#nats = this.#keep('NATS', nats.start)
    this.#closers.push(() => Promise.all([this.#postgres?.stop(), this.#nats?.stop()]))
    for (const part of [this.#postgres, this.#nats]) await this.#begin(part)
    await this.#openBalancers()

    this.#nodes = Array.from({ length: this.#options.nodes }, (_, i) => this.#node(`n${i + 1}`, nats.url()))
    this.#closers.push(() => Promise.all(this.#nodes.map(({ kept }) => kept.stop())))
    await Promise.all(this.#nodes.map(({ kept }) => this.#begin(kept)))
  }

  /** @param {KeptAlive} part */
  async #begin(part) {
    if (this.#isClosing) throw new Error('it was ended while it started')
    await part.begin()
  }

  /**
   * @param {string} name
   * @param {string} natsUrl
   */
  #node(name, natsUrl) {
    const { from, isDemo = false, args = [] } = this.#options
    const server = serverNode({
      from,
      args: [
        ...['--postgres', this.postgresUrl, '--nats', natsUrl, '--node', name],
        // One folder for all: nothing of a node is its own.
        ...['--data', join(this.folder, 'office'), '--http-base', `http://127.0.0.1:${this.ports.http}`],
        ...(isDemo ? ['--demo'] : []),
        ...args,
      ],
      logFile: join(this.folder, `${name}.log`),
    })
    return { name, server, kept: this.#keep(`Node ${name}`, server.start) }
  }

  /**
   * @param {string} name
   * @param {(signal: AbortSignal) => Promise<import('./kept-alive.mjs').Living>} start
   */
  #keep(name, start) {
    return new KeptAlive({ name, start, clock: CLOCK, say: this.#options.say })
  }

  /** Connections that stay go where the fewest are, on whichever port; requests to the first node that there is. */
  async #openBalancers() {
    const held = this.#connections
    const tcp = await openBalancer(() => held.fewestFirst(this.#places('tcp')), held)
    const ws = await openBalancer(() => held.fewestFirst(this.#places('ws')), held)
    const http = await openBalancer(() => this.#places('http'), new Connections())
    this.#closers.push(() => Promise.all([tcp.close(), ws.close(), http.close()]))
    this.ports = { tcp: tcp.port, ws: ws.port, http: http.port }
  }

  /** @param {keyof import('./server-node.mjs').Ports} which */
  #places(which) {
    return this.#nodes.map(({ name, server, kept }) => ({ name, port: () => (kept.pid === undefined ? undefined : server.ports()[which]) }))
  }
}
