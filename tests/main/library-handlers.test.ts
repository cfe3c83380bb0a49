import type { IpcArgument } from '@shared/ipc'
import type { LibraryPage } from '@shared/library'
import { describe, expect, it } from 'vitest'
import { libraryHandlers } from '../../src/main/ipc/library-handlers'
import type { SignedIn } from '../../src/main/ipc/session'
import type { Store } from '../../src/main/store/store'
import { must } from '../helpers/results'
import { ALICE, CHAT, openTestStore, received } from '../store/helpers'

const FILE = { family: 'pdf', isSaved: false } as const

function handlersOf(store: Store) {
  return libraryHandlers(() => ({ store, files: { localFile: () => FILE } }) as unknown as SignedIn)
}

async function ask(store: Store, query: Partial<IpcArgument<'library:page'>>): Promise<LibraryPage> {
  return must(await handlersOf(store)['library:page']({ order: 'newest', limit: 10, ...query }))
}

/** All that there is, page by page, and how many pages that took. */
async function all(store: Store, query: Partial<IpcArgument<'library:page'>>) {
  const seqs: unknown[] = []
  let [pages, page] = [1, await ask(store, query)]
  seqs.push(...page.messages.map(({ seq }) => seq))
  while (page.next !== undefined && pages < 50) {
    page = await ask(store, { ...query, after: page.next })
    seqs.push(...page.messages.map(({ seq }) => seq))
    pages++
  }
  return { seqs, pages }
}

function filled(contents: readonly (readonly [type: string, content: Readonly<Record<string, unknown>>])[]): Store {
  const store = openTestStore()
  store.conversations.ensure(CHAT, ALICE)
  store.messages.insertBatch(contents.map(([type, content], index) => received({ seq: index + 1, type, content })))
  return store
}

const file = (name: string, size = 10) => ['file', { url: '/v1/files/f', name, size }] as const
const text = (content: string) => ['text', { content }] as const

describe('what was sent in all conversations', () => {
  it('comes with what this device has of each file', async () => {
    const page = await ask(filled([file('a.pdf'), text('words'), file('b.zip')]), {})
    expect(page.messages.map(({ seq, file: kept }) => [seq, kept])).toEqual([
      [3, FILE],
      [1, FILE],
    ])
    expect(page.next).toBeUndefined()
  })

  it('is found by its name, narrowed as it is without words, page by page', async () => {
    const store = filled([
      file('contract 1.pdf'),
      text('the contract'),
      file('contract.zip'),
      file('minutes.pdf'),
      file('contract 2.pdf', 2_000_000),
      file('contract 3.pdf'),
      file('Contract 4.docx'),
    ])
    expect(await all(store, { text: 'contract', kind: 'documents', limit: 2 })).toEqual({ seqs: [7, 6, 5, 1], pages: 2 })
    expect((await all(store, { text: 'contract', kind: 'documents', maxBytes: 1000, limit: 1 })).seqs).toEqual([7, 6, 1])
    expect((await all(store, { text: 'contract' })).seqs).toEqual([7, 6, 5, 3, 1])
  })

  it('has of texts only those with a link, and looks through so many and no more at once', async () => {
    const words = Array.from({ length: 1200 }, () => text('budget'))
    const store = filled([text('budget: https://a.example/b'), ...words])
    const first = await ask(store, { text: 'budget', kind: 'links' })
    expect([first.messages, first.next === undefined]).toEqual([[], false])
    expect(await all(store, { text: 'budget', kind: 'links' })).toEqual({ seqs: [1], pages: 3 })
  })

  it('is told anew by the number of each message, without those that are gone', async () => {
    const store = filled([file('a.pdf'), file('b.pdf')])
    const [a] = (await ask(store, { limit: 1 })).messages
    const again = must(await handlersOf(store)['library:messages']({ localIds: [a!.localId, 99 as never] }))
    expect(again.map(({ seq }) => seq)).toEqual([2])
    expect(must(await handlersOf(store)['library:counts']({}))).toMatchObject({ documents: 2, others: 0 })
  })
})
