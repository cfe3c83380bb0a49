import { describe, expect, it } from 'vitest'
import { isOverlapping, isSamePlaces, isWithin, MAX_PLACES, parsePlaces, placeKeys, placesText } from '@shared/server-places'

const read = (text: string): unknown => {
  const places = parsePlaces(text, 9001)
  return places.ok ? places.value.map(({ host, port }) => `${host} ${port}`) : [places.error.code, places.error.message]
}

describe('addresses as they are typed', () => {
  it.each([
    ['im.example.com', ['im.example.com 9001']],
    [' im1:9001 , im2:9101', ['im1 9001', 'im2 9101']],
    ['im1，im2', ['im1 9001', 'im2 9001']],
    ['[::1]:9001,[fe80::1],::2', ['::1 9001', 'fe80::1 9001', '::2 9001']],
    ['10.0.0.1:1,10.0.0.1:65535', ['10.0.0.1 1', '10.0.0.1 65535']],
  ])('reads %j', (text, expected) => expect(read(text)).toEqual(expected))

  it.each([
    ['', ['required', '']],
    [' , ', ['required', '']],
    ['im1,,im2', ['empty_place', '']],
    ['im1,', ['empty_place', '']],
    ['im1, im 2', ['bad_host', 'im 2']],
    ['https://im1/', ['bad_host', 'https://im1/']],
    ['alice@im1', ['bad_host', 'alice@im1']],
    ['im1:', ['bad_port_there', 'im1:']],
    ['im1:0', ['bad_port_there', 'im1:0']],
    ['im1, im2:65536', ['bad_port_there', 'im2:65536']],
    ['im1:99999999999', ['bad_port_there', 'im1:99999999999']],
    ['im1, IM1:9001', ['same_place', 'IM1:9001']],
    [Array.from({ length: 50 }, (_, i) => `im${i}`).join(), ['too_many_places', '50']],
  ])('refuses %j', (text, expected) => expect(read(text)).toEqual(expected))

  it('takes as many as there may be', () => {
    expect(read(Array.from({ length: MAX_PLACES }, (_, i) => `im${i}`).join())).toHaveLength(MAX_PLACES)
  })
})

describe('the addresses of a server', () => {
  const two = { host: 'im1', port: 9001, others: [{ host: 'IM2', port: 9101 }] }
  const turned = { host: 'im2', port: 9101, others: [{ host: 'im1', port: 9001 }] }
  const one = { host: 'im2', port: 9101 }

  it('are the same in any order and in capitals', () => {
    expect(placeKeys(two)).toEqual(placeKeys(turned))
    expect([isSamePlaces(two, turned), isSamePlaces(two, one)]).toEqual([true, false])
    expect([isWithin(one, two), isWithin(two, one)]).toEqual([true, false])
    expect([isOverlapping(two, one), isOverlapping(one, { host: 'im3', port: 9101 })]).toEqual([true, false])
  })

  it('are written as they are typed', () => {
    expect(placesText(two)).toBe('im1:9001, IM2:9101')
    expect(placesText({ host: '::1', port: 1 })).toBe('[::1]:1')
  })
})
