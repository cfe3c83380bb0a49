import { describe, expect, it } from 'vitest'
import { chooseScreens, listedScreens } from '../../scripts/lib/screen-choice.mjs'

const SCREENS = listedScreens(
  ["signing in > 'sign-in'", "signed in > 'chat'", "signed in > 'chat-menu'", 'at every size > zoom-80']
    .concat(["in trouble > 'state-a'", "in trouble > 'state-b'", "in trouble > 'state-c'"], ["in trouble > in a trial > 'trial'"])
    .map((name) => ({ name })),
)

/** What vitest compares the pattern with. */
const FULL = [
  "signing in 'sign-in'",
  "signed in 'chat'",
  "signed in 'chat-menu'",
  'at every size zoom-80',
  "in trouble 'state-a'",
  "in trouble 'state-b'",
  "in trouble 'state-c'",
  "in trouble in a trial 'trial'",
]
const run = (...patterns: readonly string[]): readonly string[] => {
  const expression = new RegExp(chooseScreens(SCREENS, patterns).pattern!)
  return FULL.filter((name) => expression.test(name))
}

describe('chooseScreens', () => {
  it('takes a name whole', () => {
    expect(run('chat')).toEqual(["signed in 'chat'"])
    expect(run('zoom-80')).toEqual(['at every size zoom-80'])
  })

  it('takes * and ? for characters', () => {
    expect(run('chat*', 'sign-i?')).toEqual(["signing in 'sign-in'", "signed in 'chat'", "signed in 'chat-menu'"])
  })

  it('takes a dot for a dot', () => {
    expect(chooseScreens(SCREENS, ['sign.in']).unknown).toEqual(['sign.in'])
  })

  it('opens before a trouble those that lead to it, and no others', () => {
    expect(run('state-b')).toEqual(["in trouble 'state-a'", "in trouble 'state-b'"])
    expect(run('trial')).toEqual(["in trouble in a trial 'trial'"])
    expect(chooseScreens(SCREENS, ['state-b']).chosen).toEqual(['state-b'])
  })

  it('names what is no screen', () => {
    expect(chooseScreens(SCREENS, ['chat', 'cat', 'x*']).unknown).toEqual(['cat', 'x*'])
  })

  it('takes every screen where none is named', () => {
    expect(chooseScreens(SCREENS, [])).toMatchObject({ pattern: undefined, unknown: [] })
  })
})
