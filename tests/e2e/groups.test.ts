import type { Locator } from 'playwright'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { asConversationId } from '../../src/shared/ids'
import type { Desktop } from './desktop'
import { type Office, openPair } from './office'

let office: Office
let alice: Desktop
let bob: Desktop
let groupId: string
beforeAll(async () => {
  ;({ office, alice, bob } = await openPair())
})
afterAll(() => office.close())

function details({ page }: Desktop): Locator {
  return page.getByRole('complementary', { name: /^(Conversation details|会话详情)$/ })
}

/** The line of a member in the details, found by a part of the name. */
function member(desktop: Desktop, name: string): Locator {
  return details(desktop)
    .getByRole('button', { name: new RegExp(name) })
    .first()
}

async function manage(name: string, ...choices: readonly string[]): Promise<void> {
  await details(alice)
    .getByRole('button', { name: new RegExp(`^Manage .*${name}`) })
    .click()
  for (const choice of choices) await alice.page.getByRole('menuitem', { name: choice, exact: true }).click()
}

/** Picks people in the open dialog by what is typed, as a person does. */
async function pick(dialog: Locator, ...names: readonly string[]): Promise<void> {
  const field = dialog.getByRole('textbox', { name: /Find people/ })
  for (const name of names) {
    await field.fill(name)
    await dialog
      .getByRole('option', { name: new RegExp(name, 'i') })
      .first()
      .click()
  }
}

