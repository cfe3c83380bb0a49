import { describe, expect, it } from 'vitest'
import { AVATAR_HUES, avatarHue, initials, oneInitial } from '../../src/renderer/src/model/avatar'
import { demoUsers } from '../../src/server/seed/people'

describe('the colour of an avatar', () => {
  it('is always the same for an id', () => {
    expect(avatarHue('alice')).toBe(avatarHue('alice'))
    expect(avatarHue('')).toBeGreaterThanOrEqual(0)
  })

  it('tells the people of an office apart', () => {
    const counts = Array.from({ length: AVATAR_HUES }, () => 0)
    for (const { userId } of demoUsers) counts[avatarHue(userId)]! += 1
    expect(counts.filter((count) => count > 0).length).toBeGreaterThanOrEqual(6)
  })

  it('is spread evenly over many ids', () => {
    const counts = Array.from({ length: AVATAR_HUES }, () => 0)
    for (let n = 0; n < 4000; n += 1) counts[avatarHue(`user-${n}`)]! += 1
    for (const count of counts) expect(count).toBeGreaterThan(400)
  })
})

describe('initials', () => {
  it.each([
    ['陈晨', false, '陈晨'],
    ['王建国 Bob Wang', false, '建国'],
    ['设计评审组 Design review', true, '设计'],
    ['Maria da Silva', false, 'MS'],
    ['bob', false, 'BO'],
    ['', false, '?'],
    ['🇨🇳 Li Wei', false, '🇨🇳W'],
    ['👨‍👩‍👧 Lee', false, '👨‍👩‍👧L'],
    ['👩🏽‍🚀', false, '👩🏽‍🚀'],
    ['🏴󠁧󠁢󠁥󠁮󠁧󠁿🇫🇷🇩🇪', true, '🏴󠁧󠁢󠁥󠁮󠁧󠁿🇫🇷'],
    ['é́mile', false, 'É́M'],
    ['ßen Alı', false, 'ßA'],
    ['\u{2f81a}葛\u{e0100}', false, '\u{2f81a}葛\u{e0100}'],
  ])('of %s', (name, isGroup, expected) => {
    expect(initials(name, isGroup).join('')).toBe(expected)
  })
})

describe('the one sign of a small avatar', () => {
  it.each([
    ['王建国 Bob Wang', false, '国'],
    ['午饭小分队 Lunch club', true, '午'],
    ['Erin Silva', false, 'E'],
    ['bob', false, 'B'],
    ['🇨🇳 Li Wei', false, '🇨🇳'],
    ['', false, '?'],
  ])('of %s', (name, isGroup, expected) => {
    expect(oneInitial(initials(name, isGroup), isGroup).join('')).toBe(expected)
  })
})
