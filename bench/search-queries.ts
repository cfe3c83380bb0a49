import type { MessageQuery } from '../src/shared/search'
import { below, pick, seededRandom } from '../tests/fuzz/random'
import type { ChatLine } from './chat-store'
import { chatId, senderId } from './chat-store'

/** Queries of each kind. */
const EACH = 40
const LIMIT = 40

export type Query = { readonly kind: string; readonly search: MessageQuery }

const HAN = /\p{sc=Han}{1,8}/gu
const WORD = /[A-Za-z0-9]+/g
/** What nearly every Chinese message has in it; three of them ask for three long lists at once. */
const COMMONEST = [
  '的',
  '了',
  '是',
  '我',
  '不',
  '我们',
  '今天',
  '的 是 我',
  '我们 的 了',
  't',
  'th',
  'the',
  'to',
  'a t m',
  '1',
  '我们是',
  '的 the',
]

/** What people type, 1 to 8 characters: pieces of the texts themselves, the commonest of all, and what nobody wrote. */
export function queriesOf(lines: readonly ChatLine[]): readonly Query[] {
  const random = seededRandom(3)
  const piece = (pattern: RegExp, cut: (found: string) => string): string => {
    for (;;) {
      const found = pick(random, lines).text.match(pattern)
      if (found !== null) return cut(pick(random, found))
    }
  }
  const part = (found: string, length: number): string => {
    const from = below(random, Math.max(1, found.length - length + 1))
    return found.slice(from, from + length)
  }
  const some = (kind: string, make: () => string): readonly Query[] =>
    Array.from({ length: EACH }, () => ({ kind, search: { text: make(), limit: LIMIT } }))
  return [
    ...COMMONEST.map((text) => ({ kind: 'commonest', search: { text, limit: LIMIT } })),
    ...some('one character', () => piece(HAN, (found) => part(found, 1))),
    ...some('two characters', () => piece(HAN, (found) => part(found, 2))),
    ...some('three to eight characters', () => piece(HAN, (found) => part(found, 3 + below(random, 6)))),
    ...some('beginning of a word', () => piece(WORD, (found) => found.slice(0, 1 + below(random, 8)))),
    ...some('mixed', () => `${piece(HAN, (found) => part(found, 2))} ${piece(WORD, (found) => found.slice(0, 1 + below(random, 4)))}`),
    ...some('side by side', () => piece(/\p{sc=Han}[A-Za-z0-9]|[A-Za-z0-9]\p{sc=Han}{1,3}|[0-9]\p{P}[0-9]/gu, (found) => found)),
    ...some('found nowhere', () =>
      random() < 0.5 ? `${piece(HAN, (found) => part(found, 2))}鼕` : `zq${piece(WORD, (found) => found.slice(0, 5))}`,
    ),
  ]
}

/** The same queries, each with one of the panel's filters; some narrow to next to nothing. */
export function filteredQueriesOf(queries: readonly Query[], lines: readonly ChatLine[]): readonly Query[] {
  const random = seededRandom(5)
  const first = lines[0]!.at
  const span = lines.at(-1)!.at - first
  const filters: readonly (() => Omit<MessageQuery, 'text' | 'limit'>)[] = [
    () => ({ conversationId: chatId(below(random, 200)) as MessageQuery['conversationId'] }),
    () => ({ senderId: senderId(below(random, 300)) as MessageQuery['senderId'] }),
    () => ({ kinds: [random() < 0.5 ? 'file' : 'link'] }),
    () => ({ kinds: ['image'] }),
    () => {
      const from = Math.floor(first + random() * span)
      return { from, to: from + 7 * 86_400_000 }
    },
  ]
  return queries.map(({ search }, index) => {
    const filter = filters[index % filters.length]!()
    return { kind: Object.keys(filter).join(' '), search: { ...search, ...filter } }
  })
}

/** The filters of these, each once, without words. */
export function bareQueriesOf(filtered: readonly Query[]): readonly Query[] {
  const bare = filtered.map(({ kind, search }) => ({ kind, search: { ...search, text: '' } }))
  return [...new Map(bare.map((query) => [JSON.stringify(query.search), query])).values()]
}
