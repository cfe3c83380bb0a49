/** A library that the app is made with, as the build lists it (`licences.js`). */
export type Licence = {
  readonly name: string
  readonly version: string
  /** By SPDX. */
  readonly licence: string
  /** May be empty: some packages only name their licence. */
  readonly text: string
}

/** The build's list; empty when it is something else, such as the page that a development server gives for any path. */
export function parseLicences(json: string): readonly Licence[] {
  try {
    const list: unknown = JSON.parse(json)
    return Array.isArray(list) ? list.filter(isLicence) : []
  } catch {
    return []
  }
}

function isLicence(value: unknown): value is Licence {
  if (typeof value !== 'object' || value === null) return false
  const fields = new Map(Object.entries(value))
  return ['name', 'version', 'licence', 'text'].every((key) => typeof fields.get(key) === 'string')
}
