import { wholeEnd } from '@shared/clip-text'
import { shownLine } from '@shared/shown-text'
import { type ChineseSystem, chineseSystem, type Place } from './map-coordinates'

/** A place that a text names, as it can be sent. The coordinates stay in the system that they were given in. */
export type PastedPlace = {
  readonly place: Place
  /** Empty where the text does not say. */
  readonly name: string
  readonly mapUrl?: string
  readonly system: 'WGS-84' | ChineseSystem
}

/** Characters of a text that are looked at; a longer one is no place. */
export const MAX_TEXT = 1000
/** Of a name. */
export const MAX_NAME = 120

const NUMBER = String.raw`([-+]?\d{1,3}(?:\.\d{1,15})?)`
const PAIR = new RegExp(String.raw`^\s*${NUMBER}\s*[,，]\s*${NUMBER}`)
/** Alone, both need decimals: a text of two small numbers is hardly a place. */
const ALONE = /^([-+]?\d{1,3}\.\d{3,15})°?\s*([NS])?\s*[,，;\s]\s*([-+]?\d{1,3}\.\d{3,15})°?\s*([EW])?$/i

type Found = { readonly place: Place | undefined; readonly name?: string | undefined }
type Reader = (url: URL) => Found | undefined

/** The maps whose links are read, by their hosts; what is shortened names no place by itself. */
const MAPS: readonly (readonly [host: string, read: Reader])[] = [
  ['amap.com', amap],
  ['map.baidu.com', baidu],
  ['map.qq.com', tencent],
  ['maps.apple.com', apple],
  ['openstreetmap.org', openStreetMap],
  ['google.com', google],
  ['google.com.hk', google],
  ['google.cn', google],
]

/** The place that a whole text is: coordinates, a `geo:` address, or a link of a map. `undefined`: anything else. */
export function pastedPlace(text: string): PastedPlace | undefined {
  const trimmed = text.trim()
  if (trimmed.length === 0 || trimmed.length > MAX_TEXT) return undefined
  const place = coordinates(trimmed)
  if (place !== undefined) return { place, name: '', system: 'WGS-84' }
  if (/\s/.test(trimmed)) return undefined
  return /^geo:/i.test(trimmed) ? geoAddress(trimmed) : mapLink(trimmed)
}

function coordinates(text: string): Place | undefined {
  const [matched, first = '', north = '', second = '', east = ''] = ALONE.exec(text) ?? []
  if (matched === undefined) return undefined
  const signed = (value: string, side: string): number => (/[sw]/i.test(side) ? -Number(value) : Number(value))
  const [a, b] = [signed(first, north), signed(second, east)]
  // Chinese maps hand out the longitude first; where that shows, it is taken so.
  return placeOf(a, b) ?? (north === '' && east === '' ? placeOf(b, a) : undefined)
}

/** RFC 5870. */
function geoAddress(text: string): PastedPlace | undefined {
  const [matched, lat = '', lng = '', rest = ''] =
    new RegExp(String.raw`^geo:${NUMBER},${NUMBER}(?:,[-+\d.]{1,20})?([;?].*)?$`, 'i').exec(text) ?? []
  const crs = /;crs=([^;?]*)/i.exec(rest)?.[1]
  const place =
    matched === undefined || (crs !== undefined && crs.toLowerCase() !== 'wgs84') ? undefined : placeOf(Number(lat), Number(lng))
  if (place === undefined) return undefined
  // Android writes the name behind a place: `?q=1.5,2.5(name)`.
  const label = /\(([^()]*)\)$/.exec(new URLSearchParams(rest.split('?')[1] ?? '').get('q') ?? '')?.[1]
  return { place, name: nameOf(label), system: 'WGS-84' }
}

function mapLink(text: string): PastedPlace | undefined {
  const url = /^https?:\/\//i.test(text) ? URL.parse(text) : null
  if (url === null || url.username !== '' || url.password !== '') return undefined
  const read = MAPS.find(([host]) => url.hostname === host || url.hostname.endsWith(`.${host}`))?.[1]
  const found = read?.(url)
  if (found?.place === undefined) return undefined
  return {
    place: found.place,
    name: nameOf(found.name),
    mapUrl: url.href,
    system: chineseSystem(found.place, url.href) ?? 'WGS-84',
  }
}

