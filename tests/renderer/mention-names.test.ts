// @vitest-environment happy-dom
import { asUserId } from '@shared/ids'
import type { GroupMember } from '@shared/roster'
import { mount } from '@vue/test-utils'
import { beforeEach, describe, expect, it } from 'vitest'
import MessageBubble from '../../src/renderer/src/components/message/MessageBubble.vue'
import { createAppI18n } from '../../src/renderer/src/i18n'
import { useAccountStore } from '../../src/renderer/src/stores/account'
import { usePeopleStore } from '../../src/renderer/src/stores/people'
import type { Message } from '@shared/message'
import { CONVERSATION, message } from './messages'
import { useFakeJim } from './mount'

beforeEach(async () => {
  const jim = useFakeJim()
  const account = await jim.call('account:state')
  if (!account.ok) throw new Error(account.error.code)
  useAccountStore().setState(account.value)
  const me = useAccountStore().me!
  const member = (userId: string, name: string): GroupMember =>
    ({ userId: asUserId(userId), name, avatar: '', role: 'member', readSeq: 0, deliveredSeq: 0 }) as GroupMember
  usePeopleStore().setMembers(CONVERSATION, [member(me.userId, me.name), member('carol', '李薇 Carol Li'), member('dave', 'Dave')])
})

/** The marked parts of a text; those that mean me in brackets. */
function marksIn(text: string, change: Partial<Message>): readonly string[] {
  const wrapper = mount(MessageBubble, {
    props: { message: message(1, { content: { kind: 'text', text }, ...change }), isLast: true },
    global: { plugins: [createAppI18n('en')] },
  })
  return wrapper.findAll('strong').map((mark) => (mark.classes('of-me') ? `[${mark.text()}]` : mark.text()))
}

describe('a mention', () => {
  it('of somebody else is marked', () => {
    expect(marksIn('@李薇 Carol Li, and @Dave too?', { mentions: ['carol'] })).toEqual(['@李薇 Carol Li'])
    expect(marksIn('@carol please', { mentions: ['carol'], isMine: true })).toEqual(['@carol'])
  })

  it('of me, and of everyone, stands out from those of others', () => {
    const { name, userId } = useAccountStore().me!
    expect(marksIn(`@${name} and @Dave`, { mentions: [userId, 'dave'], mentionsMe: true })).toEqual([`[@${name}]`, '@Dave'])
    expect(marksIn('@所有人 @all', { mentions: ['*'], mentionsMe: true })).toEqual(['[@所有人]', '[@all]'])
  })

  it('that nobody was called by is none', () => {
    expect(marksIn('mail sales@all.com, @Dave', { mentions: [] })).toEqual([])
  })
})
