import { v7 as uuidV7 } from 'uuid'
import type { MessageDraft } from '../../../src/server/store/server-store'
import { GALLERY } from './gallery'
import type { Screen } from './studio'

const DESIGN = 'c2g:design-review'
const LAURA = 'c2c:alice:laura'
const ERIN = 'c2c:alice:erin'
const BOB = 'c2c:alice:bob'

/** What the timeline shows, and where it stands when something is wrong. */
export const CHAT_SCREENS: readonly Screen[] = [
  {
    name: 'chat-group',
    open: async ({ desktop, page }) => {
      await desktop.openConversation(DESIGN)
      await page.getByRole('separator', { name: 'New messages' }).waitFor()
    },
  },
  { name: 'chat-media', open: ({ desktop }) => desktop.openConversation(GALLERY.media) },
  { name: 'chat-cards', open: ({ desktop }) => desktop.openConversation(GALLERY.cards) },
  {
    name: 'chat-typing',
    open: async ({ desktop }) => {
      await desktop.openConversation(BOB)
      await desktop.message('等下见！').waitFor()
    },
    each: async ({ page, stage }) => {
      await stage.people.bob.type(BOB)
      await page
        .getByText(/ is typing|正在输入/)
        .first()
        .waitFor()
    },
  },
  {
    name: 'chat-new-messages',
    open: async ({ desktop, page, stage }) => {
      await desktop.openConversation(DESIGN)
      await page.waitForFunction(isAtEnd)
      await desktop.timeline.hover()
      await page.mouse.wheel(0, -600)
      await page.getByRole('button', { name: /^To the newest$|^\d+ new$/ }).waitFor()
      for (const text of ['第三稿也传上去了', 'Slides are in the folder', '记得带转接头', 'See you at three'])
        await stage.people.carol.say(DESIGN, text)
      await page.getByRole('button', { name: /^\d+ new$/ }).waitFor()
    },
  },
  {
    name: 'chat-delivery',
    open: async ({ desktop, stage }) => {
      await desktop.openConversation(ERIN)
      await desktop.send('The photos are in the shared folder')
      await desktop.waitForDelivery('delivered')
      const { lastSeq } = (await stage.server.store.conversations.get(ERIN))!
      await stage.people.erin.read(ERIN, lastSeq)
      await desktop.waitForDelivery('read')
      await desktop.send('And the contact sheet')
      await desktop.waitForDelivery('delivered')
      stage.server.faults.add({ user: 'alice', push: 'ack', action: 'drop' })
      await desktop.send('一会儿把链接发你')
      await desktop.waitForDelivery('sending')
      await desktop.send('Still uploading the last one')
      await desktop.waitForDelivery('queued')
    },
    close: async ({ stage }) => stage.server.faults.clear(),
  },
  {
    name: 'chat-recalled',
    open: async ({ desktop, page }) => {
      await desktop.openConversation(GALLERY.cards)
      await desktop.send('这条发错群了')
      await desktop.waitForDelivery('sent', 'delivered')
      await desktop.choose(desktop.message('这条发错群了'), 'Recall')
      await page.getByRole('button', { name: 'Edit again' }).waitFor()
    },
  },
  {
    name: 'chat-reply',
    open: async ({ desktop, page }) => {
      await desktop.openConversation(GALLERY.cards)
      await desktop.choose(desktop.message('发布说明今天能定稿吗'), 'Reply')
      await page.getByRole('button', { name: 'Cancel the reply' }).waitFor()
      await desktop.composer.fill('可以，五点前发出来。\nThe English one follows tomorrow.')
    },
    close: async ({ desktop, page }) => {
      await desktop.composer.fill('')
      await page.getByRole('button', { name: 'Cancel the reply' }).click()
    },
  },
  {
    name: 'chat-gap',
    open: async ({ desktop, page, stage }) => {
      await desktop.openConversation(LAURA)
      stage.server.faults.addHistory({ user: 'alice', action: 'fail' })
      await stage.people.laura.say(LAURA, '数据库主从延迟恢复了')
      await desktop.message('数据库主从延迟恢复了').waitFor()
      stage.server.faults.add({ user: 'alice', push: 'message', action: 'drop', times: 3 })
      for (const text of ['one', 'two', 'three', '以上，今晚继续观察']) await stage.people.laura.say(LAURA, text)
      await page.locator('[data-gap=failed]').waitFor()
    },
  },
  {
    // Still open from the screen before.
    name: 'diagnostics-missing',
    open: async ({ page }) => {
      await page.getByRole('navigation').getByRole('button', { name: 'Diagnostics' }).click()
      await page.getByText('3 messages are missing').waitFor()
    },
    close: async ({ desktop, page, stage }) => {
      stage.server.faults.clear()
      await page.getByRole('button', { name: 'Repair all' }).click()
      await page.getByText('Nothing is missing').waitFor()
      await page
        .getByRole('navigation')
        .getByRole('button', { name: /^Chats/ })
        .click()
      await desktop.openConversation(LAURA)
    },
  },
  {
    name: 'diagnostics',
    open: async ({ page }) => {
      await page.getByRole('navigation').getByRole('button', { name: 'Diagnostics' }).click()
      await page.getByText('Nothing is missing').waitFor()
    },
    close: ({ page }) =>
      page
        .getByRole('navigation')
        .getByRole('button', { name: /^Chats/ })
        .click(),
  },
  {
    name: 'chat-left',
    open: async ({ desktop, page, stage }) => {
      await desktop.openConversation('c2g:office-admin')
      // The word of it is lost on the way.
      await stage.server.store.messages.append([leaving('c2g:office-admin', 'judy', 'alice')])
      await desktop.send('周五的团建还缺几个人？')
      await page.getByText('Not sent: you are no longer a member.').waitFor()
      await page.getByRole('complementary', { name: 'Conversation details' }).getByText('You are no longer a member').waitFor()
    },
  },
  {
    name: 'chat-empty',
    open: async ({ page }) => {
      await page.keyboard.press('Control+K')
      await page.getByRole('dialog').getByRole('textbox').fill('ivan')
      await page.getByRole('option', { name: /Ivan Petrov/ }).click()
      await page.getByRole('heading', { level: 1, name: /Ivan/ }).waitFor()
    },
  },
]

/** In the page: the timeline is there and stands at its end, where opening leaves it. */
function isAtEnd(): boolean {
  const log = document.querySelector('[role=log]')
  return log !== null && log.scrollHeight > log.clientHeight && log.scrollTop + log.clientHeight > log.scrollHeight - 24
}

function leaving(conversationId: string, by: string, userId: string): MessageDraft {
  const data = { sender_name: by, sender_avatar: '', receiver_id: conversationId.slice('c2g:'.length), content: '…' }
  return { conversationId, senderId: by, cliMid: uuidV7(), type: 'text', data, sentAt: Date.now(), effect: { leaving: [userId] } }
}
