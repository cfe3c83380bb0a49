import { asConversationId, asUserId, type ConversationId, type UserId } from '@shared/ids'
import { describe, expect, it } from 'vitest'
import { OnScreen } from '../../src/main/ipc/on-screen'

const AB = asConversationId('c2c:alice:bob')

/** An engine that notes what it hears. */
function engine(): { readonly heard: unknown[]; readonly engine: Parameters<OnScreen['attach']>[0]['engine'] } {
  const heard: unknown[] = []
  return {
    heard,
    engine: {
      focus: (conversationId: ConversationId | undefined) => void heard.push(conversationId),
      peopleInView: (userIds: readonly UserId[]) => void heard.push(userIds),
    },
  }
}

describe('what the page shows', () => {
  it('is told to whoever is signed in, and to the next at once', () => {
    const focused: unknown[] = []
    const screen = new OnScreen({ onFocus: (conversationId) => focused.push(conversationId) })
    const [first, second] = [engine(), engine()]
    screen.attach(first)
    screen.focus(AB)
    screen.people([asUserId('bob')])
    expect(first.heard).toEqual([undefined, [], AB, ['bob']])
    screen.detach()
    screen.people([asUserId('carol')])
    screen.attach(second)
    expect([first.heard.length, second.heard]).toEqual([4, [AB, ['carol']]])
    expect(focused).toEqual([AB])
  })

  it('is nothing once the page is another one', () => {
    const focused: unknown[] = []
    const screen = new OnScreen({ onFocus: (conversationId) => focused.push(conversationId) })
    screen.focus(AB)
    screen.people([asUserId('bob')])
    screen.clear()
    const { heard, ...attached } = engine()
    screen.attach(attached)
    expect([heard, focused]).toEqual([
      [undefined, []],
      [AB, undefined],
    ])
  })
})
