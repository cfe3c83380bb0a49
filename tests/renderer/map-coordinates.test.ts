import { describe, expect, it } from 'vitest'
import { chineseSystem, writtenPlace } from '../../src/renderer/src/model/map-coordinates'

const TENCENT = 'https://apis.map.qq.com/uri/v1/marker?marker=coord:39.90923,116.397428;title:home'
const PLACE = { lat: 39.90923, lng: 116.397428 }

describe('the system in which the coordinates of a message are', () => {
  it.each<[string, string | undefined, string | undefined]>([
    ['of themselves, none of China’s', undefined, undefined],
    ['a map of the world', 'https://www.openstreetmap.org/?mlat=39.90923&mlon=116.397428', undefined],
    ['the longitude first', 'https://uri.amap.com/marker?position=116.397428,39.90923&coordinate=gaode', 'GCJ-02'],
    ['what a map takes them to be unless told', 'https://uri.amap.com/marker?position=116.397428,39.90923', 'GCJ-02'],
    ['another system than the map’s own', 'https://uri.amap.com/marker?position=116.397428,39.90923&coordinate=wgs84', undefined],
    ['an encoded comma', 'https://apis.map.qq.com/uri/v1/marker?marker=coord%3A39.90923%2C%20116.397428%3Btitle%3Ahome', 'GCJ-02'],
    ['a map’s own system', 'http://api.map.baidu.com/marker?location=39.90923,116.397428&output=html', 'BD-09'],
    ['a system by its other name', 'http://api.map.baidu.com/marker?location=39.90923,116.397428&coord_type=gcj02', 'GCJ-02'],
    ['a system that nobody knows', 'http://api.map.baidu.com/marker?location=39.90923,116.397428&coord_type=constructor', 'BD-09'],
    ['a system that any map names', 'https://maps.example/?ll=39.90923,116.397428&coord_type=bd09ll', 'BD-09'],
    ['what a GPS says, as Tencent counts', `${TENCENT}&coord_type=1`, undefined],
    ['Tencent’s own, as it counts', `${TENCENT}&coord_type=2`, 'GCJ-02'],
    ['what Tencent does not say', `${TENCENT}&referer=app`, 'GCJ-02'],
    ['a number that Tencent does not know', `${TENCENT}&coord_type=7`, 'GCJ-02'],
    ['a number that is one of Tencent’s alone', 'http://api.map.baidu.com/marker?location=39.90923,116.397428&coord_type=1', 'BD-09'],
    ['a number at a map of the world', 'https://maps.example/?ll=39.90923,116.397428&coord_type=2', undefined],
    ['what a GPS says, at Baidu', 'http://api.map.baidu.com/marker?location=39.90923,116.397428&coord_type=wgs84', undefined],
    ['a map of the world in China', 'https://www.google.cn/maps/@39.90923,116.397428,15z', undefined],
    ['Apple’s, whose key is a pair', 'https://maps.apple.com/place?coordinate=39.90923,116.397428', undefined],
    ['others than the message’s', 'https://uri.amap.com/marker?position=116.403671,39.910631', undefined],
    ['only one of the two', 'https://uri.amap.com/marker?position=116.397428,39.910631', undefined],
    ['a link without any', 'https://surl.amap.com/4xK', undefined],
    ['a host that ends alike', 'https://notamap.com/?position=116.397428,39.90923', undefined],
    ['what is no link', 'amap.com 39.90923,116.397428', undefined],
  ])('%s', (_, link, system) => {
    expect(chineseSystem(PLACE, link)).toBe(system)
  })

  it('is found south and west too', () => {
    expect(chineseSystem({ lat: -33.8688, lng: -151.2093 }, 'https://uri.amap.com/marker?position=-151.2093,-33.8688')).toBe('GCJ-02')
    expect(chineseSystem({ lat: 33.8688, lng: 151.2093 }, 'https://uri.amap.com/marker?position=-151.2093,-33.8688')).toBeUndefined()
  })
})

it('writes a place to the metre, the latitude first', () => {
  expect(writtenPlace(PLACE)).toBe('39.90923, 116.39743')
})
