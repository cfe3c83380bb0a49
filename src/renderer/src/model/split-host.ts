/** A host, and the port that stood behind it. */
export type SplitHost = { readonly host: string; readonly port?: string }

/**
 * What people copy when they are asked for a host: `proxy:8080`, `http://proxy:8080/`, `[::1]:9001`. An IPv6 address
 * loses its brackets, which only tell it from a port; bare, it has none. What is no such thing, such as an address with a
 * password in it, stays as it is and is refused where it stands.
 */
export function splitHost(text: string): SplitHost {
  // Several addresses: each has its own port.
  if (/[,，]/.test(text)) return { host: text }
  const place = text
    .trim()
    .replace(/^[a-z][a-z0-9+.-]*:\/\//i, '')
    .replace(/[/?#].*$/, '')
  const bracketed = /^\[([\da-f:.]+(?:%[\w.-]+)?)\](?::(\d{1,5})?)?$/i.exec(place)
  const named = /^([^\s:@[\]]+)(?::(\d{1,5})?)?$/.exec(place)
  const [, host, port] = bracketed ?? named ?? []
  if (host === undefined) return { host: /^[\da-f]*:[\da-f:.]*:[\da-f:.]*(?:%[\w.-]+)?$/i.test(place) ? place : text }
  return port === undefined ? { host } : { host, port }
}
