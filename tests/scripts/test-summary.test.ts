import { describe, expect, it } from 'vitest'
import { summaryOf } from '../../scripts/lib/test-summary.mjs'

const RAN = { name: 'unit', passed: 7, failed: 0, seconds: 12.34 }
const MISSING = { name: 'chromium', passed: 0, failed: 0, seconds: 0.1, why: '✗ Chromium: There is no Chromium here.' }

describe('summaryOf', () => {
  it('ends with the count, alone on its line', () => {
    const { text, hasFailed } = summaryOf([RAN, { ...RAN, name: 'e2e', failed: 2 }], false)
    expect(text.split('\n').at(-1)).toBe('14 passed, 2 failed')
    expect(hasFailed).toBe(true)
    expect(text).toMatch(/^unit +7 +0 +12\.3 s$/m)
  })

  it('says loudly of a stage that did not run that it did not, and why', () => {
    const { text, hasFailed } = summaryOf([RAN, MISSING], false)
    expect(text).toMatch(/^chromium +0 +0 +DID NOT RUN$/m)
    expect(text).toContain('!!! The stage chromium DID NOT RUN.\n✗ Chromium: There is no Chromium here.')
    expect(text.split('\n').at(-1)).toBe('7 passed, 0 failed')
    expect(hasFailed).toBe(false)
  })

  it('counts it as failed where that is asked for', () => {
    const { text, hasFailed } = summaryOf([RAN, MISSING], true)
    expect(text.split('\n').at(-1)).toBe('7 passed, 1 failed')
    expect(hasFailed).toBe(true)
  })
})
