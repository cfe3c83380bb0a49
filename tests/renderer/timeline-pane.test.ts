// @vitest-environment happy-dom
import { flushPromises, mount } from '@vue/test-utils'
import { afterEach, describe, expect, it } from 'vitest'
import type { Conversation } from '@shared/conversation'
import TimelinePane from '../../src/renderer/src/components/timeline/TimelinePane.vue'
import { createAppI18n } from '../../src/renderer/src/i18n'
import { type JumpTarget, useUiStore } from '../../src/renderer/src/stores/ui'
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

async function anchorsAfter(target: (conversation: Conversation) => JumpTarget | undefined): Promise<readonly unknown[]> {
  const jim = useFakeJim()
  const conversation = await conversationOf(jim)
  useUiStore().setTarget(target(conversation))
  mount(TimelinePane, { props: { conversation }, attachTo: document.body, global: { plugins: [createAppI18n('en')] } })
  await flushPromises()
  return jim.calls.filter(({ channel }) => channel === 'timeline:page').map(({ argument }) => (argument as { anchor: unknown }).anchor)
}

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
