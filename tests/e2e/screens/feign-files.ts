import type { LocalFile } from '../../../src/shared/file'
import { asConversationId, asLocalId, asTransferId, asUserId } from '../../../src/shared/ids'
import type { Message, MessageContent } from '../../../src/shared/message'
import type { Transfer, TransferProgress } from '../../../src/shared/transfer'
import { png } from '../../transfers/pictures'
import { tell } from './feign'
import { GALLERY } from './gallery'
import type { Studio } from './studio'

export const MB = 1024 * 1024
const CHAT = GALLERY.media
/** Beyond all that a real account has. */
const FIRST_ID = 9_000_000
const FRANK = { id: 'frank', name: '张伟 Frank Zhang', avatar: '' }

export type Shown = {
  readonly content: MessageContent
  readonly file?: LocalFile
  readonly isMine?: boolean
  /** Of whoever sent it; absent: Frank, who has no picture. */
  readonly from?: { readonly id: string; readonly name: string; readonly avatar: string }
  readonly way?: { readonly progress: TransferProgress; readonly done: number }
}

export const file = (name: string, size: number, change: object = {}): MessageContent => ({
  kind: 'file',
  url: '',
  name,
  size: size * MB,
  ...change,
})
export const picture = (change: object = {}): MessageContent => ({
  kind: 'image',
  url: '',
  name: 'wall.jpg',
  size: 2.9 * MB,
  width: 1600,
  height: 1200,
  thumbHash: '1QcSHQRnh493V4dIh4eXh1h4kJUI',
  ...change,
})
export const known = (family: LocalFile['family'], change: Partial<LocalFile> = {}): LocalFile => ({ family, isSaved: false, ...change })
export const here = (family: LocalFile['family'], change: Partial<LocalFile> = {}): LocalFile =>
  known(family, { mediaUrl: 'jim-media://none', ...change })

const idOf = (index: number): number => FIRST_ID + index

/** As main would tell of them; the first is the oldest. */
export function feignedMessages(shown: readonly Shown[]): readonly Message[] {
  const at = Date.now()
  return shown.map(({ content, file: kept, isMine = false, from = FRANK, way }, index): Message => ({
    localId: asLocalId(idOf(index)),
    conversationId: asConversationId(CHAT),
    position: idOf(index),
    senderId: asUserId(isMine ? 'alice' : from.id),
    senderName: isMine ? '陈晨 Alice Chen' : from.name,
    senderAvatar: isMine ? '' : from.avatar,
    isMine,
    content,
    ...(kept === undefined ? {} : { file: kept }),
    mentions: [],
    mentionsMe: false,
    at,
    status: !isMine ? 'received' : way?.progress.step === 'failed' ? 'failed' : way === undefined ? 'sent' : 'queued',
  }))
}

/** How far those of them are that are on their way. */
export async function tellTransfers(studio: Studio, shown: readonly Shown[]): Promise<void> {
  const upserted = shown.flatMap(({ content, file: kept, isMine = false, way }, index): Transfer[] =>
    way === undefined || !('size' in content)
      ? []
      : [
          {
            id: asTransferId(idOf(index)),
            direction: isMine ? 'up' : 'down',
            conversationId: asConversationId(CHAT),
            localId: asLocalId(idOf(index)),
            name: 'name' in content ? (content.name ?? '') : '',
            family: kept?.family ?? 'other',
            size: content.size ?? 0,
            done: way.done * MB,
            progress: way.progress,
          },
        ],
  )
  await tell(studio, 'transfers', { upserted, removed: [], isPaused: false })
}

export async function forgetTransfers(studio: Studio): Promise<void> {
  const removed = Array.from({ length: 20 }, (_, index) => asTransferId(idOf(index)))
  await tell(studio, 'transfers', { upserted: [], removed, isPaused: false })
}

/** Faces whose causes are not to be had at will: main tells of such messages, and of their way. */
export async function feignFiles(studio: Studio, shown: readonly Shown[]): Promise<void> {
  await studio.desktop.openConversation(CHAT)
  await tell(studio, 'messages', { upserted: feignedMessages(shown), removed: [] })
  await tellTransfers(studio, shown)
  await studio.page
    .locator(`[data-local-id="${FIRST_ID + shown.length - 1}"]`)
    .last()
    .waitFor()
  await studio.desktop.timeline.evaluate((log) => (log.scrollTop = log.scrollHeight))
}

/** Real ones take their place again. */
export async function forgetFiles(studio: Studio): Promise<void> {
  await forgetTransfers(studio)
  await studio.desktop.openConversation(GALLERY.cards)
}

export const running = (bytesPerSecond: number, secondsLeft: number): TransferProgress => ({
  step: 'running',
  bytesPerSecond: bytesPerSecond * MB,
  secondsLeft,
})
export const failed = (code: string): TransferProgress => ({ step: 'failed', code, message: '' })

/** It waits for its next try. */
export const tried = (code: string): TransferProgress => ({
  step: 'waiting',
  why: 'retry',
  retryAt: Date.now() + 24_000,
  cause: { code, message: '' },
})
/** It waits until something can be stored again. */
export const unkept = (code: string): TransferProgress => ({ step: 'waiting', why: 'store', cause: { code, message: '' } })

/** Where a file lies that is only a link. */
export const LINK = 'https://files.example.com/2026/q3'

/** What the sender made of a picture that this computer cannot draw. */
export const SMALL = `data:image/png;base64,${png(80, 60).toString('base64')}`
