import { describe, expect, it } from 'vitest'
import { c2cOf, c2gOf, groupOf, isGroup, MAX_CONVERSATION_ID, partsOf, peerOf } from '@shared/conversation-id'
import { asUserId } from '@shared/ids'

const PEOPLE = ['alice', 'bob', '10001', 'a@b.c', '张三', 'a:b', '100%', '-_.', 'Z', '🚀'].map(asUserId)

describe('the conversation of two', () => {
  it('has one name, whoever is asked first', () => {
    expect(c2cOf(asUserId('bob'), asUserId('alice'))).toBe('c2c:alice:bob')
    for (const a of PEOPLE) for (const b of PEOPLE) expect(c2cOf(a, b)).toBe(c2cOf(b, a))
  })

  it('says of each who the other is', () => {
    for (const me of PEOPLE) {
      for (const peer of PEOPLE) {
        expect(peerOf(c2cOf(me, peer), me)).toBe(peer)
        expect(partsOf(c2cOf(me, peer))).toMatchObject({ kind: 'c2c', users: expect.arrayContaining([me, peer]) })
      }
    }
  })

  it('has no peer for a third, and is no group', () => {
    const id = c2cOf(asUserId('alice'), asUserId('bob'))
    expect([peerOf(id, 'carol'), groupOf(id), isGroup(id)]).toEqual([undefined, undefined, false])
  })

  it('has an id that the bridge takes, however long the names', () => {
    expect(c2cOf(asUserId('字'.repeat(128)), asUserId('符'.repeat(128)))).toHaveLength(MAX_CONVERSATION_ID)
  })
})

describe('the conversation of a group', () => {
  it.each(['sales', 'design-review', 'a b', '会议'])('of %s says so, and that it has no peer', (groupId) => {
    const id = c2gOf(groupId)
    expect(partsOf(id)).toEqual({ kind: 'c2g', groupId })
    expect([groupOf(id), isGroup(id), peerOf(id, 'alice')]).toEqual([groupId, true, undefined])
  })

  it('stands as it is when its id is one of ours', () => {
    expect(c2gOf('design-review')).toBe('c2g:design-review')
  })
})

it.each(['', 'c2c:', 'c2c:a', 'c2c:a:', 'c2c::b', 'c2c:a:b:c', 'c2c:a:b\n', 'c2g:', 'c2g:a:b', 'c2x:a', ' c2g:a', 'C2G:a', 'c2g:张'])(
  '%j is no conversation',
  (text) => {
    expect([partsOf(text), peerOf(text, 'a'), groupOf(text)]).toEqual([undefined, undefined, undefined])
  },
)
