import type { PolicyInForce } from './policy'
import { isKeyCombination, type KeyCombination, MAX_KEY_COMBINATION } from './screenshot'
import { fits, type SettingShape } from './setting-shape'
import { checked, flag, folder, oneOf, remembered, texts, timeOfDay, together, whole } from './setting-spec'
import { isUpdateSource, MAX_UPDATE_SOURCE } from './updates'

/** How many of `recentEmoji` are remembered. */
export const RECENT_EMOJI = 32

/** px. */
export const LIST_WIDTH = { min: 232, max: 440, initial: 292 } as const

/** MiB of a file that comes by itself, at most: every file there is. */
export const MAX_AUTO_MIB = 2048

/** Longest sides in px that pictures are sent with; `original`: as they are. */
export const PICTURE_SIZES = ['original', '2560', '1600'] as const
export type PictureSize = (typeof PICTURE_SIZES)[number]

/**
 * The one place of every setting: its type, its value at first and what it accepts follow from its line, for the file,
 * for calls of the page and for a policy alike.
 */
const SPECS = {
  theme: oneOf(['system', 'light', 'dark'], 'system'),
  language: oneOf(['system', 'zh-CN', 'en'], 'system'),
  /** Percent. */
  zoom: whole(80, 150, 100),
  sendKey: oneOf(['enter', 'ctrl_enter'], 'enter'),
  notifications: oneOf(['full', 'sender_only', 'off'], 'full'),
  /** Notifications make the system's sound. */
  sound: flag(true),
  /** Epoch ms; 0 = do not disturb is off. */
  doNotDisturbUntil: remembered(whole(0, Number.MAX_SAFE_INTEGER, 0)),
  /** Hours of every day without notifications; `from` after `to` spans midnight. */
  quietHours: together({ isOn: flag(false), from: timeOfDay('22:00'), to: timeOfDay('08:00') }),
  /** On Windows and macOS X is taken for "out of the way"; elsewhere a tray is not to be counted on. */
  closeToTray: flag(false, { win32: true, darwin: true }),
  startAtLogin: flag(false),
  spellcheck: flag(true),
  /** Others see that I am writing. */
  tellsTyping: flag(true),
  /** Minutes without a key or a move after which others see me as away; 0 = never. */
  awayAfterMinutes: whole(0, 240, 10),
  /** px of the list of conversations. */
  listWidth: remembered(whole(LIST_WIDTH.min, LIST_WIDTH.max, LIST_WIDTH.initial)),
  /** What is fetched by itself once it is on screen: of each kind files of up to so many MiB, 0 = none. */
  autoDownload: together({
    images: whole(0, MAX_AUTO_MIB, 8),
    videos: whole(0, MAX_AUTO_MIB, 20),
    files: whole(0, MAX_AUTO_MIB, 0),
    /** Whatever their size. */
    voice: flag(true),
  }),
  /** Pictures that are sent lose what they say of where, when and by whom they were taken. */
  stripsPictures: flag(true),
  /** Longest side of pictures that are sent, px; larger ones are drawn anew. */
  pictureSize: oneOf(PICTURE_SIZES, '2560'),
  /** Where files are saved: where the person says each time, in the folder for downloads, in `saveFolder`, or where the last one went. */
  saveFiles: oneOf(['ask', 'downloads', 'folder', 'last'], 'ask'),
  /** Chosen in the system's dialog: a page cannot name one (`ipc/chosen-files`). */
  saveFolder: folder(),
  /** What fetched files may take on this computer, in MiB: beyond it the least recently used go. */
  cacheMiB: whole(256, 2 ** 20, 4096),
  /** Whether screenshots are taken at all. */
  screenshots: flag(true),
  /** Keys that take one, whatever program is in front; '' = none. */
  screenshotKeys: checked<KeyCombination>('Ctrl+Alt+A', MAX_KEY_COMBINATION, isKeyCombination),
  /** Our window is out of the way while one is taken. */
  screenshotHides: flag(false),
  /**
   * Where updates come from: the address of a folder on the web, which may be typed, or the path of one, chosen in the system's
   * dialog; '' = nowhere.
   */
  updateSource: checked<string>('', MAX_UPDATE_SOURCE, isUpdateSource),
  /** Updates are looked for when the program has started, and once a day. */
  checksForUpdates: flag(true),
  /** How fast voices are played, times as fast as they were spoken. */
  voiceSpeed: remembered(oneOf(['1', '1.5', '2'], '1')),
  /** What was last put into messages, newest first. */
  recentEmoji: remembered(texts(RECENT_EMOJI, 64)),
  /** 0 = none; 1 (light) to 5 (dark). */
  emojiTone: remembered(whole(0, 5, 0)),
} as const

