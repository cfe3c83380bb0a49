import { FilesFolderError } from '../files/open-folder'
import type { ServerLimits } from '../limits'
import { createServerLogger, type ServerLogger, silentServerLogger } from '../logger'
import { type RunningServer, startServer } from '../server'
import type { ServeCommand } from './command-line'
import { parseFaults } from './faults-file'
import { readNamed, readTls } from './named-files'
import { parentPort } from './parent-port'
import { answerTrialRequest } from './trial-requests'

/** Serves until it is told to stop; resolves with the exit code. */
export async function runServer(command: ServeCommand): Promise<number> {
  const stopped = stopAsked()
  const logger = command.quiet ? silentServerLogger : stderrLogger(command)
  const server = await startServer({
    host: command.host,
    tcp: command.tcp,
    ws: command.ws,
    http: command.http,
    dataDir: command.dataDir,
    postgres: command.postgres,
    nats: command.nats,
    node: command.node,
    filesDir: command.filesDir,
    s3: command.s3,
    demo: command.demo,
    bots: command.bots,
    tls: command.tls === undefined ? undefined : readTls(command.tls),
    httpBase: command.httpBase,
    operations: command.metrics,
    limits: limitsOf(command),
    faults: command.faultsFile === undefined ? undefined : parseFaults(readNamed('--faults', command.faultsFile).toString()),
    logger,
  }).catch((error: unknown) => {
    throw new Error(explain(error, command))
  })
  announce(server)
  logger.info('listening', { ...server.ports, node: process.versions.node })
  answerTheApp(server)
  const loss = await Promise.race([stopped, server.lost])
  logger.info('shutting down')
  await server.close()
  if (loss instanceof Error) throw loss
  return 0
}

/** stdout belongs to the line with the ports. */
function stderrLogger({ logLevel, logFormat }: ServeCommand): ServerLogger {
  return createServerLogger({ level: logLevel, format: logFormat, now: Date.now, write: (line) => void process.stderr.write(line) })
}

/** Only what was said: a limit that is `undefined` would be none. */
function limitsOf({ maxBodyBytes, maxFileBytes, quotaBytes, quotaBytesInAll }: ServeCommand): Partial<ServerLimits> {
  const said = Object.entries({ maxBodyBytes, maxFileBytes, quotaBytes, quotaBytesInAll })
  return Object.fromEntries(said.filter(([, value]) => value !== undefined))
}

/** The one line on stdout; nothing else is written there before it. */
function announce({ ports }: RunningServer): void {
  process.stdout.write(`${JSON.stringify(ports)}\n`)
}

/** SIGTERM, Ctrl+C, or as a utility process of the desktop app the message `stop`. */
function stopAsked(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGTERM', () => resolve())
    process.once('SIGINT', () => resolve())
    parentPort()?.on('message', ({ data }) => {
      if (data === 'stop') resolve()
    })
  })
}

/** As a utility process of the desktop app: what its trial panel asks for (`trial-requests.ts`). */
function answerTheApp({ bots }: RunningServer): void {
  const port = parentPort()
  if (port === undefined || bots === undefined) return
  port.on('message', ({ data }) => {
    void answerTrialRequest(bots.acts, data).then((answer) => {
      if (answer !== undefined) port.postMessage(answer)
    })
  })
}

function explain(error: unknown, { host, dataDir, filesDir }: ServeCommand): string {
  if (error instanceof FilesFolderError)
    return `${filesDir === undefined ? '--data' : '--files'}: ${error.folder} cannot be used: ${error.message}`
  const { code, port, message } = error as { code?: string; port?: number; message?: string }
  if (code === 'EADDRINUSE')
    return `port ${port} on ${host} is taken: stop what listens there, or choose another with --tcp, --ws, --http or --metrics`
  if (code === 'FOLDER_TAKEN') return `--data: another server runs on ${dataDir}: stop it, or choose another folder`
  if (code === 'EACCES' && port !== undefined) return `port ${port} may not be used by this user: choose one above 1023`
  if (code === 'EADDRNOTAVAIL') return `this machine has no address ${host}: see --host`
  if (code !== undefined && /^(SQLITE_|ENOTDIR|EEXIST|EACCES|EROFS|ENOSPC|EPERM)/.test(code))
    return `--data: ${dataDir} cannot be used: ${message}`
  return message ?? String(error)
}
