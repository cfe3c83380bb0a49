import { beforeAll, describe, expect, it } from 'vitest'
import { mentionCandidates, mentionedIds, mentionQuery, mentionsAgain } from '../../src/renderer/src/model/mentions'
import { loadPinyin } from '../../src/renderer/src/model/match-text'

beforeAll(() => loadPinyin())

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
    ['(@bob', 'bob'],
    ['“@bob', 'bob'],
    ['「@bob', 'bob'],
    ['＠bob', 'bob'],
    ['👍@bob', 'bob'],
    ['see:@bob', 'bob'],
    ['`@bob', undefined],
    ['https://x.com/@bob', undefined],
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

describe('the ids that a text calls', () => {
  const typed = (text: string): string[] => mentionedIds(text, [], PEOPLE)

  it.each([
    ['@王建国 请看', ['wangjianguo']],
    ['请看，@王建国，谢谢', ['wangjianguo']],
    ['请@王建国', ['wangjianguo']],
    ['(@Ann)', ['ann']],
    ['@ann hi', ['ann']],
    ['@Annabel hi', ['annabel']],
    ['@Ann, @Annabel.', ['ann', 'annabel']],
    ['@Ann’s turn', ['ann']],
    ['@Maria Silva?', ['maria.s']],
  ])('by a whole name at a border: %s', (text, ids) => {
    expect(typed(text)).toEqual(ids)
  })

  it.each([
    'sales@all.com',
    'write to bob@ann',
    'use `@all` sparingly',
    'use `@Ann` sparingly',
    '```\n@Ann\n```',
    'https://medium.com/@all/post',
    'https://medium.com/@Ann',
    'src/@Ann/x',
    '@Ann@example.com',
    '@Ann-Marie',
    '@Ann.js',
    '@Anna',
    '@王建国请看',
    '@王建',
    '@nobody',
    '@allison',
    '@all meeting',
    '@所有人 开会',
  ])('nobody in %s', (text) => {
    expect(typed(text)).toEqual([])
  })

  it('the one with the longest name, and nobody where two have it', () => {
    const people = [
      { userId: 'u1', name: '张三' },
      { userId: 'u2', name: '张三丰' },
      { userId: 'u3', name: '李雷' },
      { userId: 'u4', name: '李雷' },
      { userId: 'u5', name: '王建' },
    ]
    expect(mentionedIds('@张三丰', [], people)).toEqual(['u2'])
    expect(mentionedIds('@张三 @王建国 Bob Wang', [], people)).toEqual(['u1'])
    expect(mentionedIds('@李雷', [], people)).toEqual([])
    expect(mentionedIds('@张三丰', [], people.slice(0, 1))).toEqual([])
  })

  it('those who were picked, whatever stands around them, and nobody else of their name', () => {
    const people = [
      { userId: 'bob', name: '王建国 Bob Wang' },
      { userId: 'carol', name: '王建' },
      { userId: 'u3', name: '李雷' },
      { userId: 'u4', name: '李雷' },
    ]
    const picked = [{ at: 1, name: '王建国 Bob Wang', userId: 'bob' }]
    expect(mentionedIds('请@王建国 Bob Wang看', picked, people)).toEqual(['bob'])
    expect(mentionedIds('@李雷 ', [{ at: 0, name: '李雷', userId: 'u4' }], people)).toEqual(['u4'])
    expect(mentionedIds('@all ', [{ at: 0, name: 'all', userId: '*' }], people)).toEqual(['*'])
  })

  it('a pick that no longer reads as it was picked calls nobody', () => {
    expect(mentionedIds('@al', [{ at: 0, name: 'all', userId: '*' }], PEOPLE)).toEqual([])
  })

  it('each once', () => {
    expect(mentionedIds('@Ann @Ann', [{ at: 0, name: 'Ann', userId: 'ann' }], PEOPLE)).toEqual(['ann'])
  })
})

describe('the mentions of a message that is written again', () => {
  it('are found where its text names those whom it called', () => {
    expect(mentionsAgain('@Ann 和 @所有人 @Annabel', ['ann', '*'], PEOPLE)).toEqual([
      { at: 0, name: 'Ann', userId: 'ann' },
      { at: 7, name: '所有人', userId: '*' },
    ])
  })
})
