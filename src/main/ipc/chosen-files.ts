import type { IpcArgument, IpcChannel } from '@shared/ipc'
import { failed } from '@shared/result'
import { isWebSource } from '@shared/updates'
import type { Logger } from '../lib/logger'
import type { IpcHandlers } from './typed-ipc'

/** The files that a page may have read: the person chose them in the system's dialog in this run, or the account has them. */
export class ChosenFiles {
  readonly #paths = new Set<string>()

  add(path: string): void {
    if (path !== '') this.#paths.add(path)
  }

  has(path: string): boolean {
    return this.#paths.has(path)
  }
}

/** Every channel whose argument names files or folders, and where in it; empty = none is named. */
export const NAMED_FILES = {
  // The address of updates on the web is no path.
  'settings:set': ({ saveFolder = '', updateSource = '' }: IpcArgument<'settings:set'>) => [
    saveFolder,
    isWebSource(updateSource) ? '' : updateSource,
  ],
  'account:sign-in': ({ server }: IpcArgument<'account:sign-in'>) => [server.caFile],
  'network:set-server': ({ server }: IpcArgument<'network:set-server'>) => [server.caFile],
  'network:test': ({ server }: IpcArgument<'network:test'>) => [server.caFile],
  'network:describe-ca': ({ path }: IpcArgument<'network:describe-ca'>) => [path],
} as const satisfies { readonly [C in IpcChannel]?: (argument: IpcArgument<C>) => readonly string[] }

type FileChannel = keyof typeof NAMED_FILES
type FileHandlers = Pick<IpcHandlers, FileChannel>

/**
 * The same handlers, refusing (`forbidden`) paths that nobody chose: whoever took over the page could have main open
 * pipes, devices and other computers' shares, and learn which files there are. A page that keeps to its own buttons
 * never meets this.
 */
export function withChosenFiles<H extends FileHandlers>(handlers: H, files: ChosenFiles, logger: Logger): H {
  function guarded<C extends FileChannel>(channel: C, pathsOf: (argument: IpcArgument<C>) => readonly string[]): FileHandlers[C] {
    const handler = handlers[channel] as (argument: IpcArgument<C>) => ReturnType<FileHandlers[C]>
    return ((argument: IpcArgument<C>) => {
      if (pathsOf(argument).every((path) => path === '' || files.has(path))) return handler(argument)
      logger.warn('call with a file that nobody chose refused', { channel })
      return failed('forbidden')
    }) as FileHandlers[C]
  }
  return {
    ...handlers,
    'settings:set': guarded('settings:set', NAMED_FILES['settings:set']),
    'account:sign-in': guarded('account:sign-in', NAMED_FILES['account:sign-in']),
    'network:set-server': guarded('network:set-server', NAMED_FILES['network:set-server']),
    'network:test': guarded('network:test', NAMED_FILES['network:test']),
    'network:describe-ca': guarded('network:describe-ca', NAMED_FILES['network:describe-ca']),
  }
}
