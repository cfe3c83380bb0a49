// @vitest-environment happy-dom
import { afterEach, describe, expect, it } from 'vitest'
import { selectedIn } from '../../src/renderer/src/model/selected-in'

afterEach(() => {
  document.body.innerHTML = ''
})

/** Selects from one place to another, each an element's id and an offset in its text. */
function select(from: readonly [string, number], to: readonly [string, number]): Selection {
  document.body.innerHTML = '<p id="a">take the stairs</p><p id="b">take the lift</p>'
  const selection = document.getSelection()!
  const range = document.createRange()
  range.setStart(document.getElementById(from[0])!.firstChild!, from[1])
  range.setEnd(document.getElementById(to[0])!.firstChild!, to[1])
  selection.removeAllRanges()
  selection.addRange(range)
  return selection
}

const element = (id: string): Element => document.getElementById(id)!

describe('the selected part of a message', () => {
  it('is what is selected in it', () => {
    const selection = select(['a', 9], ['a', 15])
    expect(selectedIn(element('a'), selection)).toBe('stairs')
  })

  it('is none where something else is selected, or more than it', () => {
    expect(selectedIn(element('b'), select(['a', 0], ['a', 4]))).toBeUndefined()
    expect(selectedIn(element('b'), select(['a', 9], ['b', 4]))).toBeUndefined()
  })

  it('is none where nothing is', () => {
    expect(selectedIn(element('a'), select(['a', 3], ['a', 3]))).toBeUndefined()
    expect(selectedIn(null, select(['a', 0], ['a', 4]))).toBeUndefined()
  })
})
