import type { IpcChannel, IpcEvent, IpcEvents, IpcValue } from '../../../src/shared/ipc'
import type { Studio } from './studio'

/** What main would tell the window: for a state whose cause, a full disk, is not to be had everywhere. */
export async function tell<E extends IpcEvent>({ desktop }: Studio, event: E, value: IpcEvents[E]): Promise<void> {
  const told = [event, value] as const
  await desktop.inWindow(({ webContents }, [name, what]) => webContents.send('jim:event', name, what), told)
}

/** Main does not answer these calls until it is told other ones; an empty list lets all through again. */
export async function holdCalls({ desktop }: Studio, channels: readonly string[]): Promise<void> {
  await desktop.app.evaluate(({ ipcMain }, held) => {
    type Handler = (event: unknown, channel: string, argument: unknown) => unknown
    const handlers = (ipcMain as unknown as { readonly _invokeHandlers: Map<string, Handler> })._invokeHandlers
    const main = globalThis as { answerCall?: Handler; heldCalls?: unknown[] }
    const answer = (main.answerCall ??= handlers.get('jim:call')!)
    // A call whose answer nobody could give any more is refused once it is collected as garbage.
    const kept = (main.heldCalls ??= [])
    handlers.set('jim:call', (event, channel, argument) =>
      held.includes(channel) ? new Promise((done) => kept.push(done)) : answer(event, channel, argument),
    )
  }, channels)
}

export const banner = ({ page }: Studio, which: string) => page.locator(`[data-banner=${which}]`)

/** Main answers these calls so, whatever is so; an empty object: it is asked again. */
export async function feignAnswers({ desktop }: Studio, answers: { readonly [C in IpcChannel]?: IpcValue<C> }): Promise<void> {
  await desktop.app.evaluate(({ ipcMain }, feigned) => {
    type Handler = (event: unknown, channel: string, argument: unknown) => unknown
    const handlers = (ipcMain as unknown as { readonly _invokeHandlers: Map<string, Handler> })._invokeHandlers
    const main = globalThis as { answerCall?: Handler }
    const answer = (main.answerCall ??= handlers.get('jim:call')!)
    handlers.set('jim:call', (event, channel, argument) => {
      const value = (feigned as Readonly<Record<string, unknown>>)[channel]
      return value === undefined ? answer(event, channel, argument) : JSON.stringify({ ok: true, value })
    })
  }, answers)
}

/** Main refuses this call so, until it is asked again (`feignAnswers` of nothing). */
export async function feignFailure({ desktop }: Studio, channel: IpcChannel, code: string): Promise<void> {
  await desktop.app.evaluate(
    ({ ipcMain }, [refused, error]) => {
      type Handler = (event: unknown, channel: string, argument: unknown) => unknown
      const handlers = (ipcMain as unknown as { readonly _invokeHandlers: Map<string, Handler> })._invokeHandlers
      const main = globalThis as { answerCall?: Handler }
      const answer = (main.answerCall ??= handlers.get('jim:call')!)
      handlers.set('jim:call', (event, name, argument) =>
        name === refused ? JSON.stringify({ ok: false, error: { code: error, message: '' } }) : answer(event, name, argument),
      )
    },
    [channel, code] as const,
  )
}
