import { join } from 'node:path'
import { app } from 'electron'
import log from 'electron-log/main'
import type { LogFields, Logger } from '../lib/logger'

/** Bytes of one log file; electron-log keeps the one before beside it. */
const MAX_LOG_BYTES = 5 * 1024 * 1024

/** Logs to `logs/main.log` in the profile; to the terminal too when the app is not packaged, or asked by `JIM_LOG`. */
export function openLog(profileDir: string): Logger {
  // Whoever reads the output may go before the app does, a terminal for instance: that is no error of the app, and to
  // log it would only cause the next one.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined)
  log.transports.file.resolvePathFn = () => join(profileDir, 'logs', 'main.log')
  log.transports.file.maxSize = MAX_LOG_BYTES
  log.transports.file.level = 'info'
  log.transports.console.level = app.isPackaged && process.env['JIM_LOG'] === undefined ? false : 'info'
  // stdout belongs to what scripts read (`jim: signed in as …`).
  log.transports.console.writeFn = ({ message }) => console.error(...message.data)
  return scopedLogger('app')
}

function scopedLogger(scope: string): Logger {
  const line = (message: string, fields?: LogFields): string => `[${scope}] ${message}${formatFields(fields)}`
  return {
    debug: (message, fields) => log.debug(line(message, fields)),
    info: (message, fields) => log.info(line(message, fields)),
    warn: (message, fields) => log.warn(line(message, fields)),
    error: (message, fields) => log.error(line(message, fields)),
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
