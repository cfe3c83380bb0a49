import { z } from 'zod'
import { pictureEdits } from './edit-schemas'
import { MAX_CONVERSATION_ID } from '@shared/conversation-id'
import { MAX_CHOSEN_FILES, MAX_DRAGGED, MAX_PART_BYTES } from '@shared/file'
import { MAX_WRITTEN } from '@shared/long-text'
import type { IpcArgument, IpcChannel } from '@shared/ipc'
import type { ContentKind } from '@shared/message'
import { MAX_STATUS_CHARACTERS } from '@shared/roster'
import { isSettingsChange, PICTURE_SIZES, type Settings } from '@shared/settings'
import { LIBRARY_KINDS, LIBRARY_ORDERS, MAX_DELETED } from '@shared/library'
import { SHELVES } from '@shared/shelf'
import { MAX_PASTED_BYTES } from '../transfers/sendable-files'
import { proxyAddressSchema, serverAddressSchema } from './address-schemas'
import { recordedSchema } from './recorded-schema'

/**
 * One schema per channel of the contract. The renderer is ours, but it draws what strangers send: a page that was
 * taken over can at most call these, with arguments of these shapes.
 */
const none = z.undefined()
const conversationId = z.string().min(1).max(MAX_CONVERSATION_ID)
const localId = z.number().int().positive()
const userId = z.string().min(1).max(128)
const time = z.number().int().nonnegative()
const conversation = z.object({ conversationId })
const message = z.object({ localId })
const transfer = z.object({ id: z.number().int().positive() })
const place = message.extend({ within: z.array(z.number().int().nonnegative()).max(16) })
const members = z.object({ conversationId, userIds: z.array(userId).min(1).max(1000) })

/** All of them: a kind that is not named here is an error of the compiler's. */
const CONTENT_KINDS = {
  text: 'text',
  face: 'face',
  location: 'location',
  sound: 'sound',
  image: 'image',
  file: 'file',
  video: 'video',
  link: 'link',
  contact: 'contact',
  red_packet: 'red_packet',
  bundle: 'bundle',
  recall: 'recall',
  recalled: 'recalled',
  group_event: 'group_event',
  custom: 'custom',
  unsupported: 'unsupported',
} as const satisfies { readonly [K in ContentKind]: K }

const server = serverAddressSchema
const proxy = proxyAddressSchema
  .extend({ password: z.string().max(255).optional() })
  .refine(({ kind, host, port }) => kind === 'none' || kind === 'system' || (host !== '' && port > 0))

/**
 * Characters of a text: the most that any server may take (PROTOCOL 7.7), as a bound of memory. What this server takes is
 * less, and said with its size (`too_large`).
 */
const MAX_TEXT = 16 * 1024 * 1024
/** Characters of a caption: a bound of memory, as of a text. */
const MAX_CAPTION = 1_000_000
const mid = z.string().min(1).max(64)
const written = z.object({
  draft: z.string().max(MAX_WRITTEN),
  draftMentions: z
    .array(z.object({ at: time, name: z.string().min(1).max(400), userId: z.string().min(1).max(128) }))
    .max(1000)
    .optional(),
  draftReplyTo: mid.optional(),
})

const sendable = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('text'), text: z.string().min(1).max(MAX_TEXT) }),
  z.object({ kind: z.literal('face'), symbol: z.string().min(1).max(64) }),
  z.object({
    kind: z.literal('location'),
    place: z.object({ lat: z.number().min(-90).max(90), lng: z.number().min(-180).max(180) }),
    name: z.string().max(200),
    mapUrl: z
      .string()
      .max(4096)
      .regex(/^https?:\/\//i)
      .optional(),
  }),
  z.object({ kind: z.literal('contact'), userId, name: z.string().min(1).max(400), avatar: z.string().max(2048).optional() }),
])

const stickerId = z.string().regex(/^[0-9a-f]{64}$/)
const sticker = z.object({ id: stickerId })

/** What a message has beside its content. */
const draft = z.object({
  conversationId,
  replyTo: mid.optional(),
  mentions: z.array(z.string().max(128)).max(1000).optional(),
})

const anchor = z.discriminatedUnion('at', [
  z.object({ at: z.literal('end') }),
  z.object({ at: z.literal('unread') }),
  z.object({ at: z.literal('message'), localId }),
  z.object({ at: z.literal('mid'), mid: z.string().min(1).max(64) }),
  z.object({ at: z.literal('date'), time }),
  z.object({ at: z.literal('before'), position: z.number().int(), localId: z.number().int() }),
  z.object({ at: z.literal('after'), position: z.number().int(), localId: z.number().int() }),
])

const side = z.number().int().min(0).max(100_000)
const chosenPart = z.object({ id: z.string().min(1).max(64), square: z.object({ x: side, y: side, side }) })
/** Of the page. */
const px = z.number().int().min(0).max(65_535)
const shelf = conversation.extend({ shelf: z.enum(SHELVES) })
const shelfAnchor = z.discriminatedUnion('at', [
  z.object({ at: z.literal('end') }),
  z.object({ at: z.literal('message'), localId }),
  z.object({ at: z.literal('before'), position: z.number().int(), localId: z.number().int() }),
  z.object({ at: z.literal('after'), position: z.number().int(), localId: z.number().int() }),
])

