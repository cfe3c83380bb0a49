import { describe, expect, it } from 'vitest'
import { type ClientView, type Held, isClean, judge } from '../torture/verdict'

const SERVER: readonly Held[] = ['alice 1 1', 'bob 1 1', 'alice 1 2', 'alice 2 1'].map((text, i) => ({
  seq: i + 1,
  mid: String(i + 10),
  text,
}))
const QUEUED = new Set(SERVER.map(({ text }) => text))

function view(messages: readonly Held[]): ClientView {
  return { messages, waiting: 0, ranges: [[1, messages.length]] }
}

describe('the verdict of a torture', () => {
  it('is clean when all hold the same', () => {
    expect(isClean(judge(SERVER, [view(SERVER)], QUEUED))).toBe(true)
  })

  it('finds what was queued and is nowhere, and what a client lacks', () => {
    expect(judge(SERVER, [], new Set([...QUEUED, 'alice 2 2'])).lost).toEqual(['alice 2 2'])
    expect(judge(SERVER, [view(SERVER.slice(1))], QUEUED).lost).toEqual(['alice 1 1'])
    expect(
      judge(
        SERVER.filter(({ text }) => text !== 'alice 1 1'),
        [],
        new Set(),
      ).lost,
    ).toEqual(['alice 1 1'])
  })

  it('finds what is there twice, on the server or on a client', () => {
    const twice = [...SERVER, { seq: 5, mid: '99', text: 'alice 1 2' }]
    expect(judge(twice, [], QUEUED).duplicated).toEqual(['alice 1 2'])
    expect(judge(SERVER, [view(twice)], QUEUED).duplicated).toEqual(['alice 1 2'])
  })

  it('finds what stands behind a later one, has a hole before it, or another name than on the server', () => {
    const [first, second, third, fourth] = SERVER as [Held, Held, Held, Held]
    expect(judge(SERVER, [view([third, second, first, fourth])], QUEUED).outOfOrder).toEqual(['alice 1 1'])
    expect(judge([first, { ...second, seq: 3 }], [], new Set()).outOfOrder).toEqual(['bob 1 1'])
    expect(judge(SERVER, [view([first, { ...second, mid: '77' }, third, fourth])], QUEUED).outOfOrder).toEqual(['bob 1 1'])
  })

  it('finds what nobody sent', () => {
    expect(judge(SERVER, [view([...SERVER, { seq: 0, mid: '', text: 'carol 1 1' }])], QUEUED).invented).toEqual(['carol 1 1'])
  })
})
