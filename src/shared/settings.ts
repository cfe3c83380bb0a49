export type Settings = {
  readonly theme: 'system' | 'light' | 'dark'
  readonly language: 'system' | 'zh-CN' | 'en'
  /** Percent, 80–150. */
  readonly zoom: number
  readonly sendKey: 'enter' | 'ctrl_enter'
  readonly notifications: 'full' | 'sender_only' | 'off'
  readonly closeToTray: boolean
}

export const DEFAULT_SETTINGS: Settings = {
  theme: 'system',
  language: 'system',
  zoom: 100,
  sendKey: 'enter',
  notifications: 'full',
  closeToTray: false,
}

export type AppInfo = {
  readonly version: string
  readonly electron: string
  readonly chrome: string
  readonly node: string
  readonly sqlite: string
  readonly platform: string
  readonly isPackaged: boolean
  readonly profileDir: string
  /** The language of the system, for `language: 'system'`. */
  readonly systemLocale: string
}
