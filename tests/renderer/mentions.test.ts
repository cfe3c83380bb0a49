import { describe, expect, it } from 'vitest'
import { mentionCandidates, mentionedIds, mentionQuery } from '../../src/renderer/src/model/mentions'

const MEMBERS = [
  { userId: '*', name: '所有人' },
  { userId: 'wangjianguo', name: '王建国' },
  { userId: 'liwei', name: '李伟' },
  { userId: 'maria.s', name: 'Maria Silva' },
  { userId: 'ann', name: 'Ann' },
  { userId: 'annabel', name: 'Annabel' },
]
const PEOPLE = MEMBERS.slice(1)

describe('the @ before the caret', () => {
  it.each<readonly [string, string | undefined]>([
    ['@', ''],
    ['@li', 'li'],
    ['hello @王', '王'],
    ['你好@王', '王'],
    ['你好，@wjg', 'wjg'],
    ['line\n@m', 'm'],
    ['a@b', undefined],
    ['mail me at x@', undefined],
    ['@li wei', undefined],
    ['@@', undefined],
    ['no sign', undefined],
    [`@${'x'.repeat(25)}`, undefined],
  ])('%j asks for %j', (text, query) => {
    expect(mentionQuery(text, text.length)?.query).toBe(query)
  })

  it('is looked for at the caret, not at the end', () => {
    expect(mentionQuery('@li and more', 3)).toEqual({ start: 0, query: 'li' })
    expect(mentionQuery('@li and more', 7)).toBeUndefined()
  })
})

describe('the people that it offers', () => {
  it.each([
    ['', ['所有人', '王建国', '李伟', 'Maria Silva', 'Ann', 'Annabel']],
    ['王', ['王建国']],
    ['建国', ['王建国']],
    ['wangjian', ['王建国']],
    ['wjg', ['王建国']],
    ['WJG', ['王建国']],
    ['lw', ['李伟']],
    ['liwei', ['李伟']],
    ['maria', ['Maria Silva']],
    ['silva', ['Maria Silva']],
    ['maria.s', ['Maria Silva']],
    ['ann', ['Ann', 'Annabel']],
    ['syr', ['所有人']],
    ['suoyou', ['所有人']],
    ['nobody', []],
  ])('for %j', (query, names) => {
    expect(mentionCandidates(query, MEMBERS).map(({ name }) => name)).toEqual(names)
  })

  it('are found by "all" in the other language too', () => {
    expect(mentionCandidates('all', MEMBERS).map(({ userId }) => userId)).toContain('*')
  })

  it('who begin with what was typed come before those who only have it inside', () => {
    const people = [
      { userId: 'u1', name: 'Susann' },
      { userId: 'u2', name: 'Ann' },
    ]
    expect(mentionCandidates('ann', people).map(({ name }) => name)).toEqual(['Ann', 'Susann'])
  })
})

describe('the ids that a text names', () => {
  it.each([
    ['@王建国 请看', ['wangjianguo']],
    ['@王建国请看', ['wangjianguo']],
    ['@Ann hi', ['ann']],
    ['@Annabel hi', ['annabel']],
    ['@Ann, @Annabel', ['ann', 'annabel']],
    ['@所有人 开会', ['*']],
    ['@all meeting', ['*']],
    ['@allison', []],
    ['@Maria Silva?', ['maria.s']],
    ['nobody', []],
    ['@nobody', []],
  ])('%s', (text, ids) => {
    expect(mentionedIds(text, PEOPLE)).toEqual(ids)
  })

  it('nobody, where there are no members to name', () => {
    expect(mentionedIds('@all', [])).toEqual([])
  })
})
