import { describe, expect, it } from 'vitest'
import { hasLeftBy, isGroupEvent } from '../../src/main/store/group-event'

const by = (event: string, content: Record<string, unknown>) =>
  hasLeftBy({ kind: 'group.event', content: { event, ...content } }, 'bob', 'me')

describe('what a group says of my place in it', () => {
  it.each([
    ['I left', 'left', { by: 'me' }, true],
    ['I left, told as a person', 'left', { by: { user_id: 'me', name: 'Me' } }, true],
    ['somebody else left', 'left', { by: 'carol' }, undefined],
    ['somebody left without saying who', 'left', {}, undefined],
    ['I was removed', 'members_removed', { by: 'bob', members: ['carol', 'me'] }, true],
    ['I was removed, told as a person', 'members_removed', { by: 'bob', members: [{ user_id: 'me', name: '' }] }, true],
    ['others were removed', 'members_removed', { by: 'bob', members: ['carol'] }, undefined],
    ['I was added', 'members_added', { by: 'bob', members: [{ user_id: 'me', name: 'Me' }] }, false],
    ['nobody is named', 'members_added', { by: 'bob' }, undefined],
    ['members that are none', 'members_added', { by: 'bob', members: 'me' }, undefined],
    ['another event names me', 'role_changed', { by: 'me', members: ['me'] }, undefined],
  ])('when %s', (_, event, content, expected) => {
    expect(by(event, content)).toBe(expected)
  })

  it('goes by the sender where a leave does not say whose it is', () => {
    expect(hasLeftBy({ content: { event: 'left' } }, 'me', 'me')).toBe(true)
  })

  it.each([[{}], [{ content: null }], [{ content: 'left' }]])('is nothing in %j', (content) => {
    expect(hasLeftBy(content, 'me', 'me')).toBeUndefined()
  })
})

it('a group’s event is a custom message of that kind, and no other', () => {
  expect(isGroupEvent('custom', { kind: 'group.event' })).toBe(true)
  expect(isGroupEvent('custom', { kind: 'poll' })).toBe(false)
  expect(isGroupEvent('text', { kind: 'group.event' })).toBe(false)
})
