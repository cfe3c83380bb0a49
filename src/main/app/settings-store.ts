import { join } from 'node:path'
import { z } from 'zod'
import {
  defaultSettings,
  readSettings,
  type Settings,
  SETTING_NAMES,
  settingsInForce,
  type SettingsInForce,
  type SettingsPolicy,
  valuesOf,
} from '@shared/settings'
import { failed, ok, type Result } from '@shared/result'
import { Emitter } from '../lib/emitter'
import { JsonFile } from '../lib/json-file'

/**
 * `settings.json`: what the person chose, by name, beside the number of this format. Names and values of other versions
 * stay in it as they are, so that going back to an older version and forth again loses nothing.
 */
const fileSchema = z.record(z.string(), z.unknown())
type File = z.infer<typeof fileSchema>

/** The first format had every value in it, chosen or not. */
const FORMAT = 2

/** The settings of this profile, whoever is signed in. */
export class SettingsStore extends Emitter<{ changed: Settings }> {
  readonly #file: JsonFile<File>
  readonly #defaults: Settings
  readonly #policy: SettingsPolicy
  #kept: File
  #inForce: SettingsInForce
  #value: Settings

  constructor(profileDir: string, platform: NodeJS.Platform, policy: SettingsPolicy = {}) {
    super()
    this.#file = new JsonFile(join(profileDir, 'settings.json'), fileSchema)
    this.#defaults = defaultSettings(platform)
    this.#policy = policy
    this.#kept = chosenOnly(this.#file.load() ?? {}, this.#defaults)
    this.#inForce = this.#settle()
    this.#value = valuesOf(this.#inForce)
  }

  get value(): Settings {
    return this.#value
  }

  /** The same values, each with whoever decided on it. */
  get inForce(): SettingsInForce {
    return this.#inForce
  }

  /** All of it or nothing, and nothing unless it can be kept: `setting_locked`, or the file's codes. */
  set(change: Partial<Settings>): Result<SettingsInForce> {
    const locked = SETTING_NAMES.find((name) => Object.hasOwn(change, name) && this.#inForce[name].isLocked)
    if (locked !== undefined) return failed('setting_locked', `${locked} is set by a policy`)
    const kept = { ...this.#kept, ...change, format: FORMAT }
    const saved = this.#file.save(kept)
    if (!saved.ok) return saved
    this.#kept = kept
    this.#inForce = this.#settle()
    this.#value = valuesOf(this.#inForce)
    this.emit('changed', this.#value)
    return ok(this.#inForce)
  }

  #settle(): SettingsInForce {
    return settingsInForce(readSettings(this.#kept), this.#policy, this.#defaults)
  }
}

/** In the first format a value that equals the default was nobody's choice, as far as one can know. */
function chosenOnly(file: File, defaults: Settings): File {
  if (typeof file.format === 'number' && file.format >= FORMAT) return file
  const initial = new Map<string, string>(Object.entries(defaults).map(([name, value]) => [name, JSON.stringify(value)]))
  return Object.fromEntries(Object.entries(file).filter(([name, value]) => JSON.stringify(value) !== initial.get(name)))
}
