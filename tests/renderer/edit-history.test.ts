import { describe, expect, it } from 'vitest'
import { type Edit, EditHistory } from '../../src/renderer/src/model/edit-history'
import { applyChange, changeBetween, inverse, mentionsAfter } from '../../src/renderer/src/model/text-change'

describe('what changed in a text', () => {
  it.each([
    ['', 'a', 1],
    ['aa', 'aaa', 2],
    ['aaa', 'aa', 1],
    ['hello world', 'hello brave world', 12],
    ['hello brave world', 'hello world', 6],
    ['abc', 'xyz', 3],
    ['👍', '👎', 2],
    ['abc', '', 0],
  ])('leads from %j to %j and back', (before, after, caret) => {
    const change = changeBetween(before, after, caret)
    expect(change).toBeDefined()
    if (change === undefined) return
    expect(applyChange(before, change)).toBe(after)
    expect(applyChange(after, inverse(change))).toBe(before)
  })

  it('is what was inserted before the caret, of equal letters', () => {
    expect(changeBetween('aa', 'aaa', 1)).toEqual({ at: 0, removed: '', inserted: 'a' })
    expect(changeBetween('aa', 'aaa', 3)).toEqual({ at: 2, removed: '', inserted: 'a' })
  })

  it('is nothing for equal texts', () => {
    expect(changeBetween('a', 'a')).toBeUndefined()
  })
})

describe('mentions under edits', () => {
  const ann = { at: 5, name: 'Ann', userId: 'ann' }

  it.each([
    ['text before them', { at: 0, removed: '', inserted: 'xx' }, [{ ...ann, at: 7 }]],
    ['text right before them', { at: 5, removed: '', inserted: 'x' }, [{ ...ann, at: 6 }]],
    ['less text before them', { at: 0, removed: 'abc', inserted: '' }, [{ ...ann, at: 2 }]],
    ['text right behind them', { at: 9, removed: '', inserted: 'x' }, [ann]],
    ['a letter inside', { at: 7, removed: '', inserted: 'x' }, []],
    ['their last letter gone', { at: 8, removed: 'n', inserted: '' }, []],
    ['everything replaced', { at: 0, removed: 'hi   @Ann', inserted: 'x' }, []],
  ])('%s', (_, change, mentions) => {
    expect(mentionsAfter([ann], change)).toEqual(mentions)
  })
})

describe('the history of a field', () => {
  /** Types, pastes and composes into a text, as the field would report it. */
  class Page {
    text = ''
    at = 0
    readonly history = new EditHistory()

    put(inserted: string, kind: Edit['kind'] = 'typed', removed = 0, from = this.text.length - removed): void {
      const change = { at: from, removed: this.text.slice(from, from + removed), inserted }
      this.history.record({
        change,
        mentions: { before: [], after: [] },
        selection: { before: [from + removed, from + removed], after: [from + inserted.length, from + inserted.length] },
        at: this.at,
        kind,
      })
      this.text = applyChange(this.text, change)
    }

    undo(): string | undefined {
      const restored = this.history.undo()
      return restored === undefined ? undefined : (this.text = applyChange(this.text, restored.change))
    }

    redo(): string | undefined {
      const restored = this.history.redo()
      return restored === undefined ? undefined : (this.text = applyChange(this.text, restored.change))
    }
  }

  it('takes back what was typed in one go, and brings it again', () => {
    const page = new Page()
    for (const letter of 'hello') page.put(letter)
    page.at = 5000
    for (const letter of ' you') page.put(letter)
    expect([page.undo(), page.undo(), page.undo()]).toEqual(['hello', '', undefined])
    expect([page.redo(), page.redo(), page.redo()]).toEqual(['hello', 'hello you', undefined])
  })

  it('keeps a paste and what is erased apart from typing', () => {
    const page = new Page()
    page.put('a')
    page.put('PASTE', 'whole')
    page.put('b')
    page.put('', 'typed', 1)
    page.put('', 'typed', 1)
    expect([page.undo(), page.undo(), page.undo(), page.undo()]).toEqual(['aPASTEb', 'aPASTE', 'a', ''])
  })

  it('takes a composition back as a whole, however long it took, and the next one apart', () => {
    const page = new Page()
    page.put('n', 'composed 1')
    page.at = 60_000
    page.put('i', 'composed 1')
    page.put('你', 'composed 1', 2)
    page.put('h', 'composed 2')
    page.put('好', 'composed 2', 1)
    expect([page.undo(), page.undo()]).toEqual(['你', ''])
  })

  it('forgets what was undone once something new is written', () => {
    const page = new Page()
    page.put('a', 'whole')
    page.undo()
    page.put('b', 'whole')
    expect(page.redo()).toBeUndefined()
    expect(page.undo()).toBe('')
  })

  it('is empty after it was cleared', () => {
    const page = new Page()
    page.put('a')
    page.history.clear()
    expect(page.undo()).toBeUndefined()
  })

  it('holds a bounded amount of text', () => {
    const page = new Page()
    const large = 'x'.repeat(6_000_000)
    for (let i = 0; i < 4; i++) page.put(large, 'whole')
    let steps = 0
    while (page.undo() !== undefined) steps++
    expect(steps).toBe(2)
  })
})
