/** Ids, counts and codes; never tokens, message text or bodies. */
export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>

export interface ServerLogger {
  /** Every request and log-in: too much for every day. */
  debug(message: string, fields?: LogFields): void
  info(message: string, fields?: LogFields): void
  warn(message: string, fields?: LogFields): void
}

/** From the least that is worth a line to the most. */
export const LOG_LEVELS = ['debug', 'info', 'warn'] as const
export type LogLevel = (typeof LOG_LEVELS)[number]

/** `json`: one object a line. `text`: for people; what is in it comes in the same order, and a line is one line there too. */
export const LOG_FORMATS = ['json', 'text'] as const
export type LogFormat = (typeof LOG_FORMATS)[number]

const silence = (): void => undefined
export const silentServerLogger: ServerLogger = { debug: silence, info: silence, warn: silence }

export type LoggerOptions = {
  readonly level: LogLevel
  readonly format: LogFormat
  readonly now: () => number
  /** Takes a line with its end. */
  readonly write: (line: string) => void
}

export function createServerLogger({ level, format, now, write }: LoggerOptions): ServerLogger {
  const lineOf = format === 'json' ? jsonLine : textLine
  const writer = (of: LogLevel): ServerLogger['info'] => {
    if (LOG_LEVELS.indexOf(of) < LOG_LEVELS.indexOf(level)) return silence
    return (message, fields) => write(`${lineOf(new Date(now()).toISOString(), of, message, fields)}\n`)
  }
  return { debug: writer('debug'), info: writer('info'), warn: writer('warn') }
}

/** Everything that is said through it has these fields too. */
export function loggerWith(logger: ServerLogger, common: LogFields): ServerLogger {
  return {
    debug: (message, fields) => logger.debug(message, { ...common, ...fields }),
    info: (message, fields) => logger.info(message, { ...common, ...fields }),
    warn: (message, fields) => logger.warn(message, { ...common, ...fields }),
  }
}

function jsonLine(at: string, level: LogLevel, message: string, fields: LogFields | undefined): string {
  return JSON.stringify({ at, level, message, ...fields })
}

/** `2026-01-31T12:00:00.000Z warn  request failed  request=… error="it says"` */
function textLine(at: string, level: LogLevel, message: string, fields: LogFields = {}): string {
  const said = Object.entries(fields).flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${plain(value)}`]))
  return [`${at} ${level.padEnd(5)} ${message}`, ...said].join('  ')
}

/** In quotes, and with line ends and controls escaped, unless it is a plain word. */
function plain(value: string | number | boolean): string {
  return typeof value === 'string' && !/^[\w.:/@-]+$/.test(value)
    ? JSON.stringify(value).replace(/[\u007f-\u009f\u2028\u2029]/g, escaped)
    : String(value)
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}
