import type { LogFields, Logger, LogLevel } from '../lib/logger'
import type { WriteLine } from './log-file'

/** Lines until the file is open: what writes it is not read before the first window. */
const waiting: Parameters<WriteLine>[] = []
let write: WriteLine = (...line) => void waiting.push(line)

/** A logger whose lines wait for `writeLog`. */
export function openLog(): Logger {
  // Whoever reads the output may go before the app does, a terminal for instance: that is no error of the app, and to
  // log it would only cause the next one.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined)
  return scopedLogger('app')
}

/** Opens the file of the profile's log, and writes what waited. Twice is harmless. */
export async function writeLog(profileDir: string): Promise<void> {
  const { openLogFile } = await import('./log-file')
  write = openLogFile(profileDir)
  for (const line of waiting.splice(0)) write(...line)
}

/** What the file keeps, once it is open; `info` and what is graver when nobody says. */
export async function setLogLevel(level: LogLevel): Promise<void> {
  const { setFileLevel } = await import('./log-file')
  setFileLevel(level)
}

function scopedLogger(scope: string): Logger {
  const line = (message: string, fields?: LogFields): string => `[${scope}] ${message}${formatFields(fields)}`
  return {
    debug: (message, fields) => write('debug', line(message, fields)),
    info: (message, fields) => write('info', line(message, fields)),
    warn: (message, fields) => write('warn', line(message, fields)),
    error: (message, fields) => write('error', line(message, fields)),
    scoped: scopedLogger,
  }
}

function formatFields(fields: LogFields | undefined): string {
  if (fields === undefined) return ''
  return Object.entries(fields)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}=${typeof value === 'string' ? JSON.stringify(value) : String(value)}`)
    .join('')
}
