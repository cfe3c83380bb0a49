// @vitest-environment happy-dom
import type { ConversationId } from '@shared/ids'
import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import SendPlaceDialog from '../../src/renderer/src/components/composer/SendPlaceDialog.vue'
import ShareContactsDialog from '../../src/renderer/src/components/roster/ShareContactsDialog.vue'
import { createAppI18n } from '../../src/renderer/src/i18n'
import type { FakeJim } from '../helpers/fake-jim'
import { useFakeJim } from './mount'

enableAutoUnmount(afterEach)

let chat: ConversationId
let jim: FakeJim
let isClosed: boolean
beforeEach(() => {
  jim = useFakeJim()
  chat = jim.conversations[0]!.conversationId
  isClosed = false
})

async function open(dialog: typeof SendPlaceDialog | typeof ShareContactsDialog): Promise<void> {
  mount(dialog as typeof SendPlaceDialog, {
    props: { conversationId: chat, onClose: () => (isClosed = true) },
    attachTo: document.body,
    global: { plugins: [createAppI18n('en')] },
  })
  await flushPromises()
}

const fields = (): HTMLInputElement[] => [...document.querySelectorAll<HTMLInputElement>('[role=dialog] input')]
const sendButton = (): HTMLButtonElement => document.querySelector<HTMLButtonElement>('[role=dialog] [type=submit]')!
const sent = (): readonly unknown[] => jim.calls.filter(({ channel }) => channel === 'messages:send').map(({ argument }) => argument)

async function write(field: HTMLInputElement, text: string): Promise<void> {
  field.value = text
  field.dispatchEvent(new Event('input', { bubbles: true }))
  await flushPromises()
}

describe('a place from the composer’s menu', () => {
  it('is sent as it was read, under its own name or another', async () => {
    await open(SendPlaceDialog)
    expect(sendButton().disabled).toBe(true)
    const [where, name] = fields()
    await write(where!, 'https://uri.amap.com/marker?position=116.397428,39.90923&name=Gate')
    expect([name!.value, sendButton().disabled]).toEqual(['Gate', false])
    expect(document.querySelector('[role=status]')!.textContent).toBe('39.90923, 116.39743 · GCJ-02')
    await write(name!, 'Where we meet')
    // Another place keeps the name that somebody gave.
    await write(where!, '39.90923, 116.397428')
    expect(name!.value).toBe('Where we meet')
    sendButton().click()
    await flushPromises()
    const content = { kind: 'location', place: { lat: 39.90923, lng: 116.397428 }, name: 'Where we meet' }
    expect(sent()).toEqual([{ conversationId: chat, content }])
    expect(isClosed).toBe(true)
  })

  it('is not sent where there is none, which is said, and stays open where it is not stored', async () => {
    await open(SendPlaceDialog)
    const [where] = fields()
    await write(where!, 'the usual place')
    expect(document.querySelector('[role=dialog]')!.textContent).toContain('This is no place')
    expect(sendButton().disabled).toBe(true)
    await write(where!, '39.90923, 116.397428')
    jim.failures.set('messages:send', 'disk_full')
    sendButton().click()
    await flushPromises()
    expect(isClosed).toBe(false)
  })
})

describe('cards from the composer’s menu', () => {
  it('go one by one to the conversation; those that were not stored stay chosen', async () => {
    // People are looked for a moment after the last letter.
    vi.useFakeTimers()
    onTestFinished(() => void vi.useRealTimers())
    await open(ShareContactsDialog)
    await vi.advanceTimersByTimeAsync(500)
    const options = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>('[role=option]')]
    const names = options()
      .slice(0, 2)
      .map((option) => option.textContent)
    for (const index of [0, 1]) {
      options()[index]!.click()
      await flushPromises()
    }
    expect(sendButton().textContent).toContain('Send 2 cards')
    jim.failures.set('messages:send', 'disk_full')
    sendButton().click()
    await flushPromises()
    expect([isClosed, sendButton().textContent!.trim()]).toEqual([false, 'Send 2 cards'])
    jim.failures.clear()
    sendButton().click()
    await flushPromises()
    expect(isClosed).toBe(true)
    const cards = sent().slice(1) as readonly {
      readonly conversationId: string
      readonly content: { readonly kind: string; readonly name: string }
    }[]
    expect(cards.map(({ conversationId, content }) => [conversationId, content.kind])).toEqual([
      [chat, 'contact'],
      [chat, 'contact'],
    ])
    for (const [index, { content }] of cards.entries()) expect(names[index]).toContain(content.name)
  })
})
