import type { WrittenMention } from '@shared/conversation'
import { matchPlace } from './match-text'
import { BEFORE_SIGN, type Mentionable, typedIds } from './typed-mentions'

/** What a message calls everyone by, on the wire and in the text of either language. */
export const EVERYONE = '*'
export const EVERYONE_WORDS = ['所有人', 'all']

export type { Mentionable }

/**
 * Whom a text calls: those who were picked while it was written, and those whose whole name stands behind an `@` at a
 * word's border, where exactly one member has it. Everyone is called by picking only.
 */
export function mentionedIds(text: string, picked: readonly WrittenMention[], members: readonly Mentionable[]): string[] {
  const held = picked.filter((mention) => isIntact(text, mention))
  return [...new Set([...held.map(({ userId }) => userId), ...typedIds(text, held, members)])]
}

/** The mention still reads as it was picked. */
export function isIntact(text: string, { at, name }: WrittenMention): boolean {
  return text.startsWith(`@${name}`, at)
}

/** Where a text names those whom its message called: how a text that is taken back gets its mentions again. */
export function mentionsAgain(text: string, ids: readonly string[], members: readonly Mentionable[]): readonly WrittenMention[] {
  const called: readonly Mentionable[] = ids.flatMap((id) =>
    id === EVERYONE ? EVERYONE_WORDS.map((name) => ({ userId: EVERYONE, name })) : members.filter(({ userId }) => userId === id),
  )
  const names = called.map(({ name }) => name)
  const found: WrittenMention[] = []
  for (let at = text.indexOf('@'); at !== -1; at = text.indexOf('@', at + 1)) {
    const name = nameAt(text, at, names)
    const taken = found.filter((mention) => mention.name === name)
    const people = called.filter((person) => person.name === name)
    // Two of one name stand in the order in which they were called.
    const person = people[Math.min(taken.length, people.length - 1)]
    if (person !== undefined) found.push({ at, name: person.name, userId: person.userId })
  }
  return found
}

/** The longest of `names` that stands behind the `@` at `at`, where neither side goes on as one Latin word. */
export function nameAt(text: string, at: number, names: readonly string[]): string | undefined {
  if (LATIN.test(text.charAt(at - 1))) return undefined
  let longest: string | undefined
  for (const name of names) {
    if (name === '' || name.length <= (longest?.length ?? 0) || !text.startsWith(name, at + 1)) continue
    if (LATIN.test(name.at(-1) ?? '') && LATIN.test(text.charAt(at + 1 + name.length))) continue
    longest = name
  }
  return longest
}

/** The `@…` that is being written just before the caret: its start and what follows the sign. */
export function mentionQuery(text: string, caret: number): { readonly start: number; readonly query: string } | undefined {
  const match = QUERY.exec(text.slice(Math.max(0, caret - LONGEST_QUERY - 3), caret))
  return match?.[1] === undefined ? undefined : { start: caret - match[1].length - 1, query: match[1] }
}

/** Members whom a query finds by name, id or pinyin; those who begin with it first, else in the order given. */
export function mentionCandidates<T extends Mentionable>(query: string, members: readonly T[], limit = 8): T[] {
  return members
    .flatMap((member) => {
      const words = member.userId === EVERYONE ? EVERYONE_WORDS : [member.userId]
      const place = matchPlace(query, member.name, ...words)
      return place === undefined ? [] : [{ member, isBegin: place === 0 }]
    })
    .sort((a, b) => Number(b.isBegin) - Number(a.isBegin))
    .slice(0, limit)
    .map(({ member }) => member)
}

const LATIN = /[\p{Script=Latin}\p{N}_]/u
const LONGEST_QUERY = 24
/** The full-width sign is what Chinese keyboards type. */
const QUERY = new RegExp(`${BEFORE_SIGN}[@＠]([^\\s@＠]{0,${LONGEST_QUERY}})$`, 'u')
