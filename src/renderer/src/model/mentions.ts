import { matchPlace } from './match-text'

/** What a message calls everyone by, on the wire and in the text of either language. */
export const EVERYONE = '*'
export const EVERYONE_WORDS = ['所有人', 'all']

type Mentionable = { readonly userId: string; readonly name: string }

/** The user ids that a text names with `@name`, `*` for everyone. */
export function mentionedIds(text: string, members: readonly Mentionable[]): string[] {
  if (!text.includes('@')) return []
  const ids = members.filter((member) => hasMark(text, member.name)).map((member) => member.userId)
  return members.length > 0 && EVERYONE_WORDS.some((word) => hasMark(text, word)) ? [...ids, EVERYONE] : ids
}

/** The `@…` that is being written just before the caret: its start and what follows the sign. */
export function mentionQuery(
  text: string,
  caret: number,
): { readonly start: number; readonly query: string } | undefined {
  const match = /(?:^|[\s\p{Script=Han}，。；：！？、])@([^\s@]{0,24})$/u.exec(text.slice(0, caret))
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

function hasMark(text: string, name: string): boolean {
  const mark = `@${name}`
  for (let at = text.indexOf(mark); at !== -1; at = text.indexOf(mark, at + 1)) {
    const after = text.charAt(at + mark.length)
    if (!/[\p{Script=Latin}\p{N}_]/u.test(after) || !/[\p{Script=Latin}\p{N}_]$/u.test(name)) return true
  }
  return false
}
