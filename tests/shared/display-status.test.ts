import { expect, it } from 'vitest'
import { describeStatus } from '@shared/status'
import { BARE } from '../helpers/spoken'

const online = { state: 'online', ...BARE, since: 0 } as const
const idle = { state: 'idle' } as const

it('a link whose token is suspected is connected, and not green', () => {
  expect(describeStatus(online, idle)).toEqual({ light: 'ok', state: 'online' })
  expect(describeStatus({ ...online, isTokenSuspected: false }, idle)).toEqual({ light: 'ok', state: 'online' })
  expect(describeStatus({ ...online, isTokenSuspected: true }, idle)).toEqual({ light: 'waiting', state: 'online' })
})
