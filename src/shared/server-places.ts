import { failed, ok, type Result } from './result'

/** One of a server's addresses: a host name or an IP address, without brackets, and its port. */
export type ServerPlace = { readonly host: string; readonly port: number }

/** Whatever has addresses; `others` absent: one. */
export type WithPlaces = ServerPlace & { readonly others?: readonly ServerPlace[] }

/** More than any office has, and few enough to be tried one after the other. */
export const MAX_PLACES = 16

export type PlacesProblem = 'required' | 'bad_host' | 'bad_port_there' | 'empty_place' | 'same_place' | 'too_many_places'

/** All of a server's addresses, as they were entered; it is the same server whichever answers. */
export function placesOf({ host, port, others = [] }: WithPlaces): readonly ServerPlace[] {
  return [{ host, port }, ...others]
}

/** The same server by one of its addresses. */
export function atPlace<T extends WithPlaces>(server: T, { host, port }: ServerPlace): Omit<T, 'others'> {
  const { others: _, ...rest } = server
  return { ...rest, host, port }
}

/** As a person writes it: `im1.example.com:9001`, `[::1]:9001`. */
export function placeText({ host, port }: ServerPlace): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`
}

/** What tells two addresses apart: host names are the same in capitals. */
export function placeKey(place: ServerPlace): string {
  return placeText(place).toLowerCase()
}

/** The keys of all, in an order that does not depend on how they were entered. */
export function placeKeys(server: WithPlaces): readonly string[] {
  return placesOf(server).map(placeKey).sort()
}

/** All of them in one line. */
export function placesText(server: WithPlaces): string {
  return placesOf(server).map(placeText).join(', ')
}

/** Whether both name the same addresses. */
export function isSamePlaces(one: WithPlaces, other: typeof one): boolean {
  return placeKeys(one).join() === placeKeys(other).join()
}

/** Whether there is none of `one` that `other` lacks. */
export function isWithin(one: WithPlaces, other: typeof one): boolean {
  const known = new Set(placeKeys(other))
  return placeKeys(one).every((key) => known.has(key))
}

/** Whether one address is both's. */
export function isOverlapping(one: WithPlaces, other: typeof one): boolean {
  const known = new Set(placeKeys(other))
  return placeKeys(one).some((key) => known.has(key))
}

/**
 * Reads `im1:9001, im2` as it was typed; one without a port has `usualPort`. A comma of Chinese keyboards is one, too. What is wrong
 * is the code of the failure, and the part that it is in its message.
 */
export function parsePlaces(text: string, usualPort: number): Result<readonly [ServerPlace, ...ServerPlace[]]> {
  const parts = text.split(/[,，]/).map((part) => part.trim())
  if (parts.every((part) => part === '')) return problem('required', '')
  if (parts.includes('')) return problem('empty_place', '')
  if (parts.length > MAX_PLACES) return problem('too_many_places', String(parts.length))
  const places: ServerPlace[] = []
  const keys = new Set<string>()
  for (const part of parts) {
    const place = parsePlace(part, usualPort)
    if (typeof place === 'string') return problem(place, part)
    if (keys.has(placeKey(place))) return problem('same_place', part)
    keys.add(placeKey(place))
    places.push(place)
  }
  const [first, ...others] = places
  return first === undefined ? problem('required', '') : ok([first, ...others])
}

function parsePlace(text: string, usualPort: number): ServerPlace | 'bad_host' | 'bad_port_there' {
  const [, bracketed, plain, digits] = /^(?:\[([\da-f:.]+(?:%[\w.-]+)?)\]|([^\s/@:[\]]+))(?::(\d*))?$/i.exec(text) ?? []
  // A bare IPv6 address has no port.
  const host = bracketed ?? plain ?? (/^[\da-f]*:[\da-f:.]*:[\da-f:.]*(?:%[\w.-]+)?$/i.test(text) ? text : undefined)
  if (host === undefined) return 'bad_host'
  if (digits === undefined) return { host, port: usualPort }
  const port = Number(digits)
  return /^\d{1,5}$/.test(digits) && port >= 1 && port <= 65_535 ? { host, port } : 'bad_port_there'
}

function problem(code: PlacesProblem, part: string): Result<never> {
  return failed(code, part)
}
