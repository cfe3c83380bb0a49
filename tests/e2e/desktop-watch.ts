import { vi } from 'vitest'
import type { Desktop } from './desktop'

/** Milliseconds until a message that has come must have been notified of. */
const NOTIFICATION_LIMIT_MS = 15_000

export type ShownNotification = { readonly index: number; readonly title: string; readonly body: string; readonly isClosed: boolean }
type MenuLine = {
  readonly label: string
  readonly role?: string
  readonly submenu?: { readonly items: readonly MenuLine[] } | null
  click(): void
}
type Seen = {
  readonly notifications: { readonly title: string; readonly body: string; isClosed: boolean; click(): void }[]
  readonly popups: string[][]
  readonly tray: { toolTip: string; images: number; menu: { readonly items: readonly MenuLine[] } | undefined }
  badge: number
}

/**
 * What the app asks of the desktop: this machine has none, so the calls of Electron that would reach it are noted
 * instead, with the app's own objects behind them. Their clicks are the app's.
 */
export class DesktopWatch {
  readonly #desktop: Desktop

  private constructor(desktop: Desktop) {
    this.#desktop = desktop
  }

  static async over(desktop: Desktop): Promise<DesktopWatch> {
    await desktop.app.evaluate(({ app, Menu, Notification, Tray }) => {
      const seen: Seen = { notifications: [], popups: [], tray: { toolTip: '', images: 0, menu: undefined }, badge: 0 }
      Object.assign(globalThis, { desktopSeen: seen })
      Notification.isSupported = () => true
      Notification.prototype.show = function (this: Electron.Notification) {
        const noted = { title: this.title, body: this.body, isClosed: false, click: () => this.emit('click') }
        this.once('click', () => (noted.isClosed = true))
        this.close = () => (noted.isClosed = true)
        seen.notifications.push(noted)
      }
      Tray.prototype.setToolTip = (toolTip: string) => (seen.tray.toolTip = toolTip)
      Tray.prototype.setContextMenu = (menu: Electron.Menu | null) => (seen.tray.menu = menu as never)
      Tray.prototype.setImage = () => (seen.tray.images += 1)
      Menu.prototype.popup = function (this: Electron.Menu) {
        seen.popups.push(this.items.map(({ role, label }) => (role ?? label).toLowerCase()))
      }
      app.setBadgeCount = (count = 0) => {
        seen.badge = count
        return true
      }
    })
    return new DesktopWatch(desktop)
  }

  notifications(): Promise<readonly ShownNotification[]> {
    return this.#desktop.app.evaluate(() =>
      (globalThis as unknown as { desktopSeen: Seen }).desktopSeen.notifications.map(({ title, body, isClosed }, index) => ({
        index,
        title,
        body,
        isClosed,
      })),
    )
  }

  /** Waits for one whose body is like that; the newest. */
  async notification(body: RegExp): Promise<ShownNotification> {
    return vi.waitFor(async () => {
      const found = (await this.notifications()).findLast((shown) => body.test(shown.body))
      if (found === undefined) throw new Error(`no notification says ${body}`)
      return found
    }, NOTIFICATION_LIMIT_MS)
  }

  async click(index: number): Promise<void> {
    await this.#desktop.app.evaluate(
      (_, at) => (globalThis as unknown as { desktopSeen: Seen }).desktopSeen.notifications[at]!.click(),
      index,
    )
  }

  badge(): Promise<number> {
    return this.#desktop.app.evaluate(() => (globalThis as unknown as { desktopSeen: Seen }).desktopSeen.badge)
  }

  popups(): Promise<readonly (readonly string[])[]> {
    return this.#desktop.app.evaluate(() => (globalThis as unknown as { desktopSeen: Seen }).desktopSeen.popups)
  }

  tray(): Promise<{ readonly toolTip: string }> {
    return this.#desktop.app.evaluate(() => ({ toolTip: (globalThis as unknown as { desktopSeen: Seen }).desktopSeen.tray.toolTip }))
  }

  /** How often the icon has changed. */
  trayImages(): Promise<number> {
    return this.#desktop.app.evaluate(() => (globalThis as unknown as { desktopSeen: Seen }).desktopSeen.tray.images)
  }

  /** Clicks through the tray's menu, one label per level. */
  async chooseFromTray(...labels: readonly string[]): Promise<void> {
    await this.#desktop.app.evaluate((_, path) => {
      let items = (globalThis as unknown as { desktopSeen: Seen }).desktopSeen.tray.menu?.items ?? []
      for (const label of path.slice(0, -1)) items = items.find((item) => item.label === label)?.submenu?.items ?? []
      const last = items.find((item) => item.label === path.at(-1))
      if (last === undefined) throw new Error(`the tray has no ${path.join(' › ')}, only ${items.map(({ label }) => label).join(', ')}`)
      last.click()
    }, labels)
  }

  isVisible(): Promise<boolean> {
    return this.#desktop.inWindow((window) => window.isVisible())
  }

  /** The user looks at something else. */
  async blur(): Promise<void> {
    await this.#setFocus(false)
  }

  /** The user comes back to the window. */
  async focus(): Promise<void> {
    await this.#setFocus(true)
  }

  /** Without a window manager nobody hands the focus around, so the window is told as one would tell it. */
  async #setFocus(isFocused: boolean): Promise<void> {
    await this.#desktop.inWindow((window, has) => {
      window.isFocused = () => has
      if (has) window.webContents.focus()
      window.emit(has ? 'focus' : 'blur')
    }, isFocused)
  }
}
