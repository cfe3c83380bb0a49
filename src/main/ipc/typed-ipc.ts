import type { IpcMainInvokeEvent, WebContents } from 'electron'
import { z } from 'zod'
import { type Choice, MAX_CHOSEN_FILES } from '@shared/file'
import type { IpcArgument, IpcChannel, IpcEvent, IpcEvents, IpcResult } from '@shared/ipc'
import { toJson } from '@shared/json-text'
import { failed, type Result } from '@shared/result'
import type { Logger } from '../lib/logger'
import { argumentSchemas } from './argument-schemas'
import { type CallDoor, openCallDoor } from './call-door'

export type IpcHandler<C extends IpcChannel> = (argument: IpcArgument<C>) => IpcResult<C> | Promise<IpcResult<C>>
export type IpcHandlers = { readonly [C in IpcChannel]: IpcHandler<C> }

/** What of these paths can be sent: the preload read them from files that somebody dropped or pasted. */
export type ChoosePaths = (paths: readonly string[]) => Promise<Result<Choice>>

/** Paths of a drop; beyond what may be sent they are only counted. */
const pathsSchema = z.array(z.string().min(1).max(32_768)).max(2 * MAX_CHOSEN_FILES)

/** Tells whether a URL is the app's own page; everything else in a frame is a stranger. */
export type IsOwnPage = (url: string) => boolean

/**
 * The one door from the renderer. Every call passes the same three checks before a handler sees it: it comes from the
 * top frame of our own page, it names a channel of the contract, and its argument fits that channel's schema. Answers
 * leave as text.
 *
 * Returns the function that closes the door.
 * @param choosePaths what the preload alone may ask, with paths of files that it was given
 * @param door an open one, at which calls may wait already
 */
export function handleCalls(
  handlers: IpcHandlers,
  isOwnPage: IsOwnPage,
  logger: Logger,
  choosePaths: ChoosePaths,
  door: CallDoor = openCallDoor(),
): () => void {
  const answer = async (event: IpcMainInvokeEvent, channel: unknown, argument: unknown): Promise<IpcResult<IpcChannel>> => {
    if (!isFromOwnPage(event, isOwnPage)) {
      logger.warn('call from a foreign frame refused', { channel: String(channel) })
      return failed('forbidden')
    }
    if (typeof channel !== 'string' || !Object.hasOwn(handlers, channel)) return failed('unknown_channel')
    return dispatch(handlers, channel as IpcChannel, argument, logger)
  }
  const choose = async (event: IpcMainInvokeEvent, paths: unknown): Promise<Result<Choice>> => {
    if (!isFromOwnPage(event, isOwnPage)) {
      logger.warn('files from a foreign frame refused')
      return failed('forbidden')
    }
    const parsed = pathsSchema.safeParse(paths, { jitless: true })
    return parsed.success ? choosePaths(parsed.data) : failed('invalid_argument')
  }
  door.answerWith({
    take: async (event, channel, argument) => toJson(await answer(event, channel, argument)),
    takePaths: async (event, paths) => toJson(await choose(event, paths)),
  })
  return door.close
}

async function dispatch<C extends IpcChannel>(handlers: IpcHandlers, channel: C, argument: unknown, logger: Logger): Promise<IpcResult<C>> {
  // Small values by many schemas: code made for each would cost the first calls of a start more than it saves.
  const parsed = argumentSchemas[channel].safeParse(argument, { jitless: true })
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    logger.warn('call with a bad argument refused', { channel, key: issue?.path.join('.'), problem: issue?.code })
    return failed('invalid_argument', `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`) as IpcResult<C>
  }
  try {
    return await handlers[channel](parsed.data as IpcArgument<C>)
  } catch (error) {
    logger.error('call failed', { channel, error: error instanceof Error ? (error.stack ?? error.message) : String(error) })
    return failed('internal', error instanceof Error ? error.message : String(error)) as IpcResult<C>
  }
}

function isFromOwnPage(event: IpcMainInvokeEvent, isOwnPage: IsOwnPage): boolean {
  const frame = event.senderFrame
  return frame !== null && frame === event.sender.mainFrame && isOwnPage(frame.url)
}

/** Sends one event to one window's page; a page that is gone is not an error. */
export function emitTo<E extends IpcEvent>(page: WebContents | undefined, event: E, value: IpcEvents[E]): void {
  if (page !== undefined && !page.isDestroyed()) page.send('jim:event', event, value)
}
