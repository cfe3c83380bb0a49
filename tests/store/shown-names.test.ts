import { asUserId } from '@shared/ids'
import { describe, expect, it } from 'vitest'
import { toContent } from '../../src/main/store/message-content'
import { toMessage } from '../../src/main/store/message-row'
import { BOB, CHAT, GROUP, composed, openTestStore, received } from './helpers'

const LIAR = '\u202eecila'
const EVE = asUserId('eve')

describe('names of others leave the store as they may be shown, and stay in it as they came', () => {
  it('senders', () => {
    const { messages } = openTestStore()
    const { localId } = messages.insert(received({ seq: 1, senderName: LIAR }))
    const stored = messages.get(localId)!
    expect(stored.senderName).toBe(LIAR)
    expect(toMessage(stored).senderName).toBe('ecila')
    expect(toMessage({ ...stored, senderName: '\u200b' }).senderName).toBe('bob')
  })

  it('titles, notices and last lines of conversations', () => {
    const { conversations, messages } = openTestStore()
    conversations.upsert({ conversationId: GROUP, kind: 'c2g', title: '\u3164', notice: 'one\r\n\u202etwo' })
    conversations.upsert({ conversationId: CHAT, kind: 'c2c', title: '\u2800', peerId: BOB })
    messages.insert(received({ conversationId: GROUP, seq: 1, senderName: 'Bob\nadmin' }))
    expect(conversations.get(GROUP)).toMatchObject({ title: 'office', notice: 'one\ntwo', lastMessage: { senderName: 'Bob admin' } })
    expect(conversations.get(CHAT)?.title).toBe('bob')
    expect(
      conversations
        .list()
        .map(({ title }) => title)
        .sort(),
    ).toEqual(['bob', 'office'])
  })

  it('people, members, and those who have read something', () => {
    const { roster, messages, deliveryLog } = openTestStore()
    roster.upsertPeople([{ userId: EVE, name: LIAR, avatar: '', status: 'busy\u202e\n' }])
    roster.setMembers(GROUP, [{ userId: EVE, name: '\u00ad', avatar: '', role: 'member', readSeq: 1, deliveredSeq: 1 }])
    const shown = { userId: EVE, name: 'ecila', avatar: '', status: 'busy' }
    expect(roster.person(EVE)).toEqual(shown)
    expect(roster.searchPeople('')).toEqual([shown])
    expect(roster.members(GROUP)[0]?.name).toBe('eve')
    const { localId } = messages.insert(composed('c-1', { conversationId: GROUP, seq: 1, status: 'sent' }))
    expect(deliveryLog.details(localId)?.people.map(({ name }) => name)).toEqual(['eve'])
  })

  it.each([
    ['file', { url: 'u', name: 'holiday\u202egpj.exe' }, { name: 'holidaygpj.exe' }],
    ['link', { url: 'u', title: LIAR, desc: 'a\nb' }, { title: 'ecila', desc: 'a b' }],
    ['location', { lat: 1, lng: 2, desc: LIAR }, { name: 'ecila' }],
    ['contact', { user_id: 'eve', name: '\u200b' }, { name: 'eve' }],
    ['red_packet', { url: 'u', amount: 1, memo: LIAR }, { memo: 'ecila' }],
    ['custom', { kind: 'poll\u202e', content: { fallback_text: 'one\n\u202etwo' } }, { name: 'poll', fallbackText: 'one\ntwo' }],
    ['of\u202elater', {}, { type: 'oflater' }],
    [
      'bundle',
      { title: LIAR, items: [{ type: 'text', data: { content: 'hi', sender_id: 'eve', sender_name: '\u3164' } }] },
      { title: 'ecila', items: [{ senderName: 'eve', content: { kind: 'text', text: 'hi' } }] },
    ],
    ['custom', groupEvent({ event: 'renamed', by: 'eve', title: LIAR }), { event: { title: 'ecila' } }],
    ['custom', groupEvent({ event: 'notice_changed', by: 'eve', notice: 'a\n\u202eb' }), { event: { notice: 'a b' } }],
    [
      'custom',
      groupEvent({
        event: 'members_added',
        by: 'eve',
        members: [
          { user_id: 'x', name: LIAR },
          { user_id: 'y', name: ' ' },
        ],
      }),
      { event: { members: [{ name: 'ecila' }, { name: 'y' }] } },
    ],
  ])('what a %s is called', (type, content, shown) => {
    expect(toContent(type, content)).toMatchObject(shown)
  })

  it.each([
    [
      { kind: 'c2g', title: 'Sales\u202e' },
      { kind: 'c2g', title: 'Sales' },
    ],
    [
      { kind: 'c2c', names: ['Ann', 'Bob'] },
      { kind: 'c2c', names: ['Ann', 'Bob'] },
    ],
    [{ kind: 'c2c', names: ['Ann'] }, undefined],
    [{ kind: 'c2c', names: ['Ann', 7] }, undefined],
    [{ kind: 'c2g', title: '\u200b' }, undefined],
    ['somewhere', undefined],
  ])('where a bundle comes from, %j', (of, shown) => {
    expect(toContent('bundle', { title: 't', of, items: [] })).toEqual({ kind: 'bundle', title: 't', of: shown, items: [] })
  })

  it('a message itself keeps every character that was written', () => {
    expect(toContent('text', { content: `${LIAR}\u200b` })).toEqual({ kind: 'text', text: `${LIAR}\u200b` })
  })
})

function groupEvent(content: object): Record<string, unknown> {
  return { kind: 'group.event', content }
}
