import { failed, ok } from '@shared/result'
import type { AccountControl, NetworkControl, StorageControl } from './session'
import type { IpcHandlers } from './typed-ipc'

type NetworkChannel = Extract<keyof IpcHandlers, `network:${string}` | `storage:${string}`>

/** The settings of the network and of the disk; they work whether or not somebody is signed in. */
export function networkHandlers(
  network: NetworkControl,
  account: AccountControl,
  storage: StorageControl,
): Pick<IpcHandlers, NetworkChannel> {
  return {
    'network:proxy': () => ok(network.proxy),
    'network:set-proxy': (change) => network.setProxy(change),
    'network:set-server': (change) => account.changeServer(change),
    'network:choose-ca': () => network.chooseCa(),
    'network:describe-ca': ({ path }) => network.describeCa(path),
    'network:test': async (request) => ok(await network.test(request)),
    'storage:usage': async () => ok(await storage.usage()),
    'storage:clear-cache': async () => ok({ freedBytes: await storage.clearCache() }),
    'storage:open-folder': async () => {
      try {
        return ok(await storage.openFolder())
      } catch (error) {
        return failed('no_file_manager', error instanceof Error ? error.message : String(error))
      }
    },
  }
}
