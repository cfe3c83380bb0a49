import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { chineseSystem } from '../../src/renderer/src/model/map-coordinates'
import { pastedPlace } from '../../src/renderer/src/model/pasted-place'

const GATE = { lat: 39.90923, lng: 116.397428 }

describe('a text that is a place', () => {
  it.each([
    ['coordinates', '39.90923, 116.397428', GATE, '', 'WGS-84'],
    ['coordinates with a Chinese comma', ' 39.90923，116.397428\n', GATE, '', 'WGS-84'],
    ['the longitude first, where that shows', '116.397428,39.90923', GATE, '', 'WGS-84'],
    ['sides of the world', '33.8688° S, 151.2093° E', { lat: -33.8688, lng: 151.2093 }, '', 'WGS-84'],
    ['geo', 'geo:39.90923,116.397428', GATE, '', 'WGS-84'],
    ['geo with height, system and uncertainty', 'geo:39.90923,116.397428,43.5;crs=WGS84;u=35', GATE, '', 'WGS-84'],
    ['geo as Android writes it', 'geo:39.90923,116.397428?q=39.90923,116.397428(The%20gate)', GATE, 'The gate', 'WGS-84'],
    ['Amap', 'https://uri.amap.com/marker?position=116.397428,39.90923&name=天安门', GATE, '天安门', 'GCJ-02'],
    ['Amap in WGS-84', 'https://uri.amap.com/marker?position=116.397428,39.90923&coordinate=wgs84', GATE, '', 'WGS-84'],
    ['Amap, shared', 'https://wb.amap.com/?p=B000A8UIN8,39.90923,116.397428,天安门,长安街', GATE, '天安门', 'GCJ-02'],
    ['Baidu', 'http://api.map.baidu.com/marker?location=39.90923,116.397428&title=Gate&output=html', GATE, 'Gate', 'BD-09'],
    ['Baidu in another system', 'http://api.map.baidu.com/marker?location=39.90923,116.397428&coord_type=gcj02', GATE, '', 'GCJ-02'],
    ['Tencent', 'https://apis.map.qq.com/uri/v1/marker?marker=coord:39.90923,116.397428;title:天安门;addr:x', GATE, '天安门', 'GCJ-02'],
    ['Tencent, of a GPS', 'https://apis.map.qq.com/uri/v1/marker?marker=coord:39.90923,116.397428&coord_type=1', GATE, '', 'WGS-84'],
    ['Tencent, an address', 'https://apis.map.qq.com/uri/v1/geocoder?coord=39.90923,116.397428&coord_type=2', GATE, '', 'GCJ-02'],
    ['Tencent, its page', 'https://map.qq.com/?type=marker&pointx=116.397428&pointy=39.90923&name=天安门', GATE, '天安门', 'GCJ-02'],
    ['Baidu, its page', 'https://map.baidu.com/?latlng=39.90923,116.397428&title=Gate', GATE, 'Gate', 'BD-09'],
    ['Amap, a search', 'https://www.amap.com/?q=39.90923,116.397428,天安门', GATE, '天安门', 'GCJ-02'],
    ['Apple, a place', 'https://maps.apple.com/place?coordinate=39.90923,116.397428&name=Gate', GATE, 'Gate', 'WGS-84'],
    ['Google, its own host', 'https://maps.google.com/?q=loc:39.90923,116.397428', GATE, '', 'WGS-84'],
    ['Google in China', 'https://www.google.cn/maps/place/Gate/@39.90923,116.397428,17z', GATE, 'Gate', 'WGS-84'],
    ['Google, a search', 'https://www.google.com/maps/search/?api=1&query=39.90923%2C116.397428', GATE, '', 'WGS-84'],
    [
      'Google, a pin before the middle',
      'https://www.google.com/maps/place/The+gate/@39.9,116.3,17z/data=!3d39.90923!4d116.397428',
      GATE,
      'The gate',
      'WGS-84',
    ],
    ['Google, the middle', 'https://google.com/maps/@39.90923,116.397428,15z', GATE, '', 'WGS-84'],
    ['Apple', 'https://maps.apple.com/?ll=39.90923,116.397428&q=The%20gate', GATE, 'The gate', 'WGS-84'],
    ['OpenStreetMap, a marker', 'https://www.openstreetmap.org/?mlat=39.90923&mlon=116.397428#map=16/1/2', GATE, '', 'WGS-84'],
    ['OpenStreetMap, the middle', 'https://www.openstreetmap.org/#map=16/39.90923/116.397428', GATE, '', 'WGS-84'],
  ])('%s', (_, text, place, name, system) => {
    const found = pastedPlace(text)
    expect(found).toMatchObject({ place, name, system })
    // Whoever gets it reads the same system out of it.
    expect(chineseSystem(place, found?.mapUrl) ?? 'WGS-84').toBe(system)
  })
})

