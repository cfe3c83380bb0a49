/** Ids, counts and codes; never tokens, message text or bodies. */
export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>

export interface ServerLogger {
  info(message: string, fields?: LogFields): void
  warn(message: string, fields?: LogFields): void
}

export const silentServerLogger: ServerLogger = { info: () => undefined, warn: () => undefined }

/** One JSON object a line, on stderr: stdout belongs to the line with the ports. */
export const stderrLogger: ServerLogger = {
  info: (message, fields) => write('info', message, fields),
  warn: (message, fields) => write('warn', message, fields),
}

function write(level: string, message: string, fields: LogFields | undefined): void {
  process.stderr.write(`${JSON.stringify({ at: new Date().toISOString(), level, message, ...fields })}\n`)
}
