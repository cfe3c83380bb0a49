import type { JimApi, JimDoor } from '@shared/ipc'
import { toJson } from '@shared/json-text'

/** A fake main process as the preload shows it to the page. */
export function doorTo(jim: JimApi): JimDoor {
  return {
    call: async (channel, ...argument) => toJson(await jim.call(channel, ...argument)),
    filesFrom: async (files) => toJson(await jim.filesFrom(files)),
    on: (event, listener) => jim.on(event, listener),
  }
}
