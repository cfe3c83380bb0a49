import { expect, it } from 'vitest'
import { idKey, idOfKey, MAX_ID_KEY } from '@shared/foreign-id'

const ID_KEY = /^[A-Za-z0-9._@%-]+$/

it.each(['alice', '10001', 'a.b_c-d@e', '张三', 'a:b', '100%', "it's (me)! *~", 'first last', '🚀', '\u0000'])(
  '%j comes back from its key',
  (id) => {
    expect(idKey(id)).toMatch(ID_KEY)
    expect(idOfKey(idKey(id))).toBe(id)
  },
)

it('an id of ours is its own key', () => {
  expect(idKey('A-z0.9_@')).toBe('A-z0.9_@')
})

it('ids that differ have keys that differ, the escaped form of another included', () => {
  expect(new Set(['张', '%E5%BC%A0', '%', '%25', ':'].map(idKey)).size).toBe(5)
})

it('the longest id has a key that the bridge takes', () => {
  expect(idKey('字'.repeat(128))).toHaveLength(MAX_ID_KEY)
})

it('half a surrogate pair is replaced, and a key that is none stands for itself', () => {
  expect(idOfKey(idKey('\ud83d'))).toBe('\ufffd')
  expect(idOfKey('%zz')).toBe('%zz')
})
