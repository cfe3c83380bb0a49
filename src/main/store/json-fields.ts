/** Reads the keys of a JSON object by kind; a value of another kind is as if it were missing. */
export type Fields = {
  readonly text: (key: string) => string | undefined
  /** An address. No address has white space; the published examples do, and so it is dropped (PROTOCOL 4.2). */
  readonly url: (key: string) => string | undefined
  readonly number: (key: string) => number | undefined
  /** A number that is not negative: bytes, px, seconds, cents, epoch ms. */
  readonly size: (key: string) => number | undefined
  /** Said, and said to be so. */
  readonly flag: (key: string) => boolean
  readonly list: (key: string) => readonly unknown[] | undefined
  readonly object: (key: string) => Readonly<Record<string, unknown>> | undefined
}

export function fieldsOf(value: unknown): Fields {
  const fields = asObject(value) ?? {}
  const own = (key: string): unknown => (Object.hasOwn(fields, key) ? fields[key] : undefined)
  const number = (key: string): number | undefined => {
    const found = own(key)
    return typeof found === 'number' && Number.isFinite(found) ? found : undefined
  }
  const text = (key: string): string | undefined => {
    const found = own(key)
    return typeof found === 'string' ? found : undefined
  }
  return {
    text,
    url: (key) => text(key)?.replace(/\s+/g, ''),
    number,
    size: (key) => {
      const found = number(key)
      return found !== undefined && found >= 0 ? found : undefined
    },
    flag: (key) => own(key) === true,
    list: (key) => {
      const found = own(key)
      return Array.isArray(found) ? found : undefined
    },
    object: (key) => asObject(own(key)),
  }
}

function asObject(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined
}
