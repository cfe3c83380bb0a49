/** Which values a setting can have, said so that it can be asked of a value, and told to others: a schema, a template of a policy. */
export type SettingShape =
  | { readonly kind: 'flag' }
  | { readonly kind: 'one_of'; readonly values: readonly string[] }
  /** A whole number; the bounds belong to it. */
  | { readonly kind: 'whole'; readonly least: number; readonly most: number }
  /** At most `most` UTF-16 code units, of a form of its own. */
  | { readonly kind: 'text'; readonly most: number; readonly hasForm: (value: string) => boolean }
  /** At most `count` texts of 1 to `length` UTF-16 code units. */
  | { readonly kind: 'texts'; readonly count: number; readonly length: number }
  /** Several values that are chosen together: all of them, and nothing else. */
  | { readonly kind: 'together'; readonly parts: { readonly [name: string]: SettingShape } }

/** Asked of whatever comes: from the disk, from the page. */
export function fits(shape: SettingShape, value: unknown): boolean {
  switch (shape.kind) {
    case 'flag':
      return typeof value === 'boolean'
    case 'one_of':
      return shape.values.some((each) => each === value)
    case 'whole':
      return Number.isSafeInteger(value) && Number(value) >= shape.least && Number(value) <= shape.most
    case 'text':
      return typeof value === 'string' && value.length <= shape.most && shape.hasForm(value)
    case 'texts': {
      const isText = (each: unknown): boolean => typeof each === 'string' && each.length > 0 && each.length <= shape.length
      return Array.isArray(value) && value.length <= shape.count && value.every(isText)
    }
    case 'together': {
      const parts = Object.entries(shape.parts)
      if (typeof value !== 'object' || value === null || Object.keys(value).length !== parts.length) return false
      const given = new Map(Object.entries(value))
      return parts.every(([name, part]) => given.has(name) && fits(part, given.get(name)))
    }
  }
}
