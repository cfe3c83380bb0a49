import { describe, expect, it } from 'vitest'
import { asConversationId, asLocalId } from '@shared/ids'
import type { NotificationGroup } from '../../src/main/app/desktop/notification-groups'
import { notificationId } from '../../src/main/app/desktop/notification-id'
import type { NotificationRequest } from '../../src/main/app/desktop/notifications'
import { MessageNotices } from '../../src/main/app/desktop/message-notices'
import { textsFor } from '../../src/main/app/texts'
import { sampleConversation, sampleMessage } from './sample-message'

const SALES = asConversationId('c2g:sales')

function groupOf(change: Partial<NotificationGroup> = {}): NotificationGroup {
  const last = sampleMessage()
  return { conversationId: SALES, count: 1, firstLocalId: asLocalId(1), last, hasMention: false, isQuiet: false, ...change }
}

function setUp() {
  const did: string[] = []
  const opened: unknown[] = []
  const requests: NotificationRequest[] = []
  const answers: ((isLocked: boolean) => void)[] = []
  const note =
    (how: string) =>
    (request: NotificationRequest): void => {
      requests.push(request)
      did.push(`${how} ${request.text.body}`)
    }
  const settings = { notifications: 'full' as 'full' | 'sender_only' | 'off', sound: true }
  const notices = new MessageNotices({
    notifications: { show: note('show'), replace: note('replace'), dismiss: (id) => void did.push(`dismiss ${id}`) },
    lock: { isLocked: () => new Promise((answer) => answers.push(answer)) },
    settings: () => settings,
    texts: () => textsFor('en', ''),
    open: (target) => opened.push(target),
  })
  const conversations = { get: () => sampleConversation(), ids: () => [asConversationId('c2c:alice:bob'), SALES] }
  notices.attach({ store: { conversations }, avatars: { held: () => '/faces/sales.jpg' } })
  /** The one that asked first is told. */
  const answer = async (isLocked: boolean): Promise<void> => {
    answers.shift()?.(isLocked)
    await Promise.resolve()
  }
  return { notices, did, requests, opened, settings, answer }
}

describe('a message', () => {
  it('is quoted while the screen is open, and leads to where reading begins', async () => {
    const { notices, did, requests, opened, answer } = setUp()
    notices.notify(groupOf({ firstLocalId: asLocalId(7) }))
    expect(did).toEqual([])
    await answer(false)
    expect(did).toEqual(['show Bob: hello'])
    expect(requests[0]).toMatchObject({ hasSound: true, icon: '/faces/sales.jpg' })
    requests[0]?.onClick()
    expect(opened).toEqual([{ conversationId: SALES, localId: 7 }])
  })

  it('names only its sender on a locked screen', async () => {
    const { notices, did, answer } = setUp()
    notices.notify(groupOf())
    await answer(true)
    expect(did).toEqual(['show Bob sent a message'])
  })

  it('is shown as the settings say by the time that the lock is known', async () => {
    const { notices, did, settings, answer } = setUp()
    notices.notify(groupOf())
    settings.notifications = 'off'
    await answer(false)
    expect(did).toEqual([])
  })

  it('that is read meanwhile is not shown', async () => {
    const { notices, did, answer } = setUp()
    notices.notify(groupOf())
    notices.withdraw(SALES)
    await answer(false)
    expect(did).toEqual([`dismiss ${SALES}`])
  })

  it('of an account that is gone meanwhile is not shown', async () => {
    const { notices, did, answer } = setUp()
    notices.notify(groupOf())
    notices.detach()
    await answer(false)
    expect(did).toEqual([])
  })

  it('gives way to the next, which is shown once', async () => {
    const { notices, did, answer } = setUp()
    notices.notify(groupOf())
    notices.notify(groupOf({ count: 2 }))
    await answer(false)
    await answer(false)
    expect(did).toEqual(['show 2 new messages\nBob: hello'])
  })

  it('of which a part is taken back before it was shown is shown without that part', async () => {
    const { notices, did, answer } = setUp()
    notices.notify(groupOf({ count: 2 }))
    notices.notify(groupOf({ isQuiet: true }))
    await answer(false)
    await answer(false)
    expect(did).toEqual(['show Bob: hello'])
  })

  it('of which a part is taken back later says less in silence', async () => {
    const { notices, did, answer } = setUp()
    notices.notify(groupOf({ isQuiet: true }))
    await answer(false)
    expect(did).toEqual(['replace Bob: hello'])
  })
})

it('knows its conversation again by the id of an earlier run', () => {
  const { notices } = setUp()
  expect(notices.conversationOf(notificationId(SALES))).toBe(SALES)
  expect(notices.conversationOf(notificationId(asConversationId('c2g:other')))).toBeUndefined()
  notices.detach()
  expect(notices.conversationOf(notificationId(SALES))).toBeUndefined()
})
