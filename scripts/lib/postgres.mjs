import { spawn } from 'node:child_process'
import { accessSync, chownSync, constants, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { StepError } from './report.mjs'
import { lastLines, run } from './run.mjs'

/** The oldest that the server takes. */
const OLDEST = 15
/** Debian keeps each version's programs in a folder of its own. */
const DEBIAN = '/usr/lib/postgresql'
/** The folder in memory that Linux has; a stage's databases take up to 4 GB. */
const MEMORY = '/dev/shm'
const PLENTY_BYTES = 8 * 1024 ** 3

export const INSTALL_POSTGRES =
  'sudo apt-get install postgresql, or JIM_POSTGRES=<the folder of the programs of a PostgreSQL of version 15 or newer>.'

/**
 * Where `initdb` and `postgres` are, the newest first. JIM_POSTGRES names the folder.
 *
 * @returns {string}
 * @throws StepError where there is none
 */
export function findPostgres() {
  const named = process.env.JIM_POSTGRES
  const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN).filter((name) => Number(name) >= OLDEST) : []
  const debian = versions.sort((a, b) => Number(b) - Number(a)).map((name) => join(DEBIAN, name, 'bin'))
  const places = named ? [named] : [...debian, ...(process.env.PATH ?? '').split(delimiter)]
  const found = places.find((place) => ['initdb', 'postgres'].every((name) => existsSync(join(place, name))))
  if (found !== undefined) return found
  throw new StepError(`There is no PostgreSQL ${OLDEST} or newer here.`, { advice: INSTALL_POSTGRES })
}

/** @returns {boolean} whether there is one */
export function hasPostgres() {
  try {
    return findPostgres() !== ''
  } catch {
    return false
  }
}

/**
 * Starts a PostgreSQL on a folder of its own, which is gone with it.
 *
 * @param {{ readonly isDurable?: boolean }} [how] durable: on the disk before it says so, as in earnest
 * @returns {Promise<RunningPostgres>}
 *
 * @typedef {{ url: (database?: string) => string, stop: (how?: 'fast' | 'immediate') => Promise<void>, start: () => Promise<void>, close: () => Promise<void> }} RunningPostgres
 */
export async function startPostgres(how = {}) {
  const folder = await makePostgres(how)
  const server = new Server(folder)
  await server.start()
  return {
    url: folder.url,
    start: () => server.start(),
    stop: (how = 'fast') => server.stop(how),
    close: async () => {
      // What is removed next needs no last checkpoint, which writes for a minute what hundreds of tests left.
      await server.stop('immediate')
      folder.remove()
    },
  }
}

/**
 * A folder for a PostgreSQL, in which none runs yet. It listens on a socket in that folder only: there is no port to be taken,
 * and nobody else is let in.
 *
 * @param {{ readonly isDurable?: boolean }} [how]
 * @returns {Promise<PostgresFolder>}
 *
 * @typedef {object} PostgresFolder
 * @property {(database?: string) => string} url
 * @property {() => import('node:child_process').ChildProcess} launch without waiting: {@link untilReady} does
 * @property {() => void} remove
 */
export async function makePostgres({ isDurable = false } = {}) {
  const bin = findPostgres()
  const folder = mkdtempSync(join(isDurable ? tmpdir() : fastFolder(), 'jim-postgres-'))
  // A large folder may still change under the hand that removes it.
  const remove = () => rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
  const owner = ownerFor(folder)
  const data = join(folder, 'data')
  const initdb = await run(join(bin, 'initdb'), ['-D', data, '-U', 'jim', '--auth=trust', '--no-sync', '-E', 'UTF8', '--locale=C'], {
    cwd: folder,
    ...owner,
  })
  if (initdb.code !== 0) {
    remove()
    throw new StepError(`initdb failed.\n${lastLines(initdb.output)}`)
  }
  const settings = [`unix_socket_directories=${folder}`, 'listen_addresses=', 'max_connections=400', ...(isDurable ? [] : ['fsync=off'])]
  const args = ['-D', data, ...settings.flatMap((setting) => ['-c', setting])]
  return {
    url: (database = 'postgres') => `postgres://jim@localhost/${database}?host=${encodeURIComponent(folder)}`,
    launch: () => {
      // In a group of its own: Ctrl+C is for whoever started it, who ends it when nobody needs it any more.
      const child = spawn(join(bin, 'postgres'), args, { cwd: folder, ...owner, detached: true, stdio: ['ignore', 'ignore', 'pipe'] })
      const quit = () => child.kill('SIGQUIT')
      process.once('exit', quit)
      child.once('exit', () => process.off('exit', quit))
      return child
    },
    remove,
  }
}

/**
 * Resolves when it lets connections in, and not before.
 *
 * @param {import('node:child_process').ChildProcess} child
 * @returns {{ ready: Promise<void>, lastWords: () => string }}
 */
export function untilReady(child) {
  let said = ''
  const ready = new Promise((/** @type {(value?: undefined) => void} */ resolve) => {
    child.stderr?.on('data', (text) => {
      said = (said + String(text)).slice(-8000)
      if (said.includes('ready to accept connections')) resolve()
    })
  })
  return { ready, lastWords: () => lastLines(said) }
}

class Server {
  /** @param {PostgresFolder} folder */
  constructor(folder) {
    this.folder = folder
    /** @type {import('node:child_process').ChildProcess | undefined} */
    this.child = undefined
  }

  /** Resolves when it lets connections in. */
  async start() {
    const child = this.folder.launch()
    this.child = child
    const { ready, lastWords } = untilReady(child)
    await new Promise((resolve, reject) => {
      child.once('exit', () => reject(new StepError(`PostgreSQL did not start.\n${lastWords()}`)))
      child.once('error', reject)
      ready.then(resolve, reject)
    })
  }

  /** @param {'fast' | 'immediate'} how */
  async stop(how) {
    const child = this.child
    if (child === undefined) return
    this.child = undefined
    if (child.exitCode !== null || child.signalCode !== null) return
    const gone = new Promise((resolve) => child.once('exit', resolve))
    child.kill(how === 'fast' ? 'SIGINT' : 'SIGQUIT')
    await gone
  }
}

/**
 * Where what need not last is kept: in memory, if that has plenty of room. Hundreds of databases have tens of thousands of
 * files, which some disks take minutes to remove.
 *
 * @returns {string}
 */
function fastFolder() {
  try {
    const { bavail, bsize } = statfsSync(MEMORY)
    accessSync(MEMORY, constants.W_OK)
    return bavail * bsize >= PLENTY_BYTES ? MEMORY : tmpdir()
  } catch {
    return tmpdir()
  }
}

/**
 * PostgreSQL refuses to run as root: as the user that Debian's package made, or nobody.
 *
 * @param {string} folder becomes that user's
 * @returns {{ uid?: number, gid?: number }}
 */
function ownerFor(folder) {
  if (process.getuid?.() !== 0) return {}
  const users = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
  const [, , uid, gid] = users.find(([name]) => name === 'postgres') ?? users.find(([name]) => name === 'nobody') ?? []
  const owner = { uid: Number(uid), gid: Number(gid) }
  chownSync(folder, owner.uid, owner.gid)
  return owner
}