function amap({ searchParams }: URL): Found | undefined {
  const position = searchParams.get('position') ?? searchParams.get('lnglat')
  if (position !== null) return { place: pair(position, 'lng'), name: searchParams.get('name') ?? undefined }
  const [, lat = '', lng = '', name] = (searchParams.get('p') ?? '').split(',')
  if (lat !== '') return { place: pair(`${lat},${lng}`, 'lat'), name }
  const [a = '', b = '', called] = (searchParams.get('q') ?? '').split(',')
  return { place: pair(`${a},${b}`, 'lat'), name: called }
}

/** `location` of a marker, `latlng` of the app's page. */
function baidu({ searchParams }: URL): Found {
  const place = pair(searchParams.get('location') ?? searchParams.get('latlng') ?? '', 'lat')
  return { place, name: searchParams.get('title') ?? undefined }
}

/** `marker=coord:39.9,116.4;title:…;addr:…`, or `pointx` (east) and `pointy` (north) of the page. */
function tencent({ searchParams }: URL): Found {
  const east = searchParams.get('pointx')
  if (east !== null)
    return { place: pair(`${east},${searchParams.get('pointy') ?? ''}`, 'lng'), name: searchParams.get('name') ?? undefined }
  const marker = searchParams.get('marker') ?? ''
  const part = (key: string): string | undefined => new RegExp(`(?:^|;)${key}:([^;]*)`).exec(marker)?.[1]
  return { place: pair(part('coord') ?? searchParams.get('coord') ?? '', 'lat'), name: part('title') }
}

function apple({ searchParams }: URL): Found {
  const place = pair(searchParams.get('ll') ?? searchParams.get('coordinate') ?? '', 'lat')
  const called = searchParams.get('name') ?? searchParams.get('q') ?? ''
  return { place, name: PAIR.test(called) ? undefined : called }
}

function openStreetMap({ searchParams, hash }: URL): Found {
  const marked = pair(`${searchParams.get('mlat') ?? ''},${searchParams.get('mlon') ?? ''}`, 'lat')
  const [, lat = '', lng = ''] = /^#map=[\d.]{1,6}\/([-\d.]{1,20})\/([-\d.]{1,20})/.exec(hash) ?? []
  return { place: marked ?? pair(`${lat},${lng}`, 'lat') }
}

/** The pin (`!3d…!4d…`) before what the map is centred on (`@…`). */
function google({ hostname, pathname, searchParams }: URL): Found | undefined {
  // What is asked of its other pages is no place.
  if (!/^\/maps(\/|$)/.test(pathname) && !(hostname.startsWith('maps.') && pathname === '/')) return undefined
  const [, pinLat = '', pinLng = ''] = /!3d([-\d.]{1,20})!4d([-\d.]{1,20})/.exec(pathname) ?? []
  const [, centre = ''] = /\/@([^/]*)/.exec(pathname) ?? []
  // `loc:` before a pair asks for that very place.
  const asked = (searchParams.get('query') ?? searchParams.get('q') ?? searchParams.get('ll') ?? '').replace(/^loc:/, '')
  const [, called = ''] = /^\/maps\/place\/([^/@]*)/.exec(pathname) ?? []
  return {
    place: pair(`${pinLat},${pinLng}`, 'lat') ?? pair(asked, 'lat') ?? pair(centre, 'lat'),
    name: decoded(called.replaceAll('+', ' ')),
  }
}

function pair(text: string, first: 'lat' | 'lng'): Place | undefined {
  const [matched, a = '', b = ''] = PAIR.exec(text) ?? []
  if (matched === undefined) return undefined
  return first === 'lat' ? placeOf(Number(a), Number(b)) : placeOf(Number(b), Number(a))
}

function placeOf(lat: number, lng: number): Place | undefined {
  return Math.abs(lat) <= 90 && Math.abs(lng) <= 180 ? { lat, lng } : undefined
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return ''
  }
}

function nameOf(text: string | undefined): string {
  const name = shownLine(text ?? '')
  return name.slice(0, wholeEnd(name, MAX_NAME))
}
