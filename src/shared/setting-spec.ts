/** What a setting is: the value it has at first, and which values it can have at all. */
export type SettingSpec<T> = {
  readonly initial: T
  /** On a system with other habits, by Node's name of it. */
  readonly initialOn?: { readonly [platform: string]: T }
  /** Asked of whatever comes: from the disk, from the page, from a policy. */
  readonly accepts: (value: unknown) => boolean
}

/** A time of day by the device's clock, `HH:MM`. */
export type TimeOfDay = string

/** What a `TimeOfDay` looks like. */
export const TIME_OF_DAY = /^([01]\d|2[0-3]):[0-5]\d$/

export function flag(initial: boolean, initialOn: { readonly [platform: string]: boolean } = {}): SettingSpec<boolean> {
  return { initial, initialOn, accepts: (value) => typeof value === 'boolean' }
}

export function oneOf<const T extends readonly string[]>(values: T, initial: T[number]): SettingSpec<T[number]> {
  return { initial, accepts: (value) => values.some((each) => each === value) }
}

/** A whole number; the bounds belong to it. */
export function whole(least: number, most: number, initial: number): SettingSpec<number> {
  return { initial, accepts: (value) => Number.isSafeInteger(value) && Number(value) >= least && Number(value) <= most }
}

export function timeOfDay(initial: TimeOfDay): SettingSpec<TimeOfDay> {
  return { initial, accepts: (value) => typeof value === 'string' && TIME_OF_DAY.test(value) }
}

/** UTF-16 code units: what the longest path of any system has. */
const MAX_PATH = 4096

/** The path of a folder, from the root of its system; empty: none was chosen. */
export function folder(): SettingSpec<string> {
  const isPath = (value: string): boolean => value.length <= MAX_PATH && !value.includes('\0') && /^(\/|[A-Za-z]:[\\/]|\\\\)/.test(value)
  return { initial: '', accepts: (value) => typeof value === 'string' && (value === '' || isPath(value)) }
}

/** What is tested by a function of its own. */
export function checked<T>(initial: T, accepts: (value: unknown) => boolean): SettingSpec<T> {
  return { initial, accepts }
}

/** At most `count` texts of 1 to `length` UTF-16 code units; none at first. */
export function texts(count: number, length: number): SettingSpec<readonly string[]> {
  const isText = (value: unknown): boolean => typeof value === 'string' && value.length > 0 && value.length <= length
  return { initial: [], accepts: (value) => Array.isArray(value) && value.length <= count && value.every(isText) }
}

type Parts = { readonly [name: string]: SettingSpec<unknown> }

/** Several values that are chosen together: all of them, and nothing else. */
export function together<P extends Parts>(parts: P): SettingSpec<{ readonly [K in keyof P]: P[K]['initial'] }> {
  const specs = Object.entries(parts)
  return {
    initial: Object.fromEntries(specs.map(([name, { initial }]) => [name, initial])) as { readonly [K in keyof P]: P[K]['initial'] },
    accepts(value) {
      if (typeof value !== 'object' || value === null || Object.keys(value).length !== specs.length) return false
      const given = new Map(Object.entries(value))
      return specs.every(([name, { accepts }]) => given.has(name) && accepts(given.get(name)))
    },
  }
}

/** Kept about the person rather than chosen: no policy has a say in it. */
export function remembered<T>(spec: SettingSpec<T>): SettingSpec<T> & { readonly isRemembered: true } {
  return { ...spec, isRemembered: true }
}
