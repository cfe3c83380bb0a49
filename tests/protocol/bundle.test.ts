import { describe, expect, it } from 'vitest'
import { bundleFault } from '../../src/protocol/bundle'

const text = { type: 'text', data: { content: 'x' } }
const bundleOf = (...items: unknown[]): unknown => ({ type: 'bundle', data: { title: 't', items } })
/** Items of a bundle that holds bundles, so many levels in all. */
const levels = (depth: number): unknown[] => [depth === 1 ? text : bundleOf(...levels(depth - 1))]

describe('a bundle', () => {
  it.each([
    [1, undefined],
    [4, undefined],
    [5, 'too_deep'],
    [1000, 'too_deep'],
  ])('of %i levels: %s', (depth, fault) => {
    expect(bundleFault(levels(depth))).toBe(fault)
  })

  it('holds 500 messages in all, wherever they are', () => {
    const hundred = (): unknown => bundleOf(...Array<unknown>(99).fill(text))
    expect(bundleFault(Array.from({ length: 5 }, hundred))).toBeUndefined()
    expect(bundleFault([...Array.from({ length: 5 }, hundred), text])).toBe('too_many')
  })

  it.each([[undefined], [null], ['items'], [[null, 7, {}, { type: 'bundle' }, { type: 'bundle', data: { items: 'x' } }]]])(
    'of another shape is left to its schema: %j',
    (items) => {
      expect(bundleFault(items)).toBeUndefined()
    },
  )
})
