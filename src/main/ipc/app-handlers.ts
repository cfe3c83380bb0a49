import { failed, ok } from '@shared/result'
import { systemClock } from '../lib/clock'
import { garbageCollector } from '../lib/garbage'
import type { AccountControl, AppControl, LinkControl } from './session'
import type { IpcHandlers } from './typed-ipc'

type AppChannel = Extract<keyof IpcHandlers, `app:${string}` | `settings:${string}` | `account:${string}` | `connection:${string}`>

/** Calls that work whether or not somebody is signed in. */
export function appHandlers(app: AppControl, account: AccountControl, link: LinkControl): Pick<IpcHandlers, AppChannel> {
  const collectGarbage = garbageCollector(systemClock)
  return {
    'app:info': () => ok(app.info),
    'app:open-link': async (url) => ((await app.openLink(url)) ? ok() : failed('link_refused')),
    'app:rest': () => ok(collectGarbage()),
    'app:pictures-closed': () => ok(app.letGoOfPictures()),
    'settings:get': () => ok(app.settings),
    'settings:set': (change) => app.setSettings(change),
    'settings:choose-save-folder': () => app.chooseSaveFolder(),
    'account:state': () => ok(account.state),
    'account:sign-in': (request) => account.signIn(request),
    'account:try-local': () => account.tryLocal(),
    'account:start-fresh': () => account.startFresh(),
    'account:cancel-sign-in': () => ok(account.cancelSignIn()),
    'account:sign-out': (options) => account.signOut(options),
    'connection:status': () => ok(link.status),
    'connection:reconnect-now': () => ok(link.reconnectNow()),
  }
}
