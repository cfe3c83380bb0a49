import { contextBridge, ipcRenderer, webFrame, webUtils } from 'electron'
import { MAX_CHOSEN_FILES } from '@shared/file'
import type { IpcEvent, IpcEvents, JimDoor, PageFile } from '@shared/ipc'
import { restAfterWork } from './rest'
import { stayHere, WITHOUT_WEBRTC } from './stay-here'

type Listener = (value: never) => void

/** All calls and all events each travel on one Electron channel; main checks which call it is and its argument. */
const listeners = new Map<IpcEvent, Set<Listener>>()

/** Beyond twice of what may be sent nobody looks at them. */
function pathsOf(files: readonly PageFile[]): readonly string[] {
  const given = [...files].slice(0, 2 * MAX_CHOSEN_FILES)
  return given.map((file) => webUtils.getPathForFile(file as File)).filter((path) => path !== '')
}

const api = {
  call: (channel, ...argument) => ipcRenderer.invoke('jim:call', channel, argument[0]),
  on<E extends IpcEvent>(event: E, listener: (value: IpcEvents[E]) => void): () => void {
    const own = listeners.get(event) ?? new Set()
    listeners.set(event, own)
    own.add(listener)
    return () => void own.delete(listener)
  },
  filesFrom: (files) => ipcRenderer.invoke('jim:files', pathsOf(files)),
} satisfies JimDoor

const rest = restAfterWork(window, () => {
  // Collects garbage, and gives back what decoded pictures, fonts and the allocators keep at hand.
  webFrame.clearCache()
  // Refused while the app ends: then nobody needs it.
  api.call('app:rest').catch(() => undefined)
})

ipcRenderer.on('jim:event', (_, event: IpcEvent, value: unknown) => {
  rest.news()
  for (const listener of [...(listeners.get(event) ?? [])]) listener(value as never)
})

stayHere()
// Nothing waits for it: it has run before the page's first script.
void webFrame.executeJavaScript(WITHOUT_WEBRTC)
contextBridge.exposeInMainWorld('jim', api)
