import {
  type ConversationsPage,
  conversationsPageSchema,
  membersPageSchema,
  type SessionItem,
  sessionsPageSchema,
  usersPageSchema,
} from '@protocol/schemas/http'
import { MAX_HISTORY_PAGE } from '@protocol/constants'
import type { Envelope } from '@protocol/schemas/chat'
import { seqMarkSchema } from '@protocol/schemas/ids'
import { type ConversationObject, conversationSchema, leftGroupSchema, type Member, type User, userSchema } from '@protocol/schemas/roster'
import { errorSchema } from '@protocol/schemas/session'
import type { Features } from '@shared/features'
import type { ConversationId } from '@shared/ids'
import { failed, ok, type Result } from '@shared/result'
import { type HttpClient, HttpError } from '../../lib/http-client'

export type HistoryPage = { readonly items: readonly Envelope[]; readonly lastSeq: number }

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
type Schema<T> = { safeParse(value: unknown): { success: true; data: T } | { success: false } }

type ServerApiDeps = {
  readonly http: HttpClient
  readonly httpBase: () => string
  readonly token: () => string
  readonly features: () => Features
}

/**
 * The HTTP calls of PROTOCOL 6 that the sync engine makes. Failures are values: the server's own code (`not_member`,
 * `expired` …), the link's (`timeout`, `reset` …), `bad_answer`, or `unsupported`:
 * a plain jim1 server has no HTTP, and nothing goes to any other port of its host (PROTOCOL 8).
 */
export class ServerApi {
  readonly #deps: ServerApiDeps
  readonly #abort = new AbortController()

  constructor(deps: ServerApiDeps) {
    this.#deps = deps
  }

  /** Ends what is under way; nothing is asked any more. */
  close(): void {
    this.#abort.abort()
  }

  me(): Promise<Result<User>> {
    return this.#call('GET', '/v1/me', userSchema)
  }

  async users(text: string, limit: number): Promise<Result<readonly User[]>> {
    return itemsOf(await this.#call('GET', `/v1/users?${query({ q: text, limit })}`, usersPageSchema))
  }

  /** `since` in epoch ms of the server; 0 = all. */
  conversations(page: { readonly since: number; readonly after?: string; readonly limit: number }): Promise<Result<ConversationsPage>> {
    const since = page.since > 0 ? page.since : undefined
    return this.#call('GET', `/v1/conversations?${query({ since, after: page.after, limit: page.limit })}`, conversationsPageSchema)
  }

  /** Both ends included. An item that cannot be read does not cost the page. */
  async messages(conversationId: ConversationId, from: number, to: number): Promise<Result<HistoryPage>> {
    const range = query({ from_seq: from, to_seq: to, limit: Math.min(MAX_HISTORY_PAGE, to - from + 1) })
    return this.#call('GET', `/v1/conversations/${encodeURIComponent(conversationId)}/messages?${range}`, historyPageSchema)
  }

  async members(conversationId: ConversationId): Promise<Result<readonly Member[]>> {
    return itemsOf(await this.#call('GET', `/v1/conversations/${encodeURIComponent(conversationId)}/members`, membersPageSchema))
  }

  createGroup(title: string, memberIds: readonly string[]): Promise<Result<ConversationObject>> {
    return this.#call('POST', '/v1/groups', conversationSchema, { title, member_ids: memberIds })
  }

  changeMembers(method: 'POST' | 'DELETE', groupId: string, memberIds: readonly string[]): Promise<Result<ConversationObject>> {
    return this.#call(method, `${groupPath(groupId)}/members`, conversationSchema, { member_ids: memberIds })
  }

  /** Takes oneself out. The seq of the message that says so, if the server tells; of the rest nothing is ours to know. */
  leaveGroup(groupId: string, me: string): Promise<Result<number | undefined>> {
    return this.#call('DELETE', `${groupPath(groupId)}/members`, leftAnswerSchema, { member_ids: [me] })
  }

  changeGroup(
    groupId: string,
    change: { readonly title?: string; readonly notice?: string; readonly avatar?: string },
  ): Promise<Result<ConversationObject>> {
    return this.#call('PATCH', groupPath(groupId), conversationSchema, change)
  }

  async sessions(): Promise<Result<readonly SessionItem[]>> {
    return itemsOf(await this.#call('GET', '/v1/sessions', sessionsPageSchema))
  }

  endSession(sessionId: string): Promise<Result<void>> {
    return this.#call('DELETE', `/v1/sessions/${encodeURIComponent(sessionId)}`, anySchema)
  }

  setRole(groupId: string, userId: string, role: string): Promise<Result<ConversationObject>> {
    return this.#call('PUT', `${groupPath(groupId)}/members/${encodeURIComponent(userId)}/role`, conversationSchema, { role })
  }

  async #call<T>(method: Method, path: string, schema: Schema<T>, json?: unknown): Promise<Result<T>> {
    const { http, httpBase, token, features } = this.#deps
    if (!features().http) return failed('unsupported', 'a plain jim1 server has no HTTP')
    try {
      const request = { method, url: `${httpBase()}${path}`, token: token(), json, signal: this.#abort.signal }
      const { status, json: body } = await http.request(request)
      if (status < 200 || status >= 300) {
        const error = errorSchema.safeParse(body)
        return error.success ? failed(error.data.code, error.data.reason) : failed(`http_${status}`)
      }
      const parsed = schema.safeParse(body)
      return parsed.success ? ok(parsed.data) : failed('bad_answer')
    } catch (error) {
      return failed(error instanceof HttpError ? error.code : 'http_failed', error instanceof Error ? error.message : undefined)
    }
  }
}

/** Answers after which asking again gives the same: the conversation is not ours to read. */
export function isGoneCode(code: string): boolean {
  return code === 'not_member' || code === 'forbidden' || code === 'not_found'
}

const anySchema: Schema<void> = { safeParse: () => ({ success: true, data: undefined }) }

const leftAnswerSchema: Schema<number | undefined> = {
  safeParse: (value) => ({ success: true, data: leftGroupSchema.safeParse(value).data?.last_seq }),
}

const historyPageSchema: Schema<HistoryPage> = {
  safeParse(value) {
    if (!isObject(value) || !Array.isArray(value['items'])) return { success: false }
    const lastSeq = seqMarkSchema.safeParse(value['last_seq'])
    if (!lastSeq.success) return { success: false }
    return { success: true, data: { items: value['items'].flatMap(envelopeOf), lastSeq: lastSeq.data } }
  },
}

/** An envelope whose type nobody could read is still one: its seq must be closed. */
function envelopeOf(item: unknown): Envelope[] {
  if (!isObject(item) || !isObject(item['data'])) return []
  const type = item['type']
  return [{ type: typeof type === 'string' && type !== '' ? type : 'unknown', data: item['data'] }]
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function itemsOf<T>(page: Result<{ readonly items: readonly T[] }>): Result<readonly T[]> {
  return page.ok ? ok(page.value.items) : page
}

function groupPath(groupId: string): string {
  return `/v1/groups/${encodeURIComponent(groupId)}`
}

function query(parameters: Readonly<Record<string, string | number | undefined>>): string {
  const defined = new URLSearchParams()
  for (const [key, value] of Object.entries(parameters)) if (value !== undefined) defined.set(key, String(value))
  return defined.toString()
}
