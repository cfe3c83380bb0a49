import { ipcMain, type IpcMainInvokeEvent } from 'electron'

/** Answers one call of a page, whatever it asks. */
export type TakeCall = (event: IpcMainInvokeEvent, channel: unknown, argument: unknown) => Promise<string>

/** Where the page's calls arrive; those that come before anybody answers wait. */
export interface CallDoor {
  answerWith(take: TakeCall): void
  /** Calls from now on fail. */
  close(): void
}

/** Open it before there is a page: a call that nobody takes fails at once, and the page asks once. */
export function openCallDoor(): CallDoor {
  let answerWith: (take: TakeCall) => void = () => undefined
  const taking = new Promise<TakeCall>((resolve) => (answerWith = resolve))
  ipcMain.handle('jim:call', async (event, channel: unknown, argument: unknown) => (await taking)(event, channel, argument))
  return { answerWith, close: () => ipcMain.removeHandler('jim:call') }
}
