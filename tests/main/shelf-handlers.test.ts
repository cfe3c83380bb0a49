import type { IpcArgument } from '@shared/ipc'
import { describe, expect, it } from 'vitest'
import { shelfHandlers } from '../../src/main/ipc/shelf-handlers'
import type { SignedIn } from '../../src/main/ipc/session'
import type { Store } from '../../src/main/store/store'
import { must } from '../helpers/results'
import { ALICE, CHAT, openTestStore, received } from '../store/helpers'

const FILE = { family: 'pdf', isSaved: false } as const

async function ask(store: Store, query: Partial<IpcArgument<'shelf:page'>>) {
  const handlers = shelfHandlers(() => ({ store, files: { localFile: () => FILE } }) as unknown as SignedIn)
  return must(await handlers['shelf:page']({ conversationId: CHAT, shelf: 'files', anchor: { at: 'end' }, limit: 10, ...query }))
}

function filled(contents: readonly (readonly [type: string, content: Readonly<Record<string, unknown>>])[]): Store {
  const store = openTestStore()
  store.conversations.ensure(CHAT, ALICE)
  store.messages.insertBatch(contents.map(([type, content], index) => received({ seq: index + 1, type, content })))
  return store
}

const file = (name: string) => ['file', { url: '/v1/files/f', name }] as const
const text = (content: string) => ['text', { content }] as const

describe('what a conversation has of one kind', () => {
  it('comes with what this device has of each file', async () => {
    const store = filled([file('a.pdf'), text('words'), file('b.pdf')])
    const page = await ask(store, {})
    expect(page.messages.map(({ seq, file: kept }) => [seq, kept])).toEqual([
      [1, FILE],
      [3, FILE],
    ])
    expect([page.older, page.newer]).toEqual([0, 0])
  })

  it('is found by its name, of its kind alone, page by page', async () => {
    const store = filled([
      file('contract 1.pdf'),
      text('the contract'),
      file('minutes.pdf'),
      file('contract 2.pdf'),
      file('contract 3.pdf'),
    ])
    const first = await ask(store, { text: 'contract', limit: 2 })
    expect(first.messages.map(({ seq }) => seq)).toEqual([4, 5])
    expect(first.older).toBe(1)
    const { position, localId } = first.messages[0]!
    const next = await ask(store, { text: 'contract', limit: 2, anchor: { at: 'before', position, localId } })
    expect(next.messages.map(({ seq }) => seq)).toEqual([1])
    expect(next.older).toBe(0)
  })

  it('has no stickers among what was found', async () => {
    const picture = { big_url: '/v1/files/f', name: 'cat.webp' }
    const store = filled([
      ['image', { ...picture, sticker: true }],
      ['image', picture],
    ])
    const page = await ask(store, { shelf: 'media', text: 'cat' })
    expect(page.messages.map(({ seq }) => seq)).toEqual([2])
  })

  it('has of texts only those with a link, however many others have the word', async () => {
    const words = Array.from({ length: 30 }, () => text('budget'))
    const store = filled([text('budget: https://a.example/b'), ...words, ['link', { url: 'https://a.example', title: 'budget' }]])
    const page = await ask(store, { shelf: 'links', text: 'budget', limit: 10 })
    expect(page.messages.map(({ seq }) => seq)).toEqual([1, 32])
    expect(page.older).toBe(0)
  })

  it('looks through so many and no more at once, and says that there may be others', async () => {
    const words = Array.from({ length: 300 }, () => text('budget'))
    const page = await ask(filled([text('budget: https://a.example/b'), ...words]), { shelf: 'links', text: 'budget', limit: 10 })
    expect(page).toEqual({ messages: [], older: 1, newer: 0 })
  })

  it('is all of it where nothing but blanks was asked for', async () => {
    expect((await ask(filled([file('a.pdf')]), { text: '  ' })).messages).toHaveLength(1)
  })
})
