import { expect, it } from 'vitest'
import { downloadRefusal } from '../../src/main/transfers/download-limits'

const LIMITS = { maxBytes: 1000, kinds: ['images', 'voice'], blockedEndings: ['exe', 'JS'] } as const
const PICTURE = { type: 'image', name: 'a.png', size: 1000 }

it.each([
  ['a picture', {}, undefined],
  ['a voice', { type: 'sound' }, undefined],
  ['a larger one', { size: 1001 }, 'larger_than_allowed'],
  ['one that says no size', { size: 0 }, undefined],
  ['a film', { type: 'video' }, 'kind_not_allowed'],
  ['something of a later version', { type: 'hologram' }, 'kind_not_allowed'],
  ['a program', { name: 'a.exe' }, 'kind_not_allowed'],
  ['a program in capitals', { name: 'A.EXE' }, 'kind_not_allowed'],
  ['a program behind dots and blanks', { name: 'a.exe. .' }, 'kind_not_allowed'],
  ['a script', { name: 'a.min.js' }, 'kind_not_allowed'],
  ['what only ends in the same letters', { name: 'notexe' }, undefined],
  ['a program named as a picture', { name: 'a.exe.png' }, undefined],
] as const)('%s, under limits', (_, change, refusal) => {
  expect(downloadRefusal({ ...PICTURE, ...change }, LIMITS)).toBe(refusal)
})

it('without limits everything is allowed', () => {
  expect(downloadRefusal({ type: 'hologram', name: 'a.exe', size: Number.MAX_SAFE_INTEGER }, {})).toBeUndefined()
})

it('with no kinds nothing is allowed', () => {
  expect(downloadRefusal(PICTURE, { kinds: [] })).toBe('kind_not_allowed')
})
