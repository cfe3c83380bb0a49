import { contextBridge, ipcRenderer, type IpcRendererEvent } from 'electron'
import type { IpcEvent, IpcEvents, JimApi } from '@shared/ipc'

/** All calls and all events each travel on one Electron channel; main checks which call it is and its argument. */
const api = {
  call: (channel, ...argument) => ipcRenderer.invoke('jim:call', channel, argument[0]),
  on<E extends IpcEvent>(event: E, listener: (value: IpcEvents[E]) => void): () => void {
    const onEvent = (_: IpcRendererEvent, name: IpcEvent, value: IpcEvents[E]): void => {
      if (name === event) listener(value)
    }
    ipcRenderer.on('jim:event', onEvent)
    return () => void ipcRenderer.off('jim:event', onEvent)
  },
} satisfies JimApi

contextBridge.exposeInMainWorld('jim', api)
