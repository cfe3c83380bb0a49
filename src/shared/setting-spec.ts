import type { SettingShape } from './setting-shape'

/** What a setting is: the value it has at first, and which values it can have at all. */
export type SettingSpec<T> = {
  readonly initial: T
  /** On a system with other habits, by Node's name of it. */
  readonly initialOn?: { readonly [platform: string]: T }
  readonly shape: SettingShape
}

/** A time of day by the device's clock, `HH:MM`. */
export type TimeOfDay = string

/** What a `TimeOfDay` looks like. */
export const TIME_OF_DAY = /^([01]\d|2[0-3]):[0-5]\d$/

export function flag(initial: boolean, initialOn: { readonly [platform: string]: boolean } = {}): SettingSpec<boolean> {
  return { initial, initialOn, shape: { kind: 'flag' } }
}

export function oneOf<const T extends readonly string[]>(values: T, initial: T[number]): SettingSpec<T[number]> {
  return { initial, shape: { kind: 'one_of', values } }
}

/** A whole number; the bounds belong to it. */
export function whole(least: number, most: number, initial: number): SettingSpec<number> {
  return { initial, shape: { kind: 'whole', least, most } }
}

export function timeOfDay(initial: TimeOfDay): SettingSpec<TimeOfDay> {
  return { initial, shape: { kind: 'text', most: 5, hasForm: (value) => TIME_OF_DAY.test(value) } }
}

/** UTF-16 code units: what the longest path of any system has. */
const MAX_PATH = 4096

/** The path of a folder, from the root of its system; empty: none was chosen. */
export function folder(): SettingSpec<string> {
  const hasForm = (value: string): boolean => value === '' || (!value.includes('\0') && /^(\/|[A-Za-z]:[\\/]|\\\\)/.test(value))
  return { initial: '', shape: { kind: 'text', most: MAX_PATH, hasForm } }
}

/** A text of at most `most` UTF-16 code units that is tested by a function of its own. */
export function checked<T extends string>(initial: T, most: number, hasForm: (value: string) => boolean): SettingSpec<T> {
  return { initial, shape: { kind: 'text', most, hasForm } }
}

/** At most `count` texts of 1 to `length` UTF-16 code units; none at first. */
export function texts(count: number, length: number): SettingSpec<readonly string[]> {
  return { initial: [], shape: { kind: 'texts', count, length } }
}

type Parts = { readonly [name: string]: SettingSpec<unknown> }

/** Several values that are chosen together: all of them, and nothing else. */
export function together<P extends Parts>(parts: P): SettingSpec<{ readonly [K in keyof P]: P[K]['initial'] }> {
  const specs = Object.entries(parts)
  return {
    initial: Object.fromEntries(specs.map(([name, { initial }]) => [name, initial])) as { readonly [K in keyof P]: P[K]['initial'] },
    shape: { kind: 'together', parts: Object.fromEntries(specs.map(([name, { shape }]) => [name, shape])) },
  }
}

/** Kept about the person rather than chosen: no policy has a say in it. */
export function remembered<T>(spec: SettingSpec<T>): SettingSpec<T> & { readonly isRemembered: true } {
  return { ...spec, isRemembered: true }
}
