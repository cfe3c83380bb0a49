// @vitest-environment happy-dom
import { flushPromises, mount } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Component } from 'vue'
import type { Conversation } from '@shared/conversation'
import type { IpcChannel } from '@shared/ipc'
import type { Message } from '@shared/message'
import MuteDialog from '../../src/renderer/src/components/conversation/MuteDialog.vue'
import AddMembersDialog from '../../src/renderer/src/components/group/AddMembersDialog.vue'
import GroupCreateDialog from '../../src/renderer/src/components/group/GroupCreateDialog.vue'
import GroupEditDialog from '../../src/renderer/src/components/group/GroupEditDialog.vue'
import ForwardDialog from '../../src/renderer/src/components/message/ForwardDialog.vue'
import StatusDialog from '../../src/renderer/src/components/presence/StatusDialog.vue'
import ProfileForm from '../../src/renderer/src/components/settings/ProfileForm.vue'
import { createAppI18n } from '../../src/renderer/src/i18n'
import { useConversationsStore } from '../../src/renderer/src/stores/conversations'
import { usePeopleStore } from '../../src/renderer/src/stores/people'
import { useToastsStore } from '../../src/renderer/src/stores/toasts'
import type { FakeJim } from '../helpers/fake-jim'
import { range } from './messages'
import { useFakeJim } from './mount'

const NOW = new Date(2026, 8, 30, 12).getTime()

