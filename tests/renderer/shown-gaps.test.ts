import { describe, expect, it } from 'vitest'
import { withHealed } from '../../src/renderer/src/model/shown-gaps'
import { gap } from './messages'

describe('what has healed of a gap', () => {
  it('is nothing while it is new', () => {
    expect(withHealed([], [gap(2, 5)])).toEqual([gap(2, 5)])
  })

  it('grows as its messages come, from either end', () => {
    const half = withHealed([gap(2, 5)], [gap(4, 5)])
    expect(half).toEqual([{ ...gap(4, 5), healed: 2 }])
    expect(withHealed(half, [gap(4, 4)])).toEqual([{ ...gap(4, 4), healed: 3 }])
  })

  it('is told by the first of those that it has become', () => {
    expect(withHealed([gap(2, 9)], [gap(2, 3), gap(6, 9)])).toEqual([{ ...gap(2, 3), healed: 2 }, gap(6, 9)])
  })

  it('is not less because a gap has grown, and goes with it when it is closed', () => {
    expect(withHealed([gap(2, 3)], [gap(2, 7)])).toEqual([gap(2, 7)])
    expect(withHealed([{ ...gap(4, 5), healed: 2 }], [gap(20, 22)])).toEqual([gap(20, 22)])
  })
})
