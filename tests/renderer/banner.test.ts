import { expect, it } from 'vitest'
import { bannerOf } from '../../src/renderer/src/model/banner'
import { FULL } from '../helpers/spoken'

const ONLINE = { state: 'online', since: 0, ...FULL, rttMs: 1 } as const

it.each([
  ['disk_full', 'disk'],
  ['read_only', 'disk'],
  ['io_failed', 'disk'],
  ['busy', 'busy'],
] as const)('tells of a store that cannot be written for %s by its cause', (code, banner) => {
  expect(bannerOf(ONLINE, { state: 'store_blocked', code }, undefined, 0)).toBe(banner)
})
