import type { IpcArgument, IpcChannel, IpcResult } from '@shared/ipc'
import { failed } from '@shared/result'
import type { CurrentSession, SignedIn } from './session'
import type { IpcHandler } from './typed-ipc'

/** A handler that only works while somebody is signed in; else the call answers `not_signed_in`. */
export function whileSignedIn<C extends IpcChannel>(
  current: CurrentSession,
  handler: (session: SignedIn, argument: IpcArgument<C>) => IpcResult<C> | Promise<IpcResult<C>>,
): IpcHandler<C> {
  return (argument) => {
    const session = current()
    return session === undefined ? (failed('not_signed_in') as IpcResult<C>) : handler(session, argument)
  }
}
