import type { Conversation } from '@shared/conversation'
import { faceText } from '@shared/faces'
import { borderBefore, cutText } from '@shared/graphemes'
import type { Message, MessageContent } from '@shared/message'
import { assertNever } from '@shared/result'
import { isolated, shortFileName, shownLine } from '@shared/shown-text'
import type { Texts } from '../texts'

/** Characters of a title and of a line; every system cuts longer ones somewhere itself, so that a file's name is shorter. */
const MAX_TITLE = 80
const MAX_LINE = 200
const MAX_FILE_NAME = 60

/** What a notification is about: how many messages of a conversation since the user last looked, and the last of them. */
export type Digest = {
  readonly count: number
  readonly last: Message
  /** One of them mentions me. */
  readonly hasMention: boolean
}

export type NotificationText = { readonly title: string; readonly body: string }

/**
 * The words of a notification. With `sender_only` it says who wrote, and in a group where, but nothing of what was
 * written.
 */
export function notificationText(
  digest: Digest,
  conversation: Pick<Conversation, 'kind' | 'title'>,
  detail: 'full' | 'sender_only',
  texts: Texts,
): NotificationText {
  const { count, last, hasMention } = digest
  const sender = oneLine(last.senderName === '' ? last.senderId : last.senderName, MAX_TITLE)
  const isGroup = conversation.kind === 'c2g'
  const title = oneLine(conversation.title, MAX_TITLE) || sender
  const mark = hasMention ? `${texts.mentionedYou} ` : ''
  if (detail === 'sender_only') {
    const single = isGroup ? texts.sentMessageBy(isolated(sender)) : texts.sentMessage
    return { title, body: mark + (count > 1 ? texts.newMessages(count) : single) }
  }
  const line = summaryOf(last.content, texts)
  const said = isGroup ? `${isolated(sender)}${texts.colon}${isolated(line)}` : line
  return { title, body: mark + (count > 1 ? `${texts.newMessages(count)}\n${said}` : said) }
}

/** A message in one line. */
export function summaryOf(content: MessageContent, texts: Texts): string {
  switch (content.kind) {
    case 'text':
      return oneLine(content.text, MAX_LINE)
    case 'face':
      return oneLine(faceText(content.symbol), MAX_LINE)
    case 'custom':
      return oneLine(content.fallbackText, MAX_LINE) || texts.kinds.unsupported
    case 'file':
      return `${texts.kinds.file} ${isolated(shortFileName(shownLine(content.name), MAX_FILE_NAME))}`.trim()
    case 'contact':
    case 'location':
      return oneLine(`${texts.kinds[content.kind]} ${content.name}`, MAX_LINE)
    case 'bundle':
      return oneLine(`${texts.kinds.bundle} ${bundleTitle(content, texts)}`, MAX_LINE)
    case 'link':
      return oneLine(`${texts.kinds[content.kind]} ${content.title}`, MAX_LINE)
    case 'red_packet':
      return oneLine(`${texts.kinds.red_packet} ${content.memo ?? ''}`, MAX_LINE)
    case 'image':
      return content.isSticker === true ? texts.sticker : texts.kinds.image
    case 'sound':
    case 'video':
    case 'unsupported':
      return texts.kinds[content.kind]
    case 'recall':
    case 'recalled':
    case 'group_event':
      return ''
    default:
      return assertNever(content)
  }
}

function bundleTitle({ title, of }: Extract<MessageContent, { kind: 'bundle' }>, texts: Texts): string {
  if (of === undefined) return title
  return of.kind === 'c2g' ? texts.bundleOfGroup(of.title) : texts.bundleOfTwo(...of.names)
}

/** Text from others as one line that turns nothing around it, cut at `max` characters. */
export function oneLine(text: string, max: number): string {
  return cutText(shownLine(text.slice(0, borderBefore(text, max * 8))), max)
}

/** Notification servers on Linux read the body as markup: without this a message could draw links and pictures. */
export function escapeMarkup(body: string): string {
  return body.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
