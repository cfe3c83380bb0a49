import { conversationsPageSchema, membersPageSchema, sessionsPageSchema, usersPageSchema } from '@protocol/schemas/http'
import type { Envelope } from '@protocol/schemas/chat'
import { isSeq, seqMarkSchema } from '@protocol/schemas/ids'
import { type ConversationObject, conversationSchema, leftGroupSchema, userSchema } from '@protocol/schemas/roster'
import { errorSchema } from '@protocol/schemas/session'
import type { ConversationId, UserId } from '@shared/ids'
import { failed, ok, type Result } from '@shared/result'
import type { DeviceSession, Person, Role } from '@shared/roster'
import { shownLine, shownName } from '@shared/shown-text'
import { type HttpClient, HttpError } from '../../lib/http-client'
import {
  type ChatRequests,
  type ConversationsPage,
  type GroupChange,
  type HistoryPage,
  type HistoryPlan,
  type ListPlan,
  MAX_HISTORY_PAGE,
} from '../kind/chat-requests'
import type { ChatConversation, ChatMember, ChatMessage } from '../kind/facts'
import type { Dialect } from './dialects'
import { readNamedMessage, type ReadContext } from './reading/read-message'
import { readConversation, readLeft, readMember, readPerson } from './reading/read-roster'

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
type Schema<T> = { safeParse(value: unknown): { success: true; data: T } | { success: false } }

type ServerApiDeps = {
  readonly http: HttpClient
  readonly httpBase: () => string
  readonly token: () => string
  readonly dialect: () => Dialect
  readonly context: () => ReadContext
}

/**
 * The HTTP calls of PROTOCOL 6. A plain server has no HTTP, and nothing goes to any other port of its host (PROTOCOL 8).
 */
export class ServerApi implements ChatRequests {
  readonly #deps: ServerApiDeps
  readonly #abort = new AbortController()

  constructor(deps: ServerApiDeps) {
    this.#deps = deps
  }

  close(): void {
    this.#abort.abort()
  }

