import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { Faults } from '../faults'
import { stderrLogger } from '../logger'
import { type RunningServer, startServer } from '../server'
import type { ServeCommand } from './command-line'

const faultsSchema = z.array(
  z.object({
    user: z.string().optional(),
    device: z.string().optional(),
    push: z.string().optional(),
    action: z.enum(['drop', 'duplicate', 'delay', 'reorder', 'cut', 'silence']),
    delayMs: z.number().nonnegative().optional(),
    times: z.number().int().positive().optional(),
  }),
)

/** Serves until it is told to stop; resolves with the exit code. */
export async function runServer(command: ServeCommand): Promise<number> {
  const stopped = stopAsked()
  const server = await startServer({
    host: command.host,
    tcp: command.tcp,
    ws: command.ws,
    http: command.http,
    dataDir: command.dataDir,
    demo: command.demo,
    tls:
      command.tls === undefined
        ? undefined
        : { cert: readNamed('--tls-cert', command.tls.certFile), key: readNamed('--tls-key', command.tls.keyFile) },
    httpBase: command.httpBase,
    limits: command.maxBodyBytes === undefined ? undefined : { maxBodyBytes: command.maxBodyBytes },
    faults: command.faultsFile === undefined ? undefined : readFaults(command.faultsFile),
    logger: command.quiet ? undefined : stderrLogger,
  }).catch((error: unknown) => {
    throw new Error(explain(error, command))
  })
  announce(server)
  await stopped
  await server.close()
  return 0
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

type ParentPort = { on(event: 'message', listener: (message: { readonly data: unknown }) => void): void }

function parentPort(): ParentPort | undefined {
  return (process as { readonly parentPort?: ParentPort }).parentPort
}

function readNamed(flag: string, file: string): Buffer {
  try {
    return readFileSync(file)
  } catch (error) {
    throw new Error(`${flag}: ${error instanceof Error ? error.message : String(error)}`)
  }
}

function readFaults(file: string): Faults {
  const faults = new Faults()
  for (const rule of faultsSchema.parse(JSON.parse(readNamed('--faults', file).toString()))) faults.add(rule)
  return faults
}

function explain(error: unknown, { host }: ServeCommand): string {
  const { code, port, message } = error as { code?: string; port?: number; message?: string }
  if (code === 'EADDRINUSE') return `port ${port} on ${host} is taken: stop what listens there, or choose another with --tcp, --ws or --http`
  if (code === 'EACCES' && port !== undefined) return `port ${port} may not be used by this user: choose one above 1023`
  if (code === 'EADDRNOTAVAIL') return `this machine has no address ${host}: see --host`
  return message ?? String(error)
}
