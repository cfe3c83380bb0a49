import { Notification, powerMonitor } from 'electron'
import type { OpenTarget } from '@shared/ipc'
import type { NotificationLimits, Settings } from '@shared/settings'
import type { Logger } from '../../lib/logger'
import type { Texts } from '../texts'
import { EarlierNotifications, type NotificationMemory } from './earlier-notifications'
import { MessageNotices } from './message-notices'
import { Notifications } from './notifications'
import { runOnSystemBus, ScreenLock } from './screen-lock'

export type OpenNoticesOptions = {
  readonly settings: () => Settings
  readonly texts: () => Texts
  readonly open: (target: OpenTarget) => void
  /** A notification of an earlier run was clicked. */
  readonly onEarlier: () => void
  readonly onLimits: (limits: NotificationLimits) => void
  readonly logger: Logger
}

/** Notifications as this machine shows them. */
export function openNotices({ settings, texts, open, onEarlier, onLimits, logger }: OpenNoticesOptions) {
  const { platform } = process
  const limits = (): NotificationLimits => ({ isRefused: notifications.isRefused, isLockUnknown: !lock.isKnown })
  const tellLimits = (): void => onLimits(limits())
  const notifications: Notifications = new Notifications({
    platform,
    isSupported: () => Notification.isSupported(),
    create: (options) => new Notification(options),
    onRefused: tellLimits,
    logger,
  })
  const lock: ScreenLock = new ScreenLock({ platform, monitor: powerMonitor, run: runOnSystemBus, onKnown: tellLimits })
  const notices = new MessageNotices({ notifications, lock, settings, texts, open })
  const earlier = new EarlierNotifications(onEarlier)
  // Older versions of Electron have none of it.
  const memory: NotificationMemory = Notification
  earlier.listen(memory, platform, (id) => notifications.has(id), logger)
  return { notifications, notices, earlier, lock, limits }
}
