import { expect, it } from 'vitest'
import { fewerArguments } from '../../src/main/app/window/handed-arguments'

const EXE = '/usr/lib/jim-desktop/jim-desktop'
const many = Array.from({ length: 400 }, (_, index) => `/srv/${String(index).padStart(3, '0')}-${'计'.repeat(50)}.txt`)

it('are all handed over as long as there is room for them', () => {
  expect(fewerArguments([EXE, '--lang=en', ...many.slice(0, 100)], 'linux')).toBeUndefined()
})

it('are fewer where there is none, the first ones, in their order', () => {
  const kept = fewerArguments([EXE, ...many], 'linux')!
  expect(kept).toEqual([EXE, ...many].slice(0, kept.length))
  expect(kept.length).toBeGreaterThan(100)
  expect(Buffer.byteLength(kept.join(' '))).toBeLessThanOrEqual(24 * 1024)
})

it('are handed over by other means on other systems', () => {
  expect(fewerArguments([EXE, ...many], 'win32')).toBeUndefined()
})