const pageSize = z.number().int().min(1).max(100)
const words = z.string().max(200)
const bytes = z.number().int().nonnegative()
const library = z.object({
  kind: z.enum(LIBRARY_KINDS).optional(),
  senderId: userId.optional(),
  conversationId: conversationId.optional(),
  from: time.optional(),
  to: time.optional(),
  minBytes: bytes.optional(),
  maxBytes: bytes.optional(),
})
const libraryCursor = z.object({ at: z.number().int(), bytes, localId })

export const argumentSchemas = {
  'app:info': none,
  'app:open-link': z.string().max(4096),
  'app:rest': none,
  'app:pictures-closed': none,
  'settings:get': none,
  'settings:choose-save-folder': none,
  'updates:state': none,
  'updates:check': none,
  'updates:download': none,
  'updates:cancel': none,
  'updates:install': none,
  'updates:verify': none,
  'updates:choose-folder': none,
  'settings:set': z.custom<Partial<Settings>>(isSettingsChange),
  'account:state': none,
  'account:sign-in': z.object({ server, user: z.string().trim().min(1).max(64), secret: z.string().min(1).max(4096) }),
  'account:try-local': none,
  'account:start-fresh': none,
  'account:cancel-sign-in': none,
  'account:sign-out': z.object({ removeData: z.boolean() }),
  'network:proxy': none,
  'network:set-proxy': proxy,
  'network:set-server': z.object({ server, secret: z.string().min(1).max(4096).optional() }),
  'network:choose-ca': none,
  'network:describe-ca': z.object({ path: z.string().min(1).max(4096) }),
  'network:test': z.object({ server, proxy }),
  'storage:usage': none,
  'storage:clear-cache': none,
  'storage:open-folder': none,
  'trial:state': none,
  'trial:set-cable': z.object({ isPulled: z.boolean() }),
  'trial:make-gap': z.object({ conversationId: conversationId.optional() }),
  'trial:colleague-writes': z.object({ conversationId: conversationId.optional() }),
  'connection:status': none,
  'connection:reconnect-now': none,
  'sync:status': none,
  'sync:inspect': none,
  'sync:compare': none,
  'sync:repair-now': z.object({ conversationId: conversationId.optional() }),
  'conversations:list': none,
  'conversations:first': none,
  'conversations:focus': z.object({ conversationId: conversationId.optional() }),
  'conversations:start': z.object({ userId }),
  'conversations:set-draft': written.extend({ conversationId }),
  'conversations:set-flags': z.object({
    conversationId,
    isPinned: z.boolean().optional(),
    isArchived: z.boolean().optional(),
    isMarkedUnread: z.boolean().optional(),
  }),
  'conversations:mute': z.object({ conversationId, until: time }),
  'conversations:mark-read': z.object({ conversationId, upToSeq: z.number().int().nonnegative() }),
  'conversations:members': conversation,
  'conversations:typing': conversation,
  'timeline:page': z.object({ conversationId, anchor, limit: z.number().int().min(1).max(200) }),
  'shelf:page': shelf.extend({ anchor: shelfAnchor, limit: pageSize, text: words.optional() }),
  'shelf:counts': shelf.extend({ spans: z.array(z.object({ from: time, to: time })).max(24) }),
  'library:page': library.extend({
    order: z.enum(LIBRARY_ORDERS),
    limit: pageSize,
    after: libraryCursor.optional(),
    text: words.optional(),
  }),
  'library:counts': library,
  'library:messages': z.object({ localIds: z.array(localId).max(200) }),
  'messages:send': draft.extend({ content: sendable }),
  'messages:room': draft,
  'messages:withdraw': z.object({ localId, draft: written.optional() }),
  'messages:by-mid': z.object({ conversationId, mid }),
  'messages:retry': message,
  'messages:delete': message,
  'messages:content': place,
  'messages:text': place.extend({ from: z.number().int().nonnegative(), length: z.number().int().positive().optional() }),
  'messages:recall': message,
  'messages:details': message,
  'messages:forward': z.object({
    localIds: z.array(localId).min(1).max(100),
    to: z.array(conversationId).min(1).max(50),
    as: z.enum(['each', 'bundle']),
    title: z.string().max(200),
    of: z
      .union([
        z.object({ kind: z.literal('c2g'), title: z.string().max(400) }),
        z.object({ kind: z.literal('c2c'), names: z.tuple([z.string().max(400), z.string().max(400)]) }),
      ])
      .optional(),
  }),
  'search:messages': z.object({
    text: z.string().max(200),
    conversationId: conversationId.optional(),
    senderId: userId.optional(),
    from: time.optional(),
    to: time.optional(),
    kinds: z.array(z.enum(CONTENT_KINDS)).max(20).optional(),
    limit: z.number().int().min(1).max(100),
    before: z.object({ at: time, localId }).optional(),
  }),
  'files:choose': none,
  'files:paste': z.object({
    bytes: z.instanceof(Uint8Array<ArrayBuffer>).refine(({ length }) => length <= MAX_PASTED_BYTES),
    mime: z.string().max(64),
  }),
  'files:measure': z.object({ id: z.string().min(1).max(64) }),
  'files:edit': z.object({ id: z.string().min(1).max(64), edits: pictureEdits }),
  'files:discard': z.object({ ids: z.array(z.string().min(1).max(64)).max(1000) }),
  'files:open': message.extend({ isSure: z.boolean().optional() }),
  'files:save-as': message,
  'files:show': message,
  'files:copy': message,
  'files:delete-here': z.object({ localIds: z.array(localId).max(MAX_DELETED) }),
  'files:part': z.object({ localId, from: bytes, length: z.number().int().min(1).max(MAX_PART_BYTES) }),
  'files:drag': z.object({ localIds: z.array(localId).min(1).max(MAX_DRAGGED) }),
  'files:gif-round': z.object({ localId }),
  'files:copy-drawn': z.object({ x: px, y: px }),
  'files:send': draft.extend({
    files: z
      .array(z.object({ id: z.string().min(1).max(64), as: z.enum(['picture', 'file']) }))
      .min(1)
      .max(MAX_CHOSEN_FILES),
    isAlbum: z.boolean().optional(),
    caption: z.string().max(MAX_CAPTION).optional(),
    keepsLocation: z.boolean().optional(),
    pictureSize: z.enum(PICTURE_SIZES).optional(),
  }),
  'files:download': message,
  'files:in-view': z.object({ localIds: z.array(localId).max(500) }),
  'screenshots:take': z.object({ to: z.enum(['sheet', 'clipboard']) }),
  'screenshots:state': none,
  'voice:begin': none,
  'voice:end': none,
  'voice:keep': conversation.extend({ recorded: recordedSchema }),
  'voice:drafts': none,
  'voice:discard': conversation,
  'voice:send': conversation.extend({ replyTo: mid.optional() }),
  'voice:heard': message,
  'voice:next': message,
  'voice:message': message,
  'stickers:list': none,
  'stickers:keep': message,
  'stickers:add': z.object({ id: z.string().min(1).max(64) }),
  'stickers:remove': sticker,
  'stickers:restore': sticker,
  'stickers:send': conversation.extend({ id: stickerId, replyTo: mid.optional() }),
  'transfers:list': none,
  'transfers:pause': transfer,
  'transfers:resume': transfer,
  'transfers:retry': transfer,
  'transfers:first': transfer,
  'transfers:cancel': transfer,
  'transfers:pause-all': z.object({ isPaused: z.boolean() }),
  'transfers:clear': none,
  'groups:create': z.object({ title: z.string().trim().min(1).max(100), memberIds: z.array(userId).max(1000) }),
  'groups:update': z.object({
    conversationId,
    title: z.string().trim().min(1).max(100).optional(),
    notice: z.string().max(2000).optional(),
  }),
  'groups:set-picture': conversation.extend({ picture: chosenPart.optional() }),
  'groups:add-members': members,
  'groups:remove-members': members,
  'groups:set-role': z.object({ conversationId, userId, role: z.enum(['owner', 'admin', 'member']) }),
  'groups:leave': conversation,
  'devices:list': none,
  'devices:end': z.object({ sessionId: z.string().min(1).max(200) }),
  'profile:set': z.object({
    name: z.string().trim().min(1).max(64).optional(),
  }),
  'profile:set-picture': z.object({ picture: chosenPart.optional() }),
  'people:search': z.object({ text: z.string().max(200) }),
  'people:in-view': z.object({ userIds: z.array(userId).max(1000) }),
  'presence:own': none,
  'presence:set': z.object({
    state: z.enum(['online', 'away', 'busy', 'unavailable']).optional(),
    status: z.string().trim().max(MAX_STATUS_CHARACTERS).optional(),
  }),
} as const satisfies { readonly [C in IpcChannel]: z.ZodType }

/** The ids are plain strings to a schema and branded to a handler; the shapes must agree all the same. */
type Unbranded<T> = T extends Uint8Array
  ? Uint8Array
  : T extends readonly (infer U)[]
    ? readonly Unbranded<U>[]
    : T extends string
      ? string
      : T extends number
        ? number
        : T extends object
          ? { [K in keyof T]: Unbranded<T[K]> }
          : T
type Fits<C extends IpcChannel> = Unbranded<IpcArgument<C>> extends Unbranded<z.infer<(typeof argumentSchemas)[C]>> ? true : C
type Assert<T extends true> = T
/** A compile error here names the channel whose schema has drifted from the contract. */
export type SchemasFit = Assert<{ [C in IpcChannel]: Fits<C> }[IpcChannel]>
