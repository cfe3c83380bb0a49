/** In degrees. */
export type Place = { readonly lat: number; readonly lng: number }

/** What Chinese maps show the world in; both are some hundred metres off what the rest of it takes coordinates to be. */
export type ChineseSystem = 'GCJ-02' | 'BD-09'

/** Five decimals are a metre: as they are shown, and as other maps read them. */
export function writtenPlace({ lat, lng }: Place): string {
  return `${lat.toFixed(5)}, ${lng.toFixed(5)}`
}

type System = ChineseSystem | 'WGS-84'

/** Names of a system in the links of maps; of what stands for itself in one, it is asked first. */
const NAMED: Readonly<Record<string, System>> = {
  gaode: 'GCJ-02',
  gcj02: 'GCJ-02',
  gcj02ll: 'GCJ-02',
  bd09: 'BD-09',
  bd09ll: 'BD-09',
  wgs84: 'WGS-84',
  wgs84ll: 'WGS-84',
}
/**
 * What maps take the coordinates of their links to be where the link does not say, and what one of them means by its own
 * words: Tencent counts (`coord_type`: 1 is what a GPS says, 2 its own), which is nothing at any other map.
 */
const MAPS: readonly (readonly [host: string, usual: ChineseSystem, says?: Readonly<Record<string, System>>])[] = [
  ['amap.com', 'GCJ-02'],
  ['map.qq.com', 'GCJ-02', { 1: 'WGS-84', 2: 'GCJ-02' }],
  ['map.baidu.com', 'BD-09'],
]
const KEYS = ['coordinate', 'coord_type', 'coordtype'] as const
/** Coordinates of a link and of its message are the same from here on, in degrees. */
const SAME = 1e-6

/**
 * The Chinese system in which a message's coordinates are. Of themselves they are WGS-84 (PROTOCOL 4); they are in that of
 * the map that the message links to only where the link has the very same ones.
 */
export function chineseSystem(place: Place, mapUrl: string | undefined): ChineseSystem | undefined {
  const url = mapUrl === undefined ? null : URL.parse(mapUrl)
  if (url === null || !names(url, place)) return undefined
  const [, usual, says] = MAPS.find(([host]) => url.hostname === host || url.hostname.endsWith(`.${host}`)) ?? []
  const system = stated(url, { ...says, ...NAMED }) ?? usual
  return system === 'WGS-84' ? undefined : system
}

function stated({ searchParams }: URL, names: Readonly<Record<string, System>>): System | undefined {
  for (const key of KEYS) {
    const value = searchParams.get(key)?.toLowerCase()
    if (value !== undefined && Object.hasOwn(names, value)) return names[value]
  }
  return undefined
}

/** Some maps write the latitude first, others the longitude. */
function names(url: URL, { lat, lng }: Place): boolean {
  const parts = [url.pathname, ...url.searchParams.values(), url.hash]
  const numbers = (parts.join(' ').match(/(?<![\d.])-?\d{1,3}(?:\.\d+)?/g) ?? []).map(Number)
  const has = (degrees: number): boolean => numbers.some((number) => Math.abs(number - degrees) < SAME)
  return has(lat) && has(lng)
}
