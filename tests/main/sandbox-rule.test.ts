import { expect, it } from 'vitest'
import { isRefused } from '../../src/main/app/sandbox-rule'

it('refuses a package that somebody else started without the sandbox, and nothing else', () => {
  const start = { isPackaged: true, isSwitchedOff: true, uid: 1000 }
  expect(isRefused(start)).toBe(true)
  expect(isRefused({ ...start, uid: undefined })).toBe(true)
  expect(isRefused({ ...start, uid: 0 })).toBe(false)
  expect(isRefused({ ...start, isPackaged: false })).toBe(false)
  expect(isRefused({ ...start, isSwitchedOff: false })).toBe(false)
})
