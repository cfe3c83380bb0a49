import { utilityProcess } from 'electron'
import type { Logger } from '../../lib/logger'

/**
 * Brings a large database to the newest schema in a process of its own, `script`: on the main thread a million messages
 * take seconds in which no window answers. Resolves once that process has ended, however: whoever opens the database next
 * does what is left. A transaction that is cut short by `signal` has not happened.
 */
export function storeUpdater(script: string, logger: Logger): (file: string, signal: AbortSignal) => Promise<void> {
  return (file, signal) =>
    new Promise((resolve) => {
      if (signal.aborted) return resolve()
      const child = utilityProcess.fork(script, [file], { serviceName: 'Jim store update', stdio: 'pipe' })
      const stop = (): void => void child.kill()
      let reason = ''
      child.stderr?.on('data', (chunk: Buffer) => (reason = (reason + chunk.toString()).slice(-500)))
      signal.addEventListener('abort', stop)
      child.once('exit', (code) => {
        signal.removeEventListener('abort', stop)
        if (code === 0) logger.info('the store is of the newest schema')
        else logger.warn('the store could not be updated aside', { code, reason: reason.trim() })
        resolve()
      })
    })
}
