import type { IpcCalls, IpcChannel, JimApi } from '@shared/ipc'
import { fromJson } from '@shared/json-text'

/** The only door to the main process. Looked up at each use, so that importing this file needs no window. */
export const bridge: JimApi = {
  call: async (channel, ...argument) => fromJson(await window.jim.call(channel, ...argument)),
  on: (event, listener) => window.jim.on(event, listener),
  filesFrom: async (files) => fromJson(await window.jim.filesFrom(files)),
}

/** Tells main what is said again anyway, or is wrong a moment later: a call whose failure would change nothing here. */
export function tell<C extends IpcChannel>(channel: C, ...argument: Parameters<IpcCalls[C]>): void {
  void bridge.call(channel, ...argument).then((result) => {
    if (!result.ok) console.warn(`${channel}: ${result.error.code}`)
  })
}
