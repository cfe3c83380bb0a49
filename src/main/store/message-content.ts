import type { Mid, Seq, UserId } from '@shared/ids'
import type { BundleItem, BundleOrigin, ContentKind, GroupEvent, MessageContent } from '@shared/message'
import { isBlank, shownLine, shownName, shownText } from '@shared/shown-text'
import { isWave } from '@shared/wave'
import { groupEvent } from './group-event'
import { fieldsOf, type Fields } from './json-fields'
import { optionalName, sharedFile } from './shared-file'

const IMAGE_FORMATS = ['jpg', 'gif', 'png', 'bmp'] as const
const VIDEO_FORMATS = ['mp4', 'mov', 'wmv', 'flv', 'avi', 'mkv'] as const

/** How deep in bundles of bundles a message is still read; others choose how deep they go. */
const MAX_NESTING = 4

/**
 * The wire's content as the interface shows it (PROTOCOL 4, 9). An unknown type, and a known one whose required keys are
 * missing or of another kind, is `unsupported`: shown as such and still held whole.
 * @param depth in how many bundles it lies
 */
export function toContent(type: string, content: Readonly<Record<string, unknown>>, depth = 0): MessageContent {
  const read = depth > MAX_NESTING ? undefined : readers[type]
  return (
    (read === undefined ? undefined : read(fieldsOf(content), depth)) ?? {
      kind: 'unsupported',
      type: shownLine(type),
      raw: JSON.stringify(content),
    }
  )
}

/** Under which wire type the store holds what is shown as `kind`. */
export function wireTypeOf(kind: ContentKind): string {
  return kind === 'group_event' ? 'custom' : kind
}

type Reader = (fields: Fields, depth: number) => MessageContent | undefined

/** One per wire type; `Object.create(null)` so that a type called `constructor` is unknown. */
const readers: Readonly<Record<string, Reader | undefined>> = Object.assign(Object.create(null) as object, {
  text: ({ text }) => withRequired([text('content')], ([content]) => ({ kind: 'text', text: content })),
  face: ({ text }) => withRequired([text('symbol')], ([symbol]) => ({ kind: 'face', symbol })),
  location,
  sound,
  image,
  file,
  video,
  link: ({ text, url: link }) =>
    withRequired([link('url'), text('title')], ([url, title]) => ({
      kind: 'link',
      url,
      title: shownLine(title),
      desc: lineOf(text('desc')),
      pictureUrl: link('pic'),
    })),
  contact: ({ text, url }) =>
    withRequired([text('user_id'), text('name')], ([userId, name]) => ({
      kind: 'contact',
      userId,
      name: shownName(name, userId),
      avatar: url('avatar'),
    })),
  red_packet: ({ text, size, url: link }) =>
    withRequired([link('url'), size('amount')], ([url, amountCents]) => ({
      kind: 'red_packet',
      url,
      amountCents,
      memo: lineOf(text('memo')),
    })),
  bundle,
  recall: ({ text, size }) =>
    withRequired([text('target_mid'), size('target_seq'), text('by')], ([mid, seq, by]) => ({
      kind: 'recall',
      targetMid: mid as Mid,
      targetSeq: seq as Seq,
      by: by as UserId,
    })),
  recalled: () => ({ kind: 'recalled' }),
  custom,
} satisfies Record<string, Reader>)

function location({ text, number, url }: Fields): MessageContent | undefined {
  return withRequired([number('lat'), number('lng')], ([lat, lng]) => {
    return {
      kind: 'location',
      place: placeOf(lat, lng),
      name: shownLine(text('desc') ?? ''),
      mapUrl: url('map_link'),
      coverUrl: url('cover_image'),
    }
  })
}

/** No latitude exceeds 90: some senders mix the two up (PROTOCOL 8). What is no place either way is none. */
function placeOf(lat: number, lng: number): { readonly lat: number; readonly lng: number } | undefined {
  const place = Math.abs(lat) > 90 ? { lat: lng, lng: lat } : { lat, lng }
  return Math.abs(place.lat) <= 90 && Math.abs(place.lng) <= 180 ? place : undefined
}

