import { describe, expect, it } from 'vitest'
import { asConversationId, asUserId } from '@shared/ids'
import type { GroupMember, Role } from '@shared/roster'
import { disturbAgainAt } from '../../src/renderer/src/model/do-not-disturb'
import { canManage, canRemove, rolesToGive } from '../../src/renderer/src/model/group-rights'

const member = (userId: string, role: Role): GroupMember => ({
  conversationId: asConversationId('c2g:a'),
  userId: asUserId(userId),
  name: userId,
  avatar: '',
  role,
  readSeq: 0,
  deliveredSeq: 0,
})

describe('group rights', () => {
  it.each([
    ['owner', true],
    ['admin', true],
    ['member', false],
    [undefined, false],
  ] as const)('lets %s manage: %s', (role, expected) => {
    expect(canManage(role)).toBe(expected)
  })

  it.each([
    ['owner', 'admin', true],
    ['owner', 'member', true],
    ['admin', 'member', true],
    ['admin', 'admin', false],
    ['admin', 'owner', false],
    ['member', 'member', false],
  ] as const)('lets %s remove %s: %s', (mine, other, expected) => {
    expect(canRemove(member('me', mine), member('bob', other))).toBe(expected)
  })

  it('never offers to remove oneself', () => {
    expect(canRemove(member('me', 'owner'), member('me', 'owner'))).toBe(false)
  })

  it('offers only owners the other roles', () => {
    expect(rolesToGive(member('me', 'owner'), member('bob', 'member'))).toEqual(['owner', 'admin'])
    expect(rolesToGive(member('me', 'admin'), member('bob', 'member'))).toEqual([])
  })
})

describe('do not disturb', () => {
  it('lasts until the next morning', () => {
    const evening = new Date(2026, 8, 30, 22, 15).getTime()
    expect(disturbAgainAt('tomorrow', evening)).toBe(new Date(2026, 9, 1, 8).getTime())
  })

  it('lasts for whole hours from now', () => {
    expect(disturbAgainAt('hour', 1000)).toBe(3_601_000)
    expect(disturbAgainAt('four_hours', 1000)).toBe(14_401_000)
  })
})
