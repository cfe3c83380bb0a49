import { clipText } from '@shared/clip-text'
import type { GroupEvent, MessageContent } from '@shared/message'
import { assertNever } from '@shared/result'
import { shortFileName } from '@shared/shown-text'

/** UTF-16 code units of what stands in a line or two: more than any shows. */
export const LINE = 300
/** The longest address that can be opened (`app:open-link`). */
const MAX_ADDRESS = 4096
/** People of a group's event who cross by name; the others are a number. */
const NAMED = 10

/**
 * Content whose names, titles and addresses are cut to what can be seen or opened of them: others choose how long they
 * are. Texts, captions and the messages of a bundle are left to `contentHint` and `shownContent`.
 * @param address what is left of an address
 */
export function boundedContent(content: MessageContent, address: (address: string) => string): MessageContent {
  const addresses = <T extends object>(of: T, ...keys: readonly (keyof T)[]): Partial<T> => mapped(of, keys, address)
  switch (content.kind) {
    case 'face':
      return { ...content, symbol: line(content.symbol) }
    case 'location':
      return { ...content, name: line(content.name), ...addresses(content, 'mapUrl', 'coverUrl') }
    case 'sound':
      return { ...content, ...mapped(content, ['name'], fileName), ...addresses(content, 'url') }
    case 'image':
    case 'video':
      return { ...content, ...mapped(content, ['name'], fileName), ...addresses(content, 'url', 'thumbUrl') }
    case 'file':
      return { ...content, name: fileName(content.name), ...addresses(content, 'url', 'thumbUrl') }
    case 'link':
      return { ...content, ...lines(content, 'title', 'desc'), ...addresses(content, 'url', 'pictureUrl') }
    case 'contact':
      return { ...content, ...lines(content, 'name', 'userId'), ...addresses(content, 'avatar') }
    case 'red_packet':
      return { ...content, ...lines(content, 'memo'), ...addresses(content, 'url') }
    case 'bundle':
      return { ...content, title: line(content.title), ...(content.of === undefined ? {} : { of: boundedOrigin(content.of) }) }
    case 'group_event':
      return { ...content, event: boundedEvent(content.event) }
    case 'custom':
      return { ...content, name: line(content.name) }
    case 'unsupported':
      return { ...content, type: line(content.type), raw: '' }
    case 'text':
    case 'recall':
    case 'recalled':
      return content
    default:
      return assertNever(content)
  }
}

/** One that is too long to be opened is none. */
export function openedAddress(address: string): string {
  return address.length <= MAX_ADDRESS ? address : ''
}

/** The same where pictures are shown: one that lies in its address is as long as it is. */
export function shownAddress(address: string): string {
  return /^data:image\//i.test(address) ? address : openedAddress(address)
}

const line = (text: string): string => clipText(text, LINE)

/** The middle of a long name goes, its ending says what it is. */
function fileName(name: string): string {
  return name.length <= LINE ? name : shortFileName(`${name.slice(0, LINE)}${name.slice(-LINE)}`, LINE)
}

function lines<T extends object>(content: T, ...keys: readonly (keyof T)[]): Partial<T> {
  return mapped(content, keys, line)
}

/** The texts among some keys, changed; what is missing stays so. */
function mapped<T extends object>(content: T, keys: readonly (keyof T)[], change: (text: string) => string): Partial<T> {
  return Object.fromEntries(
    keys.flatMap((key) => {
      const value = content[key]
      return typeof value === 'string' ? [[key, change(value)]] : []
    }),
  ) as Partial<T>
}

function boundedOrigin(of: NonNullable<Extract<MessageContent, { kind: 'bundle' }>['of']>): typeof of {
  return of.kind === 'c2g' ? { ...of, title: line(of.title) } : { ...of, names: [line(of.names[0]), line(of.names[1])] }
}

function boundedEvent(event: GroupEvent): GroupEvent {
  switch (event.event) {
    case 'created':
    case 'renamed':
      return { ...event, ...lines(event, 'by', 'title') }
    case 'notice_changed':
      return { ...event, ...lines(event, 'by', 'notice') }
    case 'members_added':
    case 'members_removed': {
      const members = event.members.slice(0, NAMED).map((member) => ({ ...member, userId: line(member.userId) }))
      return { ...event, ...lines(event, 'by'), members, ...(event.members.length > NAMED ? { count: event.members.length } : {}) }
    }
    case 'role_changed':
      return { ...event, ...lines(event, 'by', 'role'), member: { ...event.member, userId: line(event.member.userId) } }
    default:
      return { ...event, ...lines(event, 'by') }
  }
}
