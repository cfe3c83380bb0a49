import type { JimApi } from '@shared/ipc'
import { fromJson } from '@shared/json-text'

/** The only door to the main process. Looked up at each use, so that importing this file needs no window. */
export const bridge: JimApi = {
  call: async (channel, ...argument) => fromJson(await window.jim.call(channel, ...argument)),
  on: (event, listener) => window.jim.on(event, listener),
}
