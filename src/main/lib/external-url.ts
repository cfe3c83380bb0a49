const EXTERNAL_SCHEMES: ReadonlySet<string> = new Set(['http:', 'https:', 'mailto:'])

/** A URL taken apart, or `undefined`. */
export function parseUrl(url: string): URL | undefined {
  return URL.canParse(url) ? new URL(url) : undefined
}

/** Scheme and host; `URL.origin` is "null" for schemes it does not know, ours among them. */
export function originOf(url: string): string | undefined {
  const parsed = parseUrl(url)
  return parsed === undefined ? undefined : `${parsed.protocol}//${parsed.host}`
}

/** The link as it may be opened outside, or `undefined`: only http, https and mailto, and no user name in it. */
export function checkedExternalUrl(url: string): string | undefined {
  const parsed = parseUrl(url)
  if (parsed === undefined || !EXTERNAL_SCHEMES.has(parsed.protocol)) return undefined
  // https://bank.example@evil.example shows one name and opens another.
  if (parsed.protocol !== 'mailto:' && (parsed.username !== '' || parsed.password !== '' || parsed.hostname === '')) return undefined
  return parsed.href
}
