import { c2cOf, partsOf } from '@shared/conversation-id'

/** Where a `jim:` link leads. The ids have the shape of ids; whether there is such a thing is for the opener to find. */
export type DeepLink =
  | { readonly kind: 'conversation'; readonly conversationId: string; readonly mid?: string }
  | { readonly kind: 'user'; readonly userId: string }

/** The scheme that the system opens with this app. */
export const DEEP_LINK_SCHEME = 'jim'

/** Longer than the longest link there can be; anything above is not looked at. */
const MAX_CHARACTERS = 512

/** 1–64 of these characters (PROTOCOL 0). */
const USER_ID = /^[A-Za-z0-9._@-]{1,64}$/
const MID = /^[1-9]\d{0,19}$/

/**
 * Reads a link that anybody may have written, on any web page:
 *
 * ```
 * jim://conversation/<conversation id>[?mid=<mid>]
 * jim://user/<user id>
 * ```
 *
 * `undefined` for everything else: other words, more path, other parameters, a fragment, a port, a user name.
 */
export function parseDeepLink(text: string): DeepLink | undefined {
  if (text.length > MAX_CHARACTERS || !URL.canParse(text)) return undefined
  const url = new URL(text)
  if (url.protocol !== `${DEEP_LINK_SCHEME}:` || url.username !== '' || url.password !== '' || url.port !== '') return undefined
  if (url.hash !== '') return undefined
  const id = decoded(url.pathname)
  if (id === undefined) return undefined
  const parameters = [...url.searchParams]
  switch (url.hostname) {
    case 'conversation':
      return conversationLink(id, parameters)
    case 'user':
      return parameters.length === 0 && USER_ID.test(id) ? { kind: 'user', userId: id } : undefined
    default:
      return undefined
  }
}

/** The first link among a program's arguments; browsers put it last, Chromium's own switches stand before it. */
export function deepLinkIn(argv: readonly string[]): string | undefined {
  return argv.find((argument) => argument.startsWith(`${DEEP_LINK_SCHEME}:`))
}

/** A path of one part, percent signs resolved; some systems put a slash at its end. */
function decoded(pathname: string): string | undefined {
  try {
    return decodeURIComponent(pathname.replace(/^\//, '').replace(/\/$/, ''))
  } catch {
    return undefined
  }
}

function conversationLink(conversationId: string, parameters: readonly (readonly [string, string])[]): DeepLink | undefined {
  if (!isConversationId(conversationId)) return undefined
  if (parameters.length === 0) return { kind: 'conversation', conversationId }
  const [[name, mid]] = parameters as [readonly [string, string]]
  return parameters.length === 1 && name === 'mid' && MID.test(mid) ? { kind: 'conversation', conversationId, mid } : undefined
}

/** One of our ids (PROTOCOL 0), with its two people in their order. */
function isConversationId(id: string): boolean {
  const parts = partsOf(id)
  if (parts === undefined) return false
  if (parts.kind === 'c2g') return USER_ID.test(parts.groupId)
  return parts.users.every((user) => USER_ID.test(user)) && c2cOf(...parts.users) === id
}