function sound(fields: Fields): MessageContent | undefined {
  const { size, text, url: link } = fields
  const wave = text('wave')
  return withRequired([link('url')], ([url]) => ({
    kind: 'sound',
    url,
    name: optionalName(fields),
    ...sharedFile(fields),
    size: size('size'),
    seconds: size('seconds'),
    wave: isWave(wave) ? wave : undefined,
  }))
}

function file(fields: Fields): MessageContent | undefined {
  const { text, size, url: link } = fields
  return withRequired([link('url'), text('name')], ([url, name]) => ({
    kind: 'file',
    url,
    name: shownLine(name),
    ...sharedFile(fields),
    size: size('size'),
    thumbUrl: link('thumb_url'),
  }))
}

function image(fields: Fields): MessageContent | undefined {
  const { size, flag, url: link } = fields
  return withRequired([link('big_url')], ([url]) => ({
    kind: 'image',
    url,
    name: optionalName(fields),
    ...sharedFile(fields),
    thumbUrl: link('icon_url'),
    size: size('size'),
    width: size('width'),
    height: size('height'),
    format: IMAGE_FORMATS[size('format') ?? -1],
    ...(flag('sticker') ? { isSticker: true } : {}),
  }))
}

function video(fields: Fields): MessageContent | undefined {
  const { size, url: link } = fields
  return withRequired([link('url')], ([url]) => ({
    kind: 'video',
    url,
    name: optionalName(fields),
    ...sharedFile(fields),
    size: size('size'),
    seconds: size('seconds'),
    width: size('width'),
    height: size('height'),
    thumbUrl: link('thumb_url'),
    thumbWidth: size('thumb_width'),
    thumbHeight: size('thumb_height'),
    format: VIDEO_FORMATS[size('format') ?? -1],
  }))
}

function bundle({ text, list, object }: Fields, depth: number): MessageContent | undefined {
  return withRequired([text('title'), list('items')], ([title, items]) => ({
    kind: 'bundle',
    title: shownLine(title),
    of: bundleOrigin(fieldsOf(object('of'))),
    items: items.map((item) => bundleItem(item, depth + 1)),
  }))
}

function bundleOrigin({ text, list }: Fields): BundleOrigin | undefined {
  const title = shownLine(text('title') ?? '')
  if (text('kind') === 'c2g' && !isBlank(title)) return { kind: 'c2g', title }
  const [a, b] = (list('names') ?? []).map((name) => (typeof name === 'string' ? shownLine(name) : ''))
  if (text('kind') !== 'c2c' || a === undefined || b === undefined || isBlank(a) || isBlank(b)) return undefined
  return { kind: 'c2c', names: [a, b] }
}

/** A forwarded message: `{type, data}` as on the wire, with its sender's name and time in `data`. */
function bundleItem(item: unknown, depth: number): BundleItem {
  const { text, object } = fieldsOf(item)
  const data = object('data') ?? {}
  const header = fieldsOf(data)
  const senderId = lineOf(header.text('sender_id'))
  return {
    senderId,
    senderName: shownName(header.text('sender_name') ?? '', senderId ?? ''),
    sentAt: header.size('sent_at'),
    content: toContent(text('type') ?? '', data, depth),
  }
}

function custom({ text, object }: Fields): MessageContent | undefined {
  return withRequired([text('kind')], ([name]): MessageContent => {
    const content = fieldsOf(object('content'))
    const event: GroupEvent | undefined = name === 'group.event' ? groupEvent(content) : undefined
    if (event !== undefined) return { kind: 'group_event', event }
    return { kind: 'custom', name: shownLine(name), fallbackText: shownText(content.text('fallback_text') ?? '') }
  })
}

const lineOf = (text: string | undefined): string | undefined => (text === undefined ? undefined : shownLine(text))

type Present<T extends readonly unknown[]> = { [K in keyof T]: Exclude<T[K], undefined> }

/** Makes the content when every required value is there. */
function withRequired<const T extends readonly unknown[]>(
  values: T,
  make: (values: Present<T>) => MessageContent,
): MessageContent | undefined {
  return values.includes(undefined) ? undefined : make(values as Present<T>)
}
