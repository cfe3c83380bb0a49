// @vitest-environment happy-dom
import { flushPromises, mount } from '@vue/test-utils'
import { afterEach, describe, expect, it } from 'vitest'
import type { Conversation } from '@shared/conversation'
import TimelinePane from '../../src/renderer/src/components/timeline/TimelinePane.vue'
import { createAppI18n } from '../../src/renderer/src/i18n'
import { type JumpTarget, useTimelineStore } from '../../src/renderer/src/stores/timeline'
import type { FakeJim } from '../helpers/fake-jim'
import { useFakeJim } from './mount'

afterEach(() => {
  document.body.innerHTML = ''
})

async function conversationOf(jim: FakeJim): Promise<Conversation> {
  const list = await jim.call('conversations:list')
  if (!list.ok) throw new Error(list.error.code)
  const found = list.value.find(({ unread }) => unread > 0)
  if (found === undefined) throw new Error('nothing is unread')
  return found
}

async function open(conversation: Conversation): Promise<void> {
  mount(TimelinePane, { props: { conversation }, attachTo: document.body, global: { plugins: [createAppI18n('en')] } })
  await flushPromises()
}

async function anchorsAfter(target: (conversation: Conversation) => JumpTarget | undefined): Promise<readonly unknown[]> {
  const jim = useFakeJim()
  const conversation = await conversationOf(jim)
  useTimelineStore().setTarget(target(conversation))
  await open(conversation)
  return jim.calls.filter(({ channel }) => channel === 'timeline:page').map(({ argument }) => (argument as { anchor: unknown }).anchor)
}

const hasLine = (): boolean => document.querySelector('[role=separator][aria-label="New messages"]') !== null

describe('the line of new messages', () => {
  it('stands where main read the page, though this window has not heard of them yet', async () => {
    const conversation = await conversationOf(useFakeJim())
    await open({ ...conversation, unread: 0, lastSeq: conversation.readSeq })
    expect(useTimelineStore().unreadAfterSeq).toBe(conversation.readSeq)
    expect(hasLine()).toBe(true)
  })

  it('stands nowhere when all of it was read meanwhile, though this window still counts some', async () => {
    const jim = useFakeJim()
    const conversation = await conversationOf(jim)
    jim.update(conversation.conversationId, { readSeq: conversation.lastSeq, unread: 0 })
    await open(conversation)
    expect(useTimelineStore().unreadAfterSeq).toBeUndefined()
    expect(hasLine()).toBe(false)
  })

  it('stands there too when the chat is opened to show one message', async () => {
    const conversation = await conversationOf(useFakeJim())
    const { conversationId, readSeq, lastMessage } = conversation
    useTimelineStore().setTarget({ conversationId, localId: lastMessage!.localId })
    await open({ ...conversation, unread: 0, lastSeq: readSeq })
    expect(useTimelineStore().unreadAfterSeq).toBe(readSeq)
  })
})

describe('a timeline', () => {
  it('opens at the first unread message', async () => {
    expect((await anchorsAfter(() => undefined)).at(0)).toEqual({ at: 'unread' })
  })

  it('opens at the message it was opened for, and nowhere else', async () => {
    const localId = 42 as never
    const anchors = await anchorsAfter(({ conversationId }) => ({ conversationId, localId }))
    expect(anchors).toEqual([{ at: 'message', localId: 42 }])
  })

  it('opens at its unread messages when the target is in another conversation', async () => {
    const anchors = await anchorsAfter(() => ({ conversationId: 'c2c:x:y' as never, localId: 42 as never }))
    expect(anchors.at(0)).toEqual({ at: 'unread' })
  })
})
