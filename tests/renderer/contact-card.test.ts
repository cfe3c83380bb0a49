// @vitest-environment happy-dom
import { enableAutoUnmount, flushPromises, type VueWrapper } from '@vue/test-utils'
import { afterEach, describe, expect, it } from 'vitest'
import CardContact from '../../src/renderer/src/components/message/CardContact.vue'
import { useAccountStore } from '../../src/renderer/src/stores/account'
import { useConversationsStore } from '../../src/renderer/src/stores/conversations'
import { useDialogsStore } from '../../src/renderer/src/stores/dialogs'
import { useLayoutStore } from '../../src/renderer/src/stores/layout'
import type { FakeJim } from '../helpers/fake-jim'
import { PEOPLE } from '../helpers/fake-jim-sample'
import { mountWithJim } from './mount'

enableAutoUnmount(afterEach)

let card: VueWrapper
let jim: FakeJim
async function show(userId: string, name = 'Whoever'): Promise<void> {
  ;({ wrapper: card, jim } = mountWithJim(CardContact, { content: { kind: 'contact', userId, name }, isMine: false }))
  useConversationsStore().upsert(jim.conversations)
  await flushPromises()
}

async function click(): Promise<void> {
  await card.get('button').trigger('click')
  await flushPromises()
}
const calls = (of: string): readonly unknown[] => jim.calls.filter(({ channel }) => channel === of).map(({ argument }) => argument)

describe('somebody’s card', () => {
  it('leads to the chat with them, their details beside it and nothing over it', async () => {
    await show('')
    const { peerId, conversationId, title } = jim.conversations.find(({ kind }) => kind === 'c2c')!
    await card.setProps({ content: { kind: 'contact', userId: peerId, name: title } })
    const layout = useLayoutStore()
    layout.setDetails(false)
    layout.setShelf(true)
    layout.openSearch({})
    useDialogsStore().open({ dialog: 'cheat_sheet' })
    await click()
    expect(useConversationsStore().openId).toBe(conversationId)
    expect(layout.hasDetails).toBe(true)
    expect([layout.hasShelf, layout.search]).toEqual([false, undefined])
    expect(useDialogsStore().current).toBeUndefined()
    expect(calls('people:search')).toEqual([])
  })

  it('begins a chat with one whom the directory knows by this very id', async () => {
    await show('')
    const known = new Set(jim.conversations.map(({ peerId }) => peerId))
    const other = PEOPLE.find(({ userId }) => !known.has(userId))!
    await card.setProps({ content: { kind: 'contact', userId: other.userId, name: 'Another name' } })
    await click()
    expect(calls('conversations:start')).toEqual([{ userId: other.userId }])
    expect(useDialogsStore().current).toBeUndefined()
  })

  it('asks before it begins one with somebody of whom nothing is known, whatever they are called', async () => {
    await show('')
    // A part of an id is found, and is not the id.
    const { userId, name } = PEOPLE[0]!
    await card.setProps({ content: { kind: 'contact', userId: userId.slice(0, -1), name } })
    await click()
    expect(calls('people:search')).toEqual([{ text: userId.slice(0, -1) }])
    expect(calls('conversations:start')).toEqual([])
    expect(useDialogsStore().current).toEqual({ dialog: 'stranger', userId: userId.slice(0, -1), from: 'card' })
  })

  it.each([
    ['an id that is blank', ' '],
    ['one that is longer than any', 'x'.repeat(129)],
  ])('leads nowhere with %s', async (_, id) => {
    await show(id)
    expect(card.find('button').exists()).toBe(false)
    expect(card.text()).toContain('Whoever')
  })

  it('leads nowhere where it is one’s own', async () => {
    await show('x')
    expect(card.find('button').exists()).toBe(true)
    const account = await jim.call('account:state')
    if (account.ok) useAccountStore().setState(account.value)
    const me = useAccountStore().me!.userId
    await card.setProps({ content: { kind: 'contact', userId: me, name: 'Me' } })
    expect(card.find('button').exists()).toBe(false)
  })

  it('is said with the name and the id that it leads to', async () => {
    await show('zed', 'Zed')
    expect(card.get('button').attributes('aria-label')).toBe('Contact Zed (zed): open')
  })
})