type Specs = typeof SPECS
export type SettingName = keyof Specs
export type Settings = { readonly [K in SettingName]: Specs[K]['initial'] }
export type QuietHours = Settings['quietHours']
export type AutoDownload = Settings['autoDownload']

/** Whoever decided on a value: nobody yet, the person, or whoever administers this computer. */
export type SettingOrigin = 'default' | 'person' | 'policy'
/** A setting as it is in force; a locked one can be changed by its policy alone. */
export type Setting<T> = { readonly value: T; readonly origin: SettingOrigin; readonly isLocked: boolean }
export type SettingsInForce = { readonly [K in SettingName]: Setting<Settings[K]> }

/** Settings that a policy may give: what is chosen, not what is merely remembered. */
export type PolicySettingName = { [K in SettingName]: Specs[K] extends { readonly isRemembered: true } ? never : K }[SettingName]
/** What is not locked is a recommendation: it stands until the person chooses. */
export type SettingsPolicy = { readonly [K in PolicySettingName]?: { readonly value: Settings[K]; readonly isLocked: boolean } }

export const SETTING_NAMES = Object.keys(SPECS) as readonly SettingName[]

function isSetting(name: string): name is SettingName {
  return Object.hasOwn(SPECS, name)
}

function accepts(name: string, value: unknown): boolean {
  return isSetting(name) && fits(SPECS[name].shape, value)
}

/** Strict: settings that exist with values that they can have, and nothing else. */
export function isSettingsChange(value: unknown): value is Partial<Settings> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  return Object.entries(value).every(([name, each]) => accepts(name, each))
}

/** Forgiving: each name falls back alone, so that one which another version wrote differently costs only itself. */
export function readSettings(found: object): Partial<Settings> {
  return Object.fromEntries(Object.entries(found).filter(([name, value]) => accepts(name, value)))
}

/** What each setting that a policy may give can be; whatever is merely remembered is not among them. */
export function policySettingShapes(): ReadonlyMap<PolicySettingName, SettingShape> {
  return new Map(
    Object.entries(SPECS).flatMap(([name, spec]) => ('isRemembered' in spec ? [] : [[name as PolicySettingName, spec.shape] as const])),
  )
}

/** `platform`: Node's name of the system. */
export function defaultSettings(platform?: string): Settings {
  const initial = ([name, { initial: usual, initialOn }]: [string, Specs[SettingName]]): [string, unknown] => [
    name,
    (platform === undefined ? undefined : initialOn?.[platform]) ?? usual,
  ]
  return Object.fromEntries(Object.entries(SPECS).map(initial)) as Settings
}

export const DEFAULT_SETTINGS = defaultSettings()

/** What holds, from what everybody said: a lock before the person, the person before a recommendation. */
export function settingsInForce(chosen: Partial<Settings>, policy: SettingsPolicy = {}, defaults = DEFAULT_SETTINGS): SettingsInForce {
  const rules: { readonly [name: string]: { readonly value: unknown; readonly isLocked: boolean } | undefined } = policy
  const inForce = (name: SettingName): Setting<unknown> => {
    const rule = rules[name]
    if (rule?.isLocked === true) return { value: rule.value, origin: 'policy', isLocked: true }
    if (chosen[name] !== undefined) return { value: chosen[name], origin: 'person', isLocked: false }
    if (rule !== undefined) return { value: rule.value, origin: 'policy', isLocked: false }
    return { value: defaults[name], origin: 'default', isLocked: false }
  }
  return Object.fromEntries(SETTING_NAMES.map((name) => [name, inForce(name)])) as SettingsInForce
}

export function valuesOf(inForce: SettingsInForce): Settings {
  return Object.fromEntries(SETTING_NAMES.map((name) => [name, inForce[name].value])) as Settings
}

/** What of its notifications this computer does not do as the settings say. */
export type NotificationLimits = {
  /** The system showed none of the last: its settings are against it, or, on macOS, nobody has signed the program. */
  readonly isRefused: boolean
  /** Nobody here says whether the screen is locked. */
  readonly isLockUnknown: boolean
}

export const NO_LIMITS: NotificationLimits = { isRefused: false, isLockUnknown: false }

export type AppInfo = {
  /** What is decided for this computer. */
  readonly policy: PolicyInForce
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
  /** As it is now; its changes are told (`notification-limits`). */
  readonly notificationLimits: NotificationLimits
}
