import type { WrittenMention } from '@shared/conversation'
import { findLinks } from './link-finder'

export type Mentionable = { readonly userId: string; readonly name: string }

/** What may stand before a sign that calls somebody: never a part of a word, a path, an address or code. */
export const BEFORE_SIGN = String.raw`(?:^|[\s\p{Ps}\p{Pi}\p{Pf}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Extended_Pictographic}"'，。；：！？、…—,;:!?)）」』】》])`

const SIGN = new RegExp(`(?<=${BEFORE_SIGN})@`, 'gu')
/** More of a word, an address or a hyphenated name: what stands there is no whole name. */
const GOES_ON = /^(?:[\p{L}\p{M}\p{N}_@]|[-.'’][\p{L}\p{N}])/u
/** ‘Ann’s’ still names Ann. */
const OWNED = /^['’]s(?![\p{L}\p{N}])/u
const CODE = /```[\s\S]*?(?:```|$)|`[^`\n]*`/g
/** A name and a little of what follows it, in UTF-16: names have at most 200 characters. */
const BEHIND = 210

type Stretch = { readonly from: number; readonly to: number }

/**
 * Whom a text calls by a whole name behind an `@` at a word's border, where exactly one member has that name, in either
 * case. Nothing in links and code calls anybody, nor what was `picked` already.
 */
export function typedIds(text: string, picked: readonly WrittenMention[], members: readonly Mentionable[]): string[] {
  const signs = [...text.matchAll(SIGN)].map(({ index }) => index)
  if (signs.length === 0) return []
  const isFree = outside([
    ...picked.map(({ at, name }) => ({ from: at, to: at + 1 + name.length })),
    ...findLinks(text),
    ...[...text.matchAll(CODE)].map(({ 0: code, index }) => ({ from: index, to: index + code.length })),
  ])
  const known = byFirstCharacter(members)
  return signs.filter(isFree).flatMap((at) => onlyOneNamed(text.slice(at + 1, at + 1 + BEHIND), known) ?? [])
}

/** Tells of ascending places whether they lie outside of all stretches. */
function outside(stretches: readonly Stretch[]): (at: number) => boolean {
  const ascending = [...stretches].sort((a, b) => a.from - b.from)
  let next = 0
  let end = 0
  return (at) => {
    for (let stretch = ascending[next]; stretch !== undefined && stretch.from <= at; stretch = ascending[++next]) {
      end = Math.max(end, stretch.to)
    }
    return at >= end
  }
}

/** By the first character of their names in lower case, so that a text with many signs stays cheap in a large group. */
function byFirstCharacter(members: readonly Mentionable[]): ReadonlyMap<string, readonly Mentionable[]> {
  const known = new Map<string, Mentionable[]>()
  for (const { userId, name } of members) {
    const lower = name.toLowerCase()
    const first = lower.charAt(0)
    if (first !== '') known.set(first, [...(known.get(first) ?? []), { userId, name: lower }])
  }
  return known
}

function onlyOneNamed(behind: string, known: ReadonlyMap<string, readonly Mentionable[]>): string | undefined {
  const lower = behind.toLowerCase()
  const named = (known.get(lower.charAt(0)) ?? []).filter(({ name }) => lower.startsWith(name))
  const length = Math.max(0, ...named.map(({ name }) => name.length))
  const [only, second] = named.filter(({ name }) => name.length === length)
  const after = behind.slice(length)
  const isWhole = !GOES_ON.test(after) || OWNED.test(after)
  return second === undefined && isWhole ? only?.userId : undefined
}