describe('a group', () => {
  it('is made with the people picked, and opens at once; they see it', async () => {
    await alice.page.getByRole('button', { name: 'New', exact: true }).click()
    await alice.page.getByRole('menuitem', { name: 'New group' }).click()
    const dialog = alice.page.getByRole('dialog', { name: 'New group' })
    expect(await dialog.getByRole('button', { name: 'Create' }).isDisabled()).toBe(true)
    await dialog.getByRole('textbox', { name: 'Group name' }).fill('Launch 发布')
    await pick(dialog, 'bob', 'carol')
    await dialog.getByRole('button', { name: 'Create with 2 people' }).click()
    await dialog.waitFor({ state: 'hidden' })
    await alice.page.getByRole('heading', { level: 1, name: 'Launch 发布' }).waitFor()
    await alice.timeline.getByText('You created the group “Launch 发布”').waitFor()
    groupId = (await alice.page.locator('[role=option][aria-selected=true]').getAttribute('data-id')) ?? ''
    expect(groupId).toMatch(/^c2g:/)
    await bob.openConversation(groupId)
    await bob.timeline.getByText('陈晨 Alice Chen 创建了群聊“Launch 发布”').waitFor()
    await alice.send('hello all')
    await bob.timeline.getByText('hello all').waitFor()
  })

  it('shows who is in it, with their roles', async () => {
    await member(alice, 'Alice Chen').getByText('Owner').waitFor()
    await member(bob, 'Alice Chen').getByText('群主').waitFor()
    expect(
      await member(bob, 'Bob Wang')
        .getByText(/群主|管理员/)
        .count(),
    ).toBe(0)
    // A plain member is offered nothing that the server would refuse.
    expect(await details(bob).getByRole('button', { name: /^管理/ }).count()).toBe(0)
    expect(await details(bob).getByRole('button', { name: '添加成员' }).count()).toBe(0)
  })

  it('takes in more people', async () => {
    await details(alice).getByRole('button', { name: 'Add members' }).click()
    const dialog = alice.page.getByRole('dialog', { name: 'Add members' })
    await dialog.getByRole('textbox').fill('bob')
    await dialog.getByText('Nothing found').waitFor()
    await pick(dialog, 'dave', 'erin')
    await dialog.getByRole('button', { name: 'Add 2 people' }).click()
    await dialog.waitFor({ state: 'hidden' })
    await bob.timeline.getByText(/邀请.*Dave Zhao.*Erin Silva.*加入了群聊/).waitFor()
    await member(alice, 'Dave').waitFor()
    await member(bob, 'Erin').waitFor()
  })

  it('is renamed, and its notice stands above the messages of everybody', async () => {
    await details(alice).getByRole('button', { name: 'Rename group' }).click()
    const rename = alice.page.getByRole('dialog', { name: 'Rename group' })
    await rename.getByRole('textbox').fill('Launch day')
    await rename.getByRole('button', { name: 'Save' }).click()
    await bob.page.getByRole('heading', { level: 1, name: 'Launch day' }).waitFor()
    await bob.row(groupId).getByText('Launch day', { exact: true }).waitFor()
    await details(alice).getByRole('button', { name: 'Edit notice' }).click()
    const notice = alice.page.getByRole('dialog', { name: 'Edit notice' })
    await notice.getByRole('textbox').fill('Friday, room 3')
    await notice.getByRole('button', { name: 'Save' }).click()
    await bob.page.getByRole('note', { name: '群公告' }).getByText('Friday, room 3').waitFor()
    await bob.page.getByRole('note', { name: '群公告' }).getByRole('button').last().click()
    await bob.page.getByRole('note', { name: '群公告' }).waitFor({ state: 'hidden' })
  })

  it('makes somebody admin, who may then manage plain members', async () => {
    await manage('Bob Wang', 'Make admin')
    await member(alice, 'Bob Wang').getByText('Admin').waitFor()
    await bob.timeline.getByText(/将你设为管理员/).waitFor()
    await details(bob)
      .getByRole('button', { name: /^管理.*Erin/ })
      .click()
    await bob.page.getByRole('menuitem', { name: '移出群' }).click()
    await bob.page.getByRole('dialog').getByRole('button', { name: '移出群' }).click()
    await alice.timeline.getByText(/Bob Wang removed Erin Silva/).waitFor()
    await member(alice, 'Erin').waitFor({ state: 'hidden' })
  })

  it('passes ownership on after a question', async () => {
    await manage('Bob Wang', 'Make owner')
    const question = alice.page.getByRole('dialog', { name: /Make .*Bob Wang the owner\?/ })
    await question.getByRole('button', { name: 'Cancel' }).click()
    await member(alice, 'Alice Chen').getByText('Owner').waitFor()
    await manage('Bob Wang', 'Make owner')
    await question.getByRole('button', { name: 'Pass on' }).click()
    await member(bob, 'Bob Wang').getByText('群主').waitFor()
    await member(bob, 'Alice Chen').getByText('管理员').waitFor()
    expect(
      await details(alice)
        .getByRole('button', { name: /^Manage .*Bob/ })
        .count(),
    ).toBe(0)
  })

  it('lets a removed member read what there was, write nothing more, and see why', async () => {
    await alice.composer.fill('a sentence that is not sent')
    await details(bob)
      .getByRole('button', { name: /^管理.*Alice/ })
      .click()
    await bob.page.getByRole('menuitem', { name: '移出群' }).click()
    await bob.page.getByRole('dialog').getByRole('button', { name: '移出群' }).click()
    await alice.page.getByRole('note').getByText('You are no longer a member').waitFor()
    await details(alice).getByText('You are no longer a member').waitFor()
    expect(await details(alice).textContent()).not.toMatch(/Owner|online|Members/)
    await alice.composer.waitFor({ state: 'hidden' })
    await alice.timeline.getByText('hello all').waitFor()
    await alice.page.getByRole('main').getByText('You are no longer a member', { exact: true }).waitFor()
    expect(await details(alice).getByRole('button', { name: 'Leave group' }).count()).toBe(0)
    const refused = await alice.call('messages:send', {
      conversationId: asConversationId(groupId),
      content: { kind: 'text', text: 'still here' },
    })
    expect(refused).toMatchObject({ ok: false, error: { code: 'not_member' } })
    await bob.composer.fill('later')
    await bob.page.keyboard.press('Enter')
    await bob.timeline.getByText('later').waitFor()
    expect(await alice.timeline.getByText('later').count()).toBe(0)
  })

  it('is left after a question; who is left sees it', async () => {
    await alice.openConversation('c2g:lunch')
    await bob.openConversation('c2g:lunch')
    await details(alice).getByRole('button', { name: 'Leave group' }).click()
    await alice.page
      .getByRole('dialog', { name: /Leave “.*Lunch club”\?/ })
      .getByRole('button', { name: 'Leave group' })
      .click()
    await alice.page.getByRole('note').getByText('You are no longer a member').waitFor()
    await bob.timeline.getByText('Alice Chen 退出了群聊').waitFor()
    await member(bob, 'Alice Chen').waitFor({ state: 'hidden' })
  })
})
