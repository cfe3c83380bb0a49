import { join } from 'node:path'
import { z } from 'zod'
import { DEFAULT_SETTINGS, RECENT_EMOJI, type Settings, TIME_OF_DAY } from '@shared/settings'
import { Emitter } from '../lib/emitter'
import { JsonFile } from '../lib/json-file'

/** Each key falls back alone: one that an older or newer version wrote differently costs only itself. */
const settingsSchema = z.object({
  theme: z.enum(['system', 'light', 'dark']).catch(DEFAULT_SETTINGS.theme),
  language: z.enum(['system', 'zh-CN', 'en']).catch(DEFAULT_SETTINGS.language),
  zoom: z.number().int().min(80).max(150).catch(DEFAULT_SETTINGS.zoom),
  sendKey: z.enum(['enter', 'ctrl_enter']).catch(DEFAULT_SETTINGS.sendKey),
  notifications: z.enum(['full', 'sender_only', 'off']).catch(DEFAULT_SETTINGS.notifications),
  sound: z.boolean().catch(DEFAULT_SETTINGS.sound),
  doNotDisturbUntil: z.number().int().nonnegative().catch(DEFAULT_SETTINGS.doNotDisturbUntil),
  quietHours: z
    .object({ isOn: z.boolean(), from: z.string().regex(TIME_OF_DAY), to: z.string().regex(TIME_OF_DAY) })
    .catch(DEFAULT_SETTINGS.quietHours),
  closeToTray: z.boolean().catch(DEFAULT_SETTINGS.closeToTray),
  startAtLogin: z.boolean().catch(DEFAULT_SETTINGS.startAtLogin),
  spellcheck: z.boolean().catch(DEFAULT_SETTINGS.spellcheck),
  tellsTyping: z.boolean().catch(DEFAULT_SETTINGS.tellsTyping),
  awayAfterMinutes: z.number().int().min(0).max(240).catch(DEFAULT_SETTINGS.awayAfterMinutes),
  recentEmoji: z.array(z.string().max(64)).max(RECENT_EMOJI).catch([]),
  emojiTone: z.number().int().min(0).max(5).catch(DEFAULT_SETTINGS.emojiTone),
})

/** The settings of this profile, whoever is signed in. */
export class SettingsStore extends Emitter<{ changed: Settings }> {
  readonly #file: JsonFile<Settings>
  #value: Settings

  constructor(profileDir: string) {
    super()
    this.#file = new JsonFile(join(profileDir, 'settings.json'), settingsSchema)
    this.#value = this.#file.load() ?? DEFAULT_SETTINGS
  }

  get value(): Settings {
    return this.#value
  }

  set(change: Partial<Settings>): Settings {
    this.#value = { ...this.#value, ...change }
    this.#file.save(this.#value)
    this.emit('changed', this.#value)
    return this.#value
  }
}
