import { z } from 'zod'
import { MAX_BUNDLE_ITEMS } from '../constants'
import { edgesShape, sharedFileShape, waveSchema } from './files'
import { cliMidSchema, conversationIdSchema, midSchema, sentAtSchema, seqSchema } from './ids'

/**
 * The envelope of every message, push and signal: `{type, data}` (PROTOCOL 4, 5). A type that this version does not
 * know passes: the receiver stores it whole.
 */
export const envelopeSchema = z.object({
  type: z.string().min(1).max(64),
  data: z.record(z.string(), z.unknown()),
})
export type Envelope = z.infer<typeof envelopeSchema>

/**
 * The keys of `data` that say who, to whom and where, whatever the type (PROTOCOL 4). A peer's ids may be of a
 * foreign form, so they are only bounded here; the bundled server checks them strictly when it accepts a message.
 */
export const messageHeaderSchema = z.object({
  sender_id: z.string().min(1).max(128),
  sender_name: z.string().max(200).optional().catch(undefined),
  sender_avatar: z.string().max(2048).optional().catch(undefined),
  receiver_id: z.string().max(128),
  cli_mid: cliMidSchema.optional().catch(undefined),
  conversation_id: conversationIdSchema.optional().catch(undefined),
  mid: midSchema.optional().catch(undefined),
  seq: seqSchema.optional().catch(undefined),
  sent_at: sentAtSchema.optional().catch(undefined),
  reply_to: midSchema.optional().catch(undefined),
  mentions: z.array(z.string().max(128)).max(1000).optional().catch(undefined),
})
export type MessageHeader = z.infer<typeof messageHeaderSchema>

/** Keys of `data` that belong to the header; every other key is content. */
export const HEADER_KEYS: ReadonlySet<string> = new Set(Object.keys(messageHeaderSchema.shape))

const text = z.string().max(1_000_000)
const link = z.string().max(4096)
const label = z.string().max(4096)
const size = z.number().nonnegative()
const optionalLink = link.optional().catch(undefined)
const optionalLabel = label.optional().catch(undefined)
const optionalSize = size.optional().catch(undefined)
const optionalFormat = z.number().int().nonnegative().optional().catch(undefined)

/** One schema per type of PROTOCOL 4 and 9, for the keys beside the header. Sizes in bytes, times in seconds, edges in px. */
export const contentSchemas = {
  text: z.object({ content: text }),
  location: z.object({
    cover_image: optionalLink,
    lat: z.number(),
    lng: z.number(),
    map_link: optionalLink,
    desc: optionalLabel,
  }),
  face: z.object({ symbol: z.string().max(64) }),
  sound: z.object({ ...sharedFileShape, url: link, size: optionalSize, seconds: optionalSize, wave: waveSchema }),
  image: z.object({
    ...sharedFileShape,
    ...edgesShape,
    format: optionalFormat,
    size: optionalSize,
    icon_url: optionalLink,
    big_url: link,
    sticker: z.boolean().optional().catch(undefined),
  }),
  file: z.object({
    ...sharedFileShape,
    size: optionalSize,
    name: label,
    format: optionalFormat,
    thumb_url: optionalLink,
    url: link,
  }),
  video: z.object({
    ...sharedFileShape,
    ...edgesShape,
    size: optionalSize,
    seconds: optionalSize,
    url: link,
    format: optionalFormat,
    thumb_url: optionalLink,
    thumb_size: optionalSize,
    thumb_width: optionalSize,
    thumb_height: optionalSize,
    thumb_format: optionalFormat,
  }),
  link: z.object({ title: label, url: link, desc: optionalLabel, pic: optionalLink }),
  contact: z.object({ user_id: z.string().max(128), name: label, avatar: optionalLink }),
  red_packet: z.object({ url: link, amount: size, memo: optionalLabel }),
  bundle: z.object({
    title: label,
    items: z.array(z.object({ type: z.string().max(64), data: z.record(z.string(), z.unknown()) })).max(MAX_BUNDLE_ITEMS),
  }),
  recall: z.object({ target_mid: midSchema, target_seq: seqSchema, by: z.string().max(128) }),
  /** What history serves in the place of a recalled message: only its `mid` and `seq` are left (PROTOCOL 5). */
  recalled: z.object({}),
  custom: z.object({
    kind: z.string().max(128),
    content: z.record(z.string(), z.unknown()).default({}),
  }),
} as const

export type ContentType = keyof typeof contentSchemas
export type ContentOf<T extends ContentType> = z.infer<(typeof contentSchemas)[T]>
/** A message's content by type. */
export type WireContent = { [T in ContentType]: { readonly type: T; readonly content: ContentOf<T> } }[ContentType]

export function isContentType(type: string): type is ContentType {
  return Object.hasOwn(contentSchemas, type)
}

/** The keys of `data` that are not header keys. */
export function contentData(data: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const content: Record<string, unknown> = {}
  for (const key of Object.keys(data)) {
    // Assigning to __proto__ would set the prototype; the key has no meaning in this protocol.
    if (!HEADER_KEYS.has(key) && key !== '__proto__') content[key] = data[key]
  }
  return content
}

/** Whether `parseContent` reads it, for who does not want it read: a content's schema passes over the keys of the header. */
export function isContent(type: ContentType, data: Readonly<Record<string, unknown>>): boolean {
  return contentSchemas[type].safeParse(data).success
}

/**
 * Reads a message's content. `undefined` for a type this version does not know and for content of the wrong shape:
 * the caller keeps the raw data, so that a later version can show it.
 */
export function parseContent(type: string, data: Readonly<Record<string, unknown>>): WireContent | undefined {
  if (!isContentType(type)) return undefined
  const parsed = contentSchemas[type].safeParse(contentData(data))
  return parsed.success ? ({ type, content: parsed.data } as WireContent) : undefined
}

/** A message as history and pushes carry it in sync/1: named by the server (PROTOCOL 4). */
export const namedMessageSchema = z.object({
  type: z.string().min(1).max(64),
  data: z
    .record(z.string(), z.unknown())
    .refine((data) => midSchema.safeParse(data['mid']).success && seqSchema.safeParse(data['seq']).success),
})
