import { nameOf } from './people'
import { SAMPLE_PICTURES } from './samples/sample-pictures'
import { SAMPLE_VIDEO } from './samples/sample-video'
import type { Staging } from './staging'

type Attachment = { readonly type: string; readonly content: Readonly<Record<string, unknown>> }
type Attach = (text: string, staging: Staging & { readonly sentAt: number }) => Attachment

/** The address of pictures, voices and files comes when they are stored (`store-samples.ts`). */
const NO_FILE = ''

/** A page that exists, whatever it is asked for: it says that it is there for examples. */
const EXAMPLES = 'https://example.com/'

/** `format` of a file by the ending of its name; others omit it (PROTOCOL 4). */
const fileFormats: Readonly<Record<string, number>> = { doc: 0, docx: 1, ppt: 2, xls: 3 }

type Place = { readonly lat: number; readonly lng: number; readonly zh: string; readonly en: string }

const places: readonly Place[] = [
  { lat: 22.5405, lng: 113.9345, zh: '深圳市南山区科技园南区', en: 'Nanshan Science Park, Shenzhen' },
  { lat: 22.5329, lng: 113.9397, zh: '深圳湾创业广场', en: 'Shenzhen Bay Startup Plaza' },
  { lat: 22.5431, lng: 114.0579, zh: '深圳市民中心', en: 'Civic Centre, Shenzhen' },
  { lat: 22.6394, lng: 113.8107, zh: '深圳宝安国际机场 T3', en: 'Shenzhen Airport, T3' },
  { lat: 31.2397, lng: 121.4998, zh: '上海市陆家嘴环路', en: 'Lujiazui, Shanghai' },
  { lat: 31.1947, lng: 121.3206, zh: '上海虹桥站', en: 'Hongqiao Station, Shanghai' },
  { lat: 31.2033, lng: 121.5941, zh: '上海张江高科技园区', en: 'Zhangjiang Hi-Tech Park, Shanghai' },
  { lat: 31.2304, lng: 121.4737, zh: '上海人民广场', en: "People's Square, Shanghai" },
]

/** What a scene can attach, by the word behind the `!`; the argument's form is told per kind. */
const attachments: Readonly<Record<string, Attach>> = {
  /** A symbol, without its brackets. */
  face: (symbol) => ({ type: 'face', content: { symbol: `[:${symbol}]` } }),

  /** Which of the pictures; any of them where none is named. */
  image: (wanted, { random }) => {
    const { name, width, height } = SAMPLE_PICTURES.find((picture) => picture.name === wanted) ?? random.pick(SAMPLE_PICTURES)
    return { type: 'image', content: { name, width, height, format: name.endsWith('.gif') ? 1 : 2, big_url: NO_FILE } }
  },

  /** The file's name. */
  file: (name, { random }) => {
    const format = fileFormats[name.slice(name.lastIndexOf('.') + 1)]
    return {
      type: 'file',
      content: {
        size: random.between(18_000, 24_000_000),
        name,
        ...(format === undefined ? {} : { format }),
        url: NO_FILE,
      },
    }
  },

  sound: (_, { random }) => {
    const seconds = random.between(3, 58)
    return { type: 'sound', content: { url: NO_FILE, size: seconds * 4_100, seconds } }
  },

  video: () => ({ type: 'video', content: { ...SAMPLE_VIDEO, name: 'walk-through.mp4', format: 0, url: NO_FILE } }),

  location: (_, { random, language }) => {
    const { lat, lng, ...names } = random.pick(places)
    const map = `https://www.openstreetmap.org/?mlat=${lat}&mlon=${lng}#map=16/${lat}/${lng}`
    return { type: 'location', content: { lat, lng, map_link: map, desc: names[language] } }
  },

  /** `path; title; description`. */
  link: (text) => {
    const [path, title, desc] = text.split(';').map((part) => part.trim())
    return { type: 'link', content: { title: title!, url: `${EXAMPLES}?wiki=${path!}`, desc: desc! } }
  },

  /** The letter of the speaker whose card it is. */
  contact: (letter, { cast }) => {
    const userId = cast[letter.charCodeAt(0) - 65]!
    return { type: 'contact', content: { user_id: userId, name: nameOf(userId), avatar: '' } }
  },

  /** The memo. */
  red_packet: (memo, { random }) => ({
    type: 'red_packet',
    content: {
      url: `${EXAMPLES}?packet=${random.between(10_000, 99_999)}`,
      amount: random.pick([660, 880, 1_800, 6_600, 8_800, 16_800]),
      memo,
    },
  }),

  /** `title; A: line; B: line; …`: what the speakers said elsewhere. */
  bundle: (text, { cast, sentAt }) => {
    const [title, ...lines] = text.split(';').map((part) => part.trim())
    const items = lines.map((line, index) => {
      const senderId = cast[line.charCodeAt(0) - 65]!
      const data = {
        sender_id: senderId,
        sender_name: nameOf(senderId),
        content: line.slice(2).trim(),
        sent_at: sentAt - (lines.length - index) * 95_000 - 3_600_000,
      }
      return { type: 'text', data }
    })
    return { type: 'bundle', content: { title: title!, items } }
  },

  /** `kind; fallback text`. */
  custom: (text) => {
    const [kind, fallback] = text.split(';').map((part) => part.trim())
    return { type: 'custom', content: { kind: kind!, content: { fallback_text: fallback! } } }
  },

  /** A type that no client knows yet: `question; option; option; …`. */
  poll: (text) => {
    const [question, ...options] = text.split(';').map((part) => part.trim())
    return { type: 'poll', content: { question: question!, options } }
  },
}

export function attachment(kind: string, text: string, staging: Staging & { readonly sentAt: number }): Attachment {
  const attach = attachments[kind]
  if (attach === undefined) throw new RangeError(`nothing to attach is called ${kind}`)
  return attach(text, staging)
}
