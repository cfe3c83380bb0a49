import { COMMANDS, type CommandName, commandName } from './commands'
import type { BodyError } from './errors'
import { encodeFrameOfText, type Frame } from './frame'
import { decodeJson, decodeText, type Parsed } from './json'
import { readEnvelope } from './message-reading'
import { type Envelope, envelopeSchema } from './schemas/chat'
import {
  type AuthBody,
  authSchema,
  type CloseBody,
  closeSchema,
  type ErrorBody,
  errorSchema,
  type SessionInfo,
  sessionInfoSchema,
} from './schemas/session'
import { type BaseAck, baseAckSchema, querySchema, resultSchema } from './schemas/sync'

type ChatName = 'c2c' | 'c2g' | 'push' | 'signal'
/** One member per name, so that a check of the name narrows the packet. */
type ChatPacket = { [N in ChatName]: { readonly name: N; readonly envelope: Envelope } }[ChatName]

/** `code` is `undefined` when a base server said it in plain text. */
type Close = {
  readonly code: string | undefined
  readonly reason: string
  readonly retryAfterMs: number | undefined
  /** The device that ended the session, with `kicked`. */
  readonly deviceName?: string | undefined
}

type Numbered<T> = T & { readonly requestId: number }

/**
 * A frame whose body has been understood, by name (PROTOCOL 2). The content of a message is not looked at here: an
 * envelope of any type passes, and whoever applies it reads its content.
 */
export type Packet = Numbered<
  | { readonly name: 'ping'; readonly text: string }
  | { readonly name: 'pong'; readonly text: string }
  | { readonly name: 'clientClose'; readonly reason: string }
  | (Close & { readonly name: 'serverClose' })
  | (Close & { readonly name: 'authRefused' })
  | { readonly name: 'auth'; readonly auth: AuthBody }
  /**
   * `session` is `undefined` when the server speaks only base; `error` says what is wrong with a session object that
   * names a profile and breaks its rules (PROTOCOL 3, 7.7).
   */
  | {
      readonly name: 'authAccepted'
      readonly session: SessionInfo | undefined
      readonly text: string
      readonly error?: BodyError
    }
  | { readonly name: 'logout' }
  | ChatPacket
  /** An original gateway's ack: a body with `message_id` and without `type`, whatever the command (PROTOCOL 8). */
  | { readonly name: 'baseAck'; readonly ack: BaseAck }
  | { readonly name: 'query'; readonly method: string; readonly params: Record<string, unknown> }
  | { readonly name: 'result'; readonly result: unknown }
  | { readonly name: 'error'; readonly error: ErrorBody }
  | { readonly name: 'unknown'; readonly command: string }
>

export type PacketName = Packet['name']
export type PacketOf<N extends PacketName> = Extract<Packet, { readonly name: N }>

/** A client may leave without a reason. */
const clientCloseSchema = closeSchema.partial({ code: true })

/** Reads a frame's body. A body of the wrong shape is a value, not an exception: it costs that packet only. */
export function decodePacket(frame: Frame): Parsed<Packet> {
  const { requestId, body } = frame
  const name = commandName(frame.command)
  switch (name) {
    case undefined:
      return ok({ name: 'unknown', command: frame.command, requestId })
    case 'ping':
    case 'pong':
      return ok({ name, text: decodeText(body), requestId })
    case 'logout':
      return ok({ name, requestId })
    case 'clientClose': {
      const close = body.length === 0 ? undefined : parsed(decodeJson(body), clientCloseSchema)
      return ok({ name, reason: close?.ok ? close.value.reason : decodeText(body), requestId })
    }
    case 'serverClose':
    case 'authRefused': {
      const close = parsed(decodeJson(body), closeSchema)
      const said: Partial<CloseBody> = close.ok ? close.value : { reason: decodeText(body) }
      return ok({
        name,
        code: said.code,
        reason: said.reason ?? '',
        retryAfterMs: said.retry_after_ms,
        deviceName: said.device_name,
        requestId,
      })
    }
    case 'authAccepted': {
      const json = decodeJson(body)
      if (!json.ok || !isObject(json.value) || !Object.hasOwn(json.value, 'profile')) {
        return ok({ name, session: undefined, text: decodeText(body), requestId })
      }
      const session = parsed(json, sessionInfoSchema)
      if (session.ok) return ok({ name, session: session.value, text: '', requestId })
      return ok({ name, session: undefined, text: '', error: named(name, session.error), requestId })
    }
    case 'auth':
      return mapped(name, decodeJson(body), authSchema, (auth) => ({ name, auth, requestId }))
    case 'c2c':
    case 'c2g':
    case 'push':
    case 'signal':
      return decodeChat(name, requestId, body)
    case 'query':
      return mapped(name, decodeJson(body), querySchema, ({ method, params }) => ({ name, method, params, requestId }))
    case 'result':
      return mapped(name, decodeJson(body), resultSchema, ({ result }) => ({ name, result, requestId }))
    case 'error':
      return mapped(name, decodeJson(body), errorSchema, (error) => ({ name, error, requestId }))
  }
}

function decodeChat(name: ChatName, requestId: number, body: Uint8Array): Parsed<Packet> {
  const json = decodeJson(body)
  if (!json.ok) return { ok: false, error: named(name, json.error) }
  const value = json.value
  if (isObject(value) && !Object.hasOwn(value, 'type') && Object.hasOwn(value, 'message_id')) {
    return mapped(name, json, baseAckSchema, (ack) => ({ name: 'baseAck', ack, requestId }))
  }
  const envelope = readEnvelope(value)
  if (envelope !== undefined) return ok({ name, envelope, requestId })
  // The schema tells what is wrong with it.
  return mapped(name, json, envelopeSchema, (odd) => ({ name, envelope: odd, requestId }))
}

/** Encodes a JSON body under a command's name. */
export function encodeJsonFrame(name: CommandName, requestId: number, body: unknown): Uint8Array {
  return encodeFrameOfText(COMMANDS[name], requestId, JSON.stringify(body))
}

/** Encodes a plain-text body under a command's name (`ping`, `pong`, and what base peers say in words). */
export function encodeTextFrame(name: CommandName, requestId: number, text: string): Uint8Array {
  return encodeFrameOfText(COMMANDS[name], requestId, text)
}

type Schema<T> = {
  safeParse(
    value: unknown,
  ): { success: true; data: T } | { success: false; error: { issues: readonly { path: readonly PropertyKey[]; message: string }[] } }
}

/** Checks a value by a schema; the error names the failing key, never the content. */
export function parsed<T>(json: Parsed<unknown>, schema: Schema<T>): Parsed<T> {
  if (!json.ok) return json
  const result = schema.safeParse(json.value)
  if (result.success) return { ok: true, value: result.data }
  const issue = result.error.issues[0]
  return {
    ok: false,
    error: { code: 'wrong_shape', message: `${issue?.path.map(String).join('.') || 'body'}: ${issue?.message ?? 'invalid'}` },
  }
}

function mapped<T>(name: string, json: Parsed<unknown>, schema: Schema<T>, toPacket: (value: T) => Packet): Parsed<Packet> {
  const result = parsed(json, schema)
  return result.ok ? ok(toPacket(result.value)) : { ok: false, error: named(name, result.error) }
}

function named(name: string, error: BodyError): BodyError {
  return { ...error, message: `${name}: ${error.message}` }
}

function ok(value: Packet): Parsed<Packet> {
  return { ok: true, value }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