let jim: FakeJim
let conversations: readonly Conversation[]
let isClosed: boolean
beforeEach(async () => {
  vi.useFakeTimers({ now: NOW, toFake: ['Date', 'setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] })
  jim = useFakeJim({ now: NOW })
  const list = await jim.call('conversations:list')
  conversations = list.ok ? list.value : []
  useConversationsStore().setAll(conversations)
  isClosed = false
})
afterEach(() => {
  vi.useRealTimers()
  document.body.innerHTML = ''
})

/** Opens a dialog and waits until the people that it asks for are there. */
async function open(component: Component, props: Record<string, unknown>): Promise<void> {
  mount(component, {
    props: { ...props, onClose: () => (isClosed = true) },
    attachTo: document.body,
    global: { plugins: [createAppI18n('en')] },
  })
  await vi.advanceTimersByTimeAsync(500)
  await flushPromises()
}

function button(name: RegExp | string): HTMLButtonElement {
  const found = [...document.querySelectorAll('button')].find((element) => {
    const text = element.textContent.trim()
    return typeof name === 'string' ? text === name : name.test(text)
  })
  if (found === undefined) throw new Error(`there is no button ${String(name)}`)
  return found
}

function field(label: string): HTMLInputElement {
  const named = [...document.querySelectorAll('label')].find((element) => element.textContent.trim() === label)
  const input =
    named?.querySelector('input') ??
    (named && document.getElementById(named.htmlFor)) ??
    document.querySelector(`input[aria-label="${label}"]`)
  if (!(input instanceof HTMLInputElement)) throw new Error(`there is no field ${label}`)
  return input
}

async function type(input: HTMLInputElement, text: string): Promise<void> {
  input.value = text
  input.dispatchEvent(new Event('input', { bubbles: true }))
  await vi.advanceTimersByTimeAsync(500)
  await flushPromises()
}

const options = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>('[role=option]')]

async function press(element: HTMLElement): Promise<void> {
  element.click()
  await flushPromises()
}

const argumentsOf = (channel: IpcChannel): readonly unknown[] =>
  jim.calls.filter((call) => call.channel === channel).map(({ argument }) => argument)

describe('muting until a moment', () => {
  it('takes a later one, and refuses one that has passed', async () => {
    const { conversationId } = conversations[0]!
    await open(MuteDialog, { conversationId })
    const day = (date: string): HTMLElement => document.querySelector(`[data-value="${date}"]:not([data-outside-view])`)!
    expect(button('Oct 1, 2026').getAttribute('aria-label')).toBe('Date: Oct 1, 2026')
    expect(field('Time').value).toBe('08:00')
    await press(button('Oct 1, 2026'))
    expect(day('2026-10-01').getAttribute('data-selected')).not.toBeNull()
    await press(document.querySelector<HTMLElement>('[aria-label="Previous month"]')!)
    expect(day('2026-09-29').getAttribute('data-disabled')).not.toBeNull()
    await press(day('2026-09-30'))
    await type(field('Time'), '00:00')
    expect(document.body.textContent).toContain('That moment has passed')
    expect(button('Mute').disabled).toBe(true)
    await press(button('Sep 30, 2026'))
    await press(document.querySelector<HTMLElement>('[aria-label="Next month"]')!)
    await press(day('2026-10-05'))
    await type(field('Time'), '25:00')
    expect(button('Mute').disabled).toBe(true)
    await type(field('Time'), '9:30')
    document.querySelector('form')!.dispatchEvent(new Event('submit'))
    await flushPromises()
    expect(argumentsOf('conversations:mute')).toEqual([{ conversationId, until: new Date(2026, 9, 5, 9, 30).getTime() }])
    expect(isClosed).toBe(true)
  })
})

describe('making a group', () => {
  it('needs a name and somebody, finds people as one types, and opens the group', async () => {
    await open(GroupCreateDialog, {})
    expect(button(/^Create/).disabled).toBe(true)
    await press(options()[0]!)
    expect(button(/^Create/).disabled).toBe(true)
    await type(field('Group name'), '  Launch  ')
    expect(button('Create with 1 person').disabled).toBe(false)
    document.querySelector('form')!.dispatchEvent(new Event('submit'))
    await flushPromises()
    const [made] = argumentsOf('groups:create')
    expect(made).toMatchObject({ title: 'Launch' })
    expect((made as { memberIds: readonly string[] }).memberIds).toHaveLength(1)
    expect(useConversationsStore().open?.title).toBe('Launch')
    expect(isClosed).toBe(true)
  })

  it('keeps what was filled in when the server refuses, and says why', async () => {
    jim.failures.set('groups:create', 'not_online')
    await open(GroupCreateDialog, {})
    await press(options()[0]!)
    await type(field('Group name'), 'Launch')
    document.querySelector('form')!.dispatchEvent(new Event('submit'))
    await flushPromises()
    expect(isClosed).toBe(false)
    expect(field('Group name').value).toBe('Launch')
    expect(useToastsStore().all).toHaveLength(1)
  })
})

describe('a name of characters that nobody sees', () => {
  const BLANK = '\u200b\u3164 \u2060'
  const SAID = 'A name needs at least one character that can be seen.'

  it('makes no group, and the form says why', async () => {
    await open(GroupCreateDialog, {})
    await press(options()[0]!)
    expect(document.body.textContent).not.toContain(SAID)
    await type(field('Group name'), BLANK)
    expect(document.body.textContent).toContain(SAID)
    expect(button(/^Create/).disabled).toBe(true)
    document.querySelector('form')!.dispatchEvent(new Event('submit'))
    await flushPromises()
    expect(argumentsOf('groups:create')).toEqual([])
    await type(field('Group name'), `${BLANK}Launch`)
    expect(document.body.textContent).not.toContain(SAID)
    expect(button('Create with 1 person').disabled).toBe(false)
  })

  it('renames none', async () => {
    await open(GroupEditDialog, { conversation: conversations.find(({ kind }) => kind === 'c2g')!, field: 'title' })
    expect(document.body.textContent).not.toContain(SAID)
    await type(field('Group name'), BLANK)
    expect(document.body.textContent).toContain(SAID)
    expect(button('Save').disabled).toBe(true)
    document.querySelector('form')!.dispatchEvent(new Event('submit'))
    await flushPromises()
    expect(argumentsOf('groups:update')).toEqual([])
  })

  it('is not mine', async () => {
    await open(ProfileForm, { name: 'Alice', canChange: true })
    await type(field('Name'), BLANK)
    expect(document.body.textContent).toContain(SAID)
    expect(button('Save').disabled).toBe(true)
  })

  it('as a notice or a status is none', async () => {
    const conversation = { ...conversations.find(({ kind }) => kind === 'c2g')!, notice: 'old' }
    await open(GroupEditDialog, { conversation, field: 'notice' })
    const text = document.querySelector('textarea')!
    text.value = BLANK
    text.dispatchEvent(new Event('input', { bubbles: true }))
    await flushPromises()
    document.querySelector('form')!.dispatchEvent(new Event('submit'))
    await flushPromises()
    expect(argumentsOf('groups:update')).toEqual([{ conversationId: conversation.conversationId, notice: '' }])
    document.body.innerHTML = ''
    await open(StatusDialog, {})
    await type(field('Status'), BLANK)
    expect(button('Save').disabled).toBe(true)
  })
})

describe('adding members', () => {
  it('offers nobody who is in the group already', async () => {
    const group = conversations.find(({ kind }) => kind === 'c2g')!
    const members = await jim.call('conversations:members', { conversationId: group.conversationId })
    const present = members.ok ? members.value : []
    usePeopleStore().setMembers(group.conversationId, present)
    await open(AddMembersDialog, { conversationId: group.conversationId })
    const offered = options().map((option) => option.textContent)
    for (const { name } of present) expect(offered.some((text) => text.includes(name))).toBe(false)
    expect(button('Add').disabled).toBe(true)
  })
})

describe('forwarding', () => {
  async function forward(messages: readonly Message[], choose: () => Promise<void>): Promise<readonly unknown[]> {
    await open(ForwardDialog, { messages })
    await choose()
    document.querySelector('form')!.dispatchEvent(new Event('submit'))
    await flushPromises()
    return argumentsOf('messages:forward')
  }

  it('sends one message to every chat that was picked', async () => {
    const sent = await forward(range(1, 1), async () => {
      expect(document.querySelectorAll('[role=radio]')).toHaveLength(0)
      await press(options()[0]!)
      await press(options()[1]!)
    })
    expect(sent).toMatchObject([{ localIds: [1], as: 'each' }])
    expect((sent[0] as { to: readonly string[] }).to).toHaveLength(2)
    expect(isClosed).toBe(true)
  })

  it('sends several as one bundle when that is chosen', async () => {
    const sent = await forward(range(1, 3), async () => {
      await press(options()[0]!)
      await press(button('As one bundle'))
    })
    expect(sent).toMatchObject([{ localIds: [1, 2, 3], as: 'bundle' }])
  })

  it('offers every chat, archived ones last, but none that one has left', async () => {
    const left = conversations.filter(({ hasLeft }) => hasLeft)
    await open(ForwardDialog, { messages: range(1, 1) })
    expect(options()).toHaveLength(conversations.filter(({ hasLeft }) => !hasLeft).length)
    expect(left.every(({ title }) => !options().some((option) => option.textContent.startsWith(title)))).toBe(true)
  })
})