  async me(): Promise<Result<Person>> {
    return mapped(await this.#call('GET', '/v1/me', userSchema), readPerson)
  }

  async people(text: string, limit: number): Promise<Result<readonly Person[]>> {
    const page = await this.#call('GET', `/v1/users?${query({ q: text, limit })}`, usersPageSchema)
    return mapped(page, ({ items }) => items.map(readPerson))
  }

  async conversations({ since, after, limit }: ListPlan): Promise<Result<ConversationsPage>> {
    const asked = query({ since: since > 0 ? since : undefined, after, limit })
    const page = await this.#call('GET', `/v1/conversations?${asked}`, conversationsPageSchema)
    const context = this.#deps.context()
    return mapped(page, ({ items, left, next, server_time }) => ({
      items: items.map((item) => readConversation(item, context)),
      left: left.map(readLeft),
      next: next ?? undefined,
      serverTime: server_time,
    }))
  }

  /** An item that cannot be read does not cost the page. */
  async history(plan: HistoryPlan): Promise<Result<HistoryPage>> {
    if (plan.by === 'cursor') return failed('unsupported', 'history is asked for by number')
    const { conversationId, from, to } = plan
    const range = query({ from_seq: from, to_seq: to, limit: Math.min(MAX_HISTORY_PAGE, to - from + 1) })
    const page = await this.#call('GET', `/v1/conversations/${encodeURIComponent(conversationId)}/messages?${range}`, historyPageSchema)
    const context = this.#deps.context()
    return mapped(page, (answer) => historyPage(answer, conversationId, context))
  }

  async members(conversationId: ConversationId): Promise<Result<readonly ChatMember[]>> {
    const page = await this.#call('GET', `/v1/conversations/${encodeURIComponent(conversationId)}/members`, membersPageSchema)
    return mapped(page, ({ items }) => items.map(readMember))
  }

  createGroup(title: string, memberIds: readonly UserId[]): Promise<Result<ChatConversation>> {
    return this.#group('POST', '/v1/groups', { title, member_ids: memberIds })
  }

  addMembers(groupId: string, userIds: readonly UserId[]): Promise<Result<ChatConversation>> {
    return this.#group('POST', `${groupPath(groupId)}/members`, { member_ids: userIds })
  }

  removeMembers(groupId: string, userIds: readonly UserId[]): Promise<Result<ChatConversation>> {
    return this.#group('DELETE', `${groupPath(groupId)}/members`, { member_ids: userIds })
  }

  changeGroup(groupId: string, change: GroupChange): Promise<Result<ChatConversation>> {
    return this.#group('PATCH', groupPath(groupId), change)
  }

  setRole(groupId: string, userId: UserId, role: Role): Promise<Result<ChatConversation>> {
    return this.#group('PUT', `${groupPath(groupId)}/members/${encodeURIComponent(userId)}/role`, { role })
  }

  /** Of the rest of the group's object nothing is ours to know any more. */
  leaveGroup(groupId: string): Promise<Result<number | undefined>> {
    const { me } = this.#deps.context()
    return this.#call('DELETE', `${groupPath(groupId)}/members`, leftAnswerSchema, { member_ids: [me] })
  }

  async devices(): Promise<Result<readonly DeviceSession[]>> {
    return mapped(await this.#call('GET', '/v1/sessions', sessionsPageSchema), ({ items }) =>
      items.map((session) => ({
        sessionId: session.session_id,
        deviceName: shownName(session.device_name, session.session_id),
        appVersion: shownLine(session.app_version),
        connectedAt: session.connected_at,
        lastSeen: session.last_seen,
        isThisDevice: session.current,
      })),
    )
  }

  endDevice(sessionId: string): Promise<Result<void>> {
    return this.#call('DELETE', `/v1/sessions/${encodeURIComponent(sessionId)}`, anySchema)
  }

  async #group(method: Method, path: string, json: unknown): Promise<Result<ChatConversation>> {
    const answer: Result<ConversationObject> = await this.#call(method, path, conversationSchema, json)
    return mapped(answer, (object) => readConversation(object, this.#deps.context()))
  }

  async #call<T>(method: Method, path: string, schema: Schema<T>, json?: unknown): Promise<Result<T>> {
    const { http, httpBase, token, dialect } = this.#deps
    if (dialect() === 'base') return failed('unsupported', 'a plain jim1 server has no HTTP')
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

const anySchema: Schema<void> = { safeParse: () => ({ success: true, data: undefined }) }

const leftAnswerSchema: Schema<number | undefined> = {
  safeParse: (value) => ({ success: true, data: leftGroupSchema.safeParse(value).data?.last_seq }),
}

type HistoryAnswer = { readonly items: readonly Envelope[]; readonly lastSeq: number }

const historyPageSchema: Schema<HistoryAnswer> = {
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

function historyPage({ items, lastSeq }: HistoryAnswer, conversationId: ConversationId, context: ReadContext): HistoryPage {
  const messages: ChatMessage[] = []
  let servedUpTo = 0
  for (const item of items) {
    const { seq } = item.data
    if (isSeq(seq)) servedUpTo = Math.max(servedUpTo, seq)
    const message = readNamedMessage(item, context, conversationId)
    if (message !== undefined) messages.push(message)
  }
  return { messages, served: items.length, lastSeq, servedUpTo }
}

function mapped<A, B>(answer: Result<A>, read: (value: A) => B): Result<B> {
  return answer.ok ? ok(read(answer.value)) : answer
}

function groupPath(groupId: string): string {
  return `/v1/groups/${encodeURIComponent(groupId)}`
}

function query(parameters: Readonly<Record<string, string | number | undefined>>): string {
  const defined = new URLSearchParams()
  for (const [key, value] of Object.entries(parameters)) if (value !== undefined) defined.set(key, String(value))
  return defined.toString()
}
