import { expect, it } from 'vitest'
import { publishedSchema } from '../../../src/server/bus/published-schema'

const told = (event: object): unknown => ({
  node: 'n1.x',
  count: 1,
  news: { kind: 'event', event: { to: ['alice'], event: { kind: 'close', code: 'kicked', reason: 'r', ...event } } },
})

it.each([{ sessionId: 's' }, { tokenHash: 't' }])('an end that names whose it is is taken: %o', (whose) => {
  expect(publishedSchema.safeParse(told(whose)).error).toBeUndefined()
})

it.each([{}, { deviceId: 'd' }])('an end that would be everybody’s is none: %o', (whose) => {
  expect(publishedSchema.safeParse(told(whose)).success).toBe(false)
})
