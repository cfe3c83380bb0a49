import { ipcMain, type IpcMainInvokeEvent } from 'electron'

/** Answers one call of a page, whatever it asks. */
export type TakeCall = (event: IpcMainInvokeEvent, channel: unknown, argument: unknown) => Promise<string>
/** Takes the paths of files that somebody dropped or pasted: the preload names them, the page cannot. */
export type TakePaths = (event: IpcMainInvokeEvent, paths: unknown) => Promise<string>

/** Where the page's calls arrive; those that come before anybody answers wait. */
export interface CallDoor {
  answerWith(takers: { readonly take: TakeCall; readonly takePaths: TakePaths }): void
  /** Calls from now on fail. */
  close(): void
}

/** Open it before there is a page: a call that nobody takes fails at once, and the page asks once. */
export function openCallDoor(): CallDoor {
  type Takers = Parameters<CallDoor['answerWith']>[0]
  let answerWith: (takers: Takers) => void = () => undefined
  const takers = new Promise<Takers>((resolve) => (answerWith = resolve))
  ipcMain.handle('jim:call', async (event, channel: unknown, argument: unknown) => (await takers).take(event, channel, argument))
  ipcMain.handle('jim:files', async (event, paths: unknown) => (await takers).takePaths(event, paths))
  return {
    answerWith,
    close() {
      ipcMain.removeHandler('jim:call')
      ipcMain.removeHandler('jim:files')
    },
  }
}
