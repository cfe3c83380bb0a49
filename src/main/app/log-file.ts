import { join } from 'node:path'
import { app } from 'electron'
import log from 'electron-log/main'
import type { LogLevel } from '../lib/logger'

export type WriteLine = (level: LogLevel, line: string) => void

/** Bytes of one log file; electron-log keeps the one before beside it. */
const MAX_LOG_BYTES = 5 * 1024 * 1024

export function setFileLevel(level: LogLevel): void {
  log.transports.file.level = level
}

/** Writes to `logs/main.log` in the profile; to the terminal too when the app is not packaged, or asked by `JIM_LOG`. */
export function openLogFile(profileDir: string): WriteLine {
  log.transports.file.resolvePathFn = () => join(profileDir, 'logs', 'main.log')
  log.transports.file.maxSize = MAX_LOG_BYTES
  log.transports.file.level = 'info'
  log.transports.console.level = app.isPackaged && process.env['JIM_LOG'] === undefined ? false : 'info'
  // stdout belongs to what scripts read (`jim: signed in as …`).
  log.transports.console.writeFn = ({ message }) => console.error(...message.data)
  return (level, line) => log[level](line)
}
