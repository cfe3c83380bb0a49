import type { BrowserWindow } from 'electron'
import type { PolicyInForce } from '@shared/policy'
import { failed } from '@shared/result'
import type { AppInfo } from '@shared/settings'
import { appHandlers } from '../ipc/app-handlers'
import type { CallDoor } from '../ipc/call-door'
import { type ChosenFiles, withChosenFiles } from '../ipc/chosen-files'
import { conversationHandlers } from '../ipc/conversation-handlers'
import type { EventForwarder } from '../ipc/event-forwarder'
import { fileHandlers } from '../ipc/file-handlers'
import { groupHandlers } from '../ipc/group-handlers'
import { messageHandlers } from '../ipc/message-handlers'
import { networkHandlers } from '../ipc/network-handlers'
import type { OnScreen } from '../ipc/on-screen'
import { peopleHandlers } from '../ipc/people-handlers'
import type { AppControl, LinkControl } from '../ipc/session'
import { screenshotHandlers } from '../ipc/screenshot-handlers'
import { searchHandlers } from '../ipc/search-handlers'
import { stickerHandlers } from '../ipc/sticker-handlers'
import { transferHandlers } from '../ipc/transfer-handlers'
import { trialHandlers } from '../ipc/trial-handlers'
import { handleCalls } from '../ipc/typed-ipc'
import { updateHandlers } from '../ipc/update-handlers'
import { voiceHandlers } from '../ipc/voice-handlers'
import { systemClock } from '../lib/clock'
import type { Logger } from '../lib/logger'
import type { Account } from './account/account'
import { fileControl } from './account/file-control'
import type { Trial } from './account/trial'
import type { DesktopShell } from './desktop/desktop-shell'
import { askForFiles, chooseSaveFolder } from './desktop/file-desk'
import { appInfo, networkControl, profileStorage } from './machine-controls'
import type { Network } from './network/network'
import type { Profile } from './profile'
import type { ScreenshotDesk } from './screenshots/open-screenshots'
import type { SettingsStore } from './settings-store'
import type { Texts } from './texts'
import type { UpdateDesk } from './updates/open-updates'
import type { DecodedPictures } from './window/decoded-pictures'
import type { Microphone } from './window/microphone'
import type { OpenRequests } from './window/open-requests'
import { isOwnPage, openExternal } from './window/security'

/** Of the app's parts those that the page may ask something of. */
export type CalledParts = {
  readonly account: Account
  readonly settings: SettingsStore
  readonly network: Network
  readonly profile: Profile
  readonly policy: PolicyInForce
  readonly trial: Trial
  readonly files: ChosenFiles
  readonly screen: OnScreen
  readonly openRequests: OpenRequests
  readonly events: EventForwarder
  readonly screenshots: ScreenshotDesk
  readonly updates: UpdateDesk
  readonly decoded: DecodedPictures
  readonly desktop: DesktopShell
  readonly microphone: Microphone
  readonly window: () => BrowserWindow | undefined
  readonly texts: () => Texts
  readonly logger: Logger
}

/** Answers every call of `shared/ipc` by the part that it is for; calls that came to the door before are answered now. */
export function answerCalls(parts: CalledParts, door: CallDoor): void {
  const { account, screen, files, logger } = parts
  handleCalls(
    withChosenFiles(
      {
        ...appHandlers(appControl(parts), account, linkControl(account)),
        ...conversationHandlers(() => account.session, { onListed: () => parts.openRequests.listed(), screen }),
        ...messageHandlers(() => account.session),
        ...transferHandlers(() => account.session, parts.events),
        ...fileHandlers(() => account.session && fileControl(account.session.files, () => askForFiles(parts.window()))),
        ...voiceHandlers(() => account.session, parts.microphone),
        ...stickerHandlers(() => account.session),
        ...screenshotHandlers(parts.screenshots),
        ...updateHandlers(parts.updates),
        ...groupHandlers(() => account.session),
        ...searchHandlers(() => account.session),
        ...peopleHandlers(() => account.session, screen),
        ...trialHandlers(parts.trial),
        ...networkHandlers(
          networkControl(parts.network, parts.window, parts.texts, files),
          account,
          profileStorage(parts.profile, () => account.session, logger),
        ),
      },
      files,
      logger,
    ),
    isOwnPage,
    logger,
    async (paths) => (await account.session?.files.choose(paths)) ?? failed('not_signed_in'),
    door,
  )
}

function appControl({ profile, policy, desktop, decoded, settings, window, texts }: CalledParts): AppControl {
  return {
    get info(): AppInfo {
      return appInfo(profile.dir, policy, desktop.notificationLimits)
    },
    openLink: openExternal,
    letGoOfPictures: () => decoded.letGo(),
    setSettings: (change) => settings.set(change),
    chooseSaveFolder: () => chooseSaveFolder(settings, window(), texts().chooseSaveFolder),
    get settings() {
      return settings.inForce
    },
  }
}

/** The link of whoever is signed in; without anybody it is stopped. */
function linkControl(account: Account): LinkControl {
  return {
    get status() {
      const signedOut = { state: 'stopped', since: systemClock.now(), cause: { code: 'signed_out', reason: '' } } as const
      return account.session?.loop.status ?? signedOut
    },
    reconnectNow: () => account.reconnectNow(),
  }
}
