import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { adviceOf } from '../../src/main/connection/link-failure'
import { refusal, serverClosed } from '../../src/main/kinds/jim1/link/close-reasons'
import { backoffMs } from '../../src/main/lib/backoff'
import { planRetry } from '../../src/main/connection/reconnect-policy'

const half = (): number => 0.5

describe('the backoff', () => {
  it('lies anywhere between nothing and the doubled upper end, never over 30 s', () => {
    const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })
    fc.assert(
      fc.property(fc.nat(5_000), random, (failures, value) => {
        const delayMs = backoffMs(failures, () => value)
        expect(delayMs).toBeGreaterThanOrEqual(0)
        expect(delayMs).toBeLessThanOrEqual(Math.min(30_000, 500 * 2 ** failures))
      }),
    )
  })
})

describe('the plan', () => {
  it.each([
    { name: 'never online', ended: { failures: 3 }, plan: { delayMs: 2_000, failures: 4 } },
    { name: 'online for a moment', ended: { failures: 3, onlineForMs: 59_999 }, plan: { delayMs: 2_000, failures: 4 } },
    { name: 'online for a minute', ended: { failures: 3, onlineForMs: 60_000 }, plan: { delayMs: 0, failures: 0 } },
    { name: 'asked to wait', ended: { failures: 0, retryAfterMs: 5_000 }, plan: { delayMs: 5_250, failures: 1 } },
    {
      name: 'asked to wait after a good time',
      ended: { failures: 3, onlineForMs: 90_000, retryAfterMs: 5_000 },
      plan: { delayMs: 5_250, failures: 0 },
    },
  ])('after a link that was $name', ({ ended, plan }) => {
    expect(planRetry(ended, half)).toEqual(plan)
  })
})

describe('the advice of an end', () => {
  it.each([
    ['signed_out', 'never'],
    ['bad_token', 'never'],
    ['expired', 'never'],
    ['kicked', 'never'],
    ['forbidden', 'never'],
    ['version_unsupported', 'never'],
    ['suspended', 'now'],
    ['nudged', 'now'],
    ['overloaded', 'later'],
    ['shutting_down', 'later'],
    ['protocol_error', 'later'],
    ['silent', 'later'],
    ['tls_untrusted', 'later'],
    ['name_not_found', 'later'],
  ] as const)('%s: %s', (code, advice) => {
    expect(adviceOf(code)).toBe(advice)
  })

  it('an unknown code of B003 is final, one of A999 is not', () => {
    const said = { code: 'moon_phase', reason: 'full', retryAfterMs: undefined }
    expect(refusal(said)).toMatchObject({ cause: { code: 'forbidden', reason: 'moon_phase: full' }, retry: 'never' })
    expect(serverClosed(said)).toMatchObject({ cause: { code: 'server_closed' }, retry: 'later' })
  })
})
