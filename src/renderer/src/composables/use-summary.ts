import { faceText } from '@shared/faces'
import { clipText } from '@shared/clip-text'
import { borderBefore } from '@shared/graphemes'
import { joinChinese } from '@shared/han-spacing'
import { type GroupEvent, type Message, type MessageContent } from '@shared/message'
import { assertNever } from '@shared/result'
import { isolated, shortFileName, shownLine } from '@shared/shown-text'
import { useI18n } from 'vue-i18n'
import { useAccountStore } from '../stores/account'
import { useFormat } from './use-format'

/** Characters of a line at most: more would not be seen, and long texts take their time. */
const MAX_LINE = 400
const MAX_FILE_NAME = 60

/** Names that a notice lists; of more it tells how many. */
const NAMES = 8

/** Messages in words: for the list, quotes, notices, screen readers, and to be copied. */
export function useSummary() {
  const { t, locale } = useI18n()
  const account = useAccountStore()
  const format = useFormat()

  /** What kind of thing it is, such as "[File]"; empty for what is its own text. */
  function kindOf(value: MessageContent): string {
    switch (value.kind) {
      case 'image':
        return t(value.isSticker === true ? 'kind.sticker' : 'kind.image')
      case 'location':
      case 'sound':
      case 'file':
      case 'video':
      case 'link':
      case 'contact':
      case 'red_packet':
      case 'bundle':
        return t(`kind.${value.kind}`)
      case 'text':
      case 'face':
      case 'custom':
      case 'recall':
      case 'recalled':
      case 'group_event':
      case 'unsupported':
        return ''
      default:
        return assertNever(value)
    }
  }

  /** In one line, as long as one is. */
  function line(value: MessageContent): string {
    const whole = value.kind === 'file' ? fileLine(value, shortFileName(value.name, MAX_FILE_NAME)) : content(value)
    const shown = shownLine(whole.slice(0, borderBefore(whole, MAX_LINE)))
    return whole.length > MAX_LINE ? `${shown}…` : shown
  }

  const words = (...parts: readonly (string | undefined)[]): string => parts.filter((part) => part !== undefined && part !== '').join(' ')

  function fileLine({ caption }: { readonly caption?: string }, name: string): string {
    return words(t('kind.file'), name, caption)
  }

  /** All that it says. */
  function content(value: MessageContent): string {
    switch (value.kind) {
      case 'text':
        return value.text
      case 'face':
        return faceText(value.symbol)
      case 'location':
        return `${t('kind.location')} ${value.name}`.trim()
      case 'sound':
        return words(t('kind.sound'), value.seconds === undefined ? '' : format.seconds(value.seconds), value.caption)
      case 'image':
      case 'video':
        return words(kindOf(value), value.caption)
      case 'file':
        return fileLine(value, value.name)
      case 'link':
        return `${t('kind.link')} ${value.title || value.url}`
      case 'contact':
        return `${t('kind.contact')} ${value.name}`
      case 'red_packet':
        return `${t('kind.red_packet')} ${value.memo ?? ''}`.trim()
      case 'bundle':
        return `${t('kind.bundle')} ${bundleTitle(value)}`.trim()
      case 'recall':
      case 'recalled':
        return t('notice.recalled')
      case 'group_event':
        return groupEvent(value.event, '')
      case 'custom':
        return value.fallbackText || t('kind.custom')
      case 'unsupported':
        return t('kind.unsupported')
      default:
        return assertNever(value)
    }
  }

  /** In the reader's language where the bundle says where it comes from, else as its sender called it. */
  function bundleTitle({ title, of }: Pick<Extract<MessageContent, { kind: 'bundle' }>, 'title' | 'of'>): string {
    if (of === undefined) return title
    return of.kind === 'c2g' ? t('forward.titleOfGroup', { title: of.title }) : t('forward.titleOfTwo', { a: of.names[0], b: of.names[1] })
  }

  /** A notice in the middle of the timeline, or `undefined` for messages that somebody wrote. */
  function notice(message: Message): string | undefined {
    const by = message.isMine ? t('notice.you') : message.senderName || message.senderId
    if (message.content.kind === 'recall') return t('notice.recalledBy', { by })
    return message.content.kind === 'group_event' ? groupEvent(message.content.event, by) : undefined
  }

  function groupEvent(event: GroupEvent, senderName: string): string {
    const by = event.by === account.me?.userId ? t('notice.you') : senderName || event.by
    switch (event.event) {
      case 'created':
        return t('notice.created', { by, title: event.title })
      case 'renamed':
        return t('notice.renamed', { by, title: event.title })
      case 'members_added':
        return t('notice.membersAdded', { by, members: names(event.members, event.count) })
      case 'members_removed':
        return t('notice.membersRemoved', { by, members: names(event.members, event.count) })
      case 'left':
        return t('notice.left', { by })
      case 'notice_changed':
        return t('notice.noticeChanged', { by, notice: clipText(event.notice, MAX_LINE) })
      case 'avatar_changed':
        return t('notice.avatarChanged', { by })
      case 'role_changed':
        return t('notice.roleChanged', { by, member: names([event.member]), role: role(event.role) })
      default:
        return assertNever(event)
    }
  }

  /** @param count how many they are, `people` the first of them */
  function names(people: readonly { readonly userId: string; readonly name: string }[], count = people.length): string {
    const shown = people
      .slice(0, NAMES)
      .map((person) => (person.userId === account.me?.userId ? t('notice.youToo') : person.name || person.userId))
    const others = count - shown.length
    if (others > 0) shown.push(t('notice.others', { n: others }, others))
    const parts = new Intl.ListFormat(locale.value, { type: 'conjunction' }).formatToParts(shown)
    return joinChinese(...parts.map(({ type, value }) => (type === 'element' ? isolated(value) : value)))
  }

  function role(value: string): string {
    return value === 'owner' || value === 'admin' || value === 'member' ? t(`notice.role.${value}`) : value
  }

  return { content, line, bundleTitle, kindOf, notice, role }
}