describe('what is no place', () => {
  it.each([
    ['a sentence with a place', 'we meet at 39.90923, 116.397428'],
    ['two small numbers', '10, 20'],
    ['a price', '12.50, 13.50'],
    ['nowhere on earth', '91.1234, 181.1234'],
    ['another system', 'geo:39.9,116.3;crs=moon'],
    ['a shortened link', 'https://surl.amap.com/4xK'],
    ['a map without a place', 'https://www.google.com/maps'],
    ['another page of a map’s owner', 'https://www.google.com/search?q=39.90923,116.397428'],
    ['Mercator’s metres', 'https://api.map.baidu.com/marker?location=4825923.77,12957908.2&coord_type=bd09mc'],
    ['another page on its own host', 'https://maps.google.com/help?q=39.90923,116.397428'],
    ['a host that ends alike', 'https://notamap.com/marker?position=116.397428,39.90923'],
    ['a host within another', 'https://uri.amap.com.evil.example/marker?position=116.397428,39.90923'],
    ['a link with a name in it', 'https://a:b@uri.amap.com/marker?position=116.397428,39.90923'],
    ['another scheme', 'ftp://uri.amap.com/marker?position=116.397428,39.90923'],
    ['nothing', '  '],
    ['too much', `https://uri.amap.com/marker?position=116.397428,39.90923&name=${'x'.repeat(1000)}`],
  ])('%s', (_, text) => expect(pastedPlace(text)).toBeUndefined())
})

it('whatever is written, what is found lies on earth and has a bounded name', () => {
  const number = fc.oneof(fc.double({ noNaN: true }).map(String), fc.string({ maxLength: 8 }))
  const host = fc.constantFrom(
    'uri.amap.com',
    'api.map.baidu.com',
    'apis.map.qq.com',
    'www.google.com',
    'maps.apple.com',
    'www.openstreetmap.org',
  )
  const key = fc.constantFrom('position', 'location', 'marker', 'q', 'll', 'p', 'query', 'mlat', 'mlon', 'name', 'title')
  const link = fc.tuple(
    host,
    fc.string({ maxLength: 12 }),
    fc.array(fc.tuple(key, fc.oneof(number, fc.tuple(number, number).map(String))), { maxLength: 4 }),
  )
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc.tuple(number, number).map(([a, b]) => `${a},${b}`),
    fc.tuple(number, number).map(([a, b]) => `geo:${a},${b}`),
    link.map(([of, path, query]) => `https://${of}/maps/${path}?${query.map(([name, value]) => `${name}=${value}`).join('&')}`),
  )
  fc.assert(
    fc.property(text, (given) => {
      const found = pastedPlace(given)
      if (found === undefined) return
      expect(Math.abs(found.place.lat)).toBeLessThanOrEqual(90)
      expect(Math.abs(found.place.lng)).toBeLessThanOrEqual(180)
      expect(found.name.length).toBeLessThanOrEqual(120)
      expect(chineseSystem(found.place, found.mapUrl) ?? 'WGS-84').toBe(found.system)
    }),
    { numRuns: 2000 },
  )
})
