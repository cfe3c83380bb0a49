import type { JimApi } from '@shared/ipc'

/** The only door to the main process. Looked up at each use, so that importing this file needs no window. */
export const bridge: JimApi = {
  call: (channel, ...argument) => window.jim.call(channel, ...argument),
  on: (event, listener) => window.jim.on(event, listener),
}
