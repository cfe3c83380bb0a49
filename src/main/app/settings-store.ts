import { join } from 'node:path'
import { z } from 'zod'
import { DEFAULT_SETTINGS, RECENT_EMOJI, type Settings, TIME_OF_DAY } from '@shared/settings'
import { ok, type Result } from '@shared/result'
import { Emitter } from '../lib/emitter'
import { JsonFile } from '../lib/json-file'

/** On Windows and macOS X is taken for "out of the way"; elsewhere a tray is not to be counted on. */
function defaultSettings(platform: NodeJS.Platform): Settings {
  return { ...DEFAULT_SETTINGS, closeToTray: platform === 'win32' || platform === 'darwin' }
}

/** Each key falls back alone: one that an older or newer version wrote differently costs only itself. */
const settingsSchema = (defaults: Settings) =>
  z.object({
    theme: z.enum(['system', 'light', 'dark']).catch(defaults.theme),
    language: z.enum(['system', 'zh-CN', 'en']).catch(defaults.language),
    zoom: z.number().int().min(80).max(150).catch(defaults.zoom),
    sendKey: z.enum(['enter', 'ctrl_enter']).catch(defaults.sendKey),
    notifications: z.enum(['full', 'sender_only', 'off']).catch(defaults.notifications),
    sound: z.boolean().catch(defaults.sound),
    doNotDisturbUntil: z.number().int().nonnegative().catch(defaults.doNotDisturbUntil),
    quietHours: z
      .object({ isOn: z.boolean(), from: z.string().regex(TIME_OF_DAY), to: z.string().regex(TIME_OF_DAY) })
      .catch(defaults.quietHours),
    closeToTray: z.boolean().catch(defaults.closeToTray),
    startAtLogin: z.boolean().catch(defaults.startAtLogin),
    spellcheck: z.boolean().catch(defaults.spellcheck),
    tellsTyping: z.boolean().catch(defaults.tellsTyping),
    awayAfterMinutes: z.number().int().min(0).max(240).catch(defaults.awayAfterMinutes),
    recentEmoji: z.array(z.string().max(64)).max(RECENT_EMOJI).catch([]),
    emojiTone: z.number().int().min(0).max(5).catch(defaults.emojiTone),
  })

/** The settings of this profile, whoever is signed in. */
export class SettingsStore extends Emitter<{ changed: Settings }> {
  readonly #file: JsonFile<Settings>
  #value: Settings

  constructor(profileDir: string, platform: NodeJS.Platform) {
    super()
    const defaults = defaultSettings(platform)
    this.#file = new JsonFile(join(profileDir, 'settings.json'), settingsSchema(defaults))
    this.#value = this.#file.load() ?? defaults
  }

  get value(): Settings {
    return this.#value
  }

  /** Nothing changes unless it can be kept; the codes are the file's. */
  set(change: Partial<Settings>): Result<Settings> {
    const value = { ...this.#value, ...change }
    const saved = this.#file.save(value)
    if (!saved.ok) return saved
    this.#value = value
    this.emit('changed', value)
    return ok(value)
  }
}
