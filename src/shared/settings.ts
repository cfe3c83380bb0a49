/** A time of day by the device's clock, `HH:MM`. */
export type TimeOfDay = string

/** Hours of every day without notifications; `from` after `to` spans midnight. */
export type QuietHours = { readonly isOn: boolean; readonly from: TimeOfDay; readonly to: TimeOfDay }

export type Settings = {
  readonly theme: 'system' | 'light' | 'dark'
  readonly language: 'system' | 'zh-CN' | 'en'
  /** Percent, 80–150. */
  readonly zoom: number
  readonly sendKey: 'enter' | 'ctrl_enter'
  readonly notifications: 'full' | 'sender_only' | 'off'
  /** Notifications make the system's sound. */
  readonly sound: boolean
  /** Epoch ms; 0 = do not disturb is off. */
  readonly doNotDisturbUntil: number
  readonly quietHours: QuietHours
  readonly closeToTray: boolean
  readonly startAtLogin: boolean
  readonly spellcheck: boolean
  /** Others see that I am writing. */
  readonly tellsTyping: boolean
  /** Minutes without a key or a move after which others see me as away; 0 = never. */
  readonly awayAfterMinutes: number
  /** What was last put into messages, newest first. */
  readonly recentEmoji: readonly string[]
  /** 0 = none; 1 (light) to 5 (dark). */
  readonly emojiTone: number
}

export const DEFAULT_SETTINGS: Settings = {
  theme: 'system',
  language: 'system',
  zoom: 100,
  sendKey: 'enter',
  notifications: 'full',
  sound: true,
  doNotDisturbUntil: 0,
  quietHours: { isOn: false, from: '22:00', to: '08:00' },
  closeToTray: false,
  startAtLogin: false,
  spellcheck: true,
  tellsTyping: true,
  awayAfterMinutes: 10,
  recentEmoji: [],
  emojiTone: 0,
}

/** How many of `recentEmoji` are remembered. */
export const RECENT_EMOJI = 32

/** What a `TimeOfDay` looks like. */
export const TIME_OF_DAY = /^([01]\d|2[0-3]):[0-5]\d$/

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
