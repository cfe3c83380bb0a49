import type { ChosenId } from '@shared/file'
import { asPartId, type ConversationId, type LocalId, type Mid, type PartId } from '@shared/ids'
import { failed, ok, type Result } from '@shared/result'
import type { Features } from '@shared/features'
import type { PictureSize } from '@shared/settings'
import type { Changes } from '../store/changes'
import type { FileTreatment } from '../store/transfers-table'
import { isForeignPicture, namedAs } from './foreign-pictures'
import type { TransfersDeps } from './transfers-deps'

/** A file that a person chose: by a dialog, a drop or a paste (`SendableFiles`). */
export type TakenFile = {
  readonly id: ChosenId
  readonly path: string
  readonly name: string
  /** Bytes, and epoch ms of the last change: when it was chosen. */
  readonly size: number
  readonly mtimeMs: number
  readonly mime: string
  /** Its edges in px as shown; absent for what is no picture that can be shown. */
  readonly picture?: { readonly width: number; readonly height: number }
  /** A voice message: its length in s and its 64 levels. */
  readonly voice?: { readonly seconds: number; readonly wave: string }
}

export interface ChosenSource {
  /** All or nothing; code: `not_found`. */
  take(ids: readonly ChosenId[]): Result<readonly TakenFile[]>
  /** They could not be sent: they may be taken once more. */
  giveBack(files: readonly TakenFile[]): void
}

/** A sticker is a picture that is shown small and by itself, and is as it is to be. */
export type SentAs = 'picture' | 'file' | 'sticker'

export type FileSending = {
  readonly conversationId: ConversationId
  readonly files: readonly { readonly id: ChosenId; readonly as: SentAs }[]
  /** Pictures and films are one block, from two on; they are, unless they are not to be. */
  readonly isAlbum?: boolean
  readonly caption?: string
  readonly mentions?: readonly string[]
  readonly replyTo?: Mid
  /** Whether pictures go with what they say of where they were taken; absent: as the setting says. */
  readonly keepsLocation?: boolean
  /** With which edges pictures go; absent: as the setting says. */
  readonly pictureSize?: PictureSize
}

/** A message as `Writing.sendAll` takes it. */
type FileDraft = {
  readonly conversationId: ConversationId
  readonly content: { readonly kind: 'stored'; readonly type: string; readonly content: Readonly<Record<string, unknown>> }
  readonly waitsFor: PartId
  readonly replyTo?: Mid
  readonly mentions?: readonly string[]
}

/**
 * Whether pictures lose what they say of where they were taken, and how large they are at most; what is locked is so for
 * each sending, whatever is asked.
 */
export type PictureRules = {
  readonly strips: boolean
  readonly size: PictureSize
  readonly locks?: { readonly strips: boolean; readonly size: boolean }
}

type SendFilesDeps = Pick<TransfersDeps, 'store' | 'clock'> & {
  readonly features: () => Features
  readonly sendAll: (
    drafts: readonly FileDraft[],
    along: (localIds: readonly LocalId[], changes: Changes) => void,
  ) => Result<readonly LocalId[]>
  /** What is done with pictures, as the settings are now. */
  readonly pictureRules: () => PictureRules
  /** A UUID. */
  readonly newId: () => string
}

const IMAGE_FORMATS: readonly string[] = ['image/jpeg', 'image/gif', 'image/png', 'image/bmp']
const VIDEO_FORMATS: readonly string[] = [
  'video/mp4',
  'video/quicktime',
  'video/x-ms-wmv',
  'video/x-flv',
  'video/x-msvideo',
  'video/x-matroska',
]

/**
 * Files become messages, one each, in the order in which they were given; they stand in the timeline at once and wait for
 * their uploads. The caption is the last one's; what is answered is answered by the first.
 */
export class SendFiles {
  readonly #deps: SendFilesDeps

  constructor(deps: SendFilesDeps) {
    this.#deps = deps
  }

  /** All or nothing. Codes: `unsupported`, `empty`, `not_found`, `too_large`; those of `Writing.send`, of the store. */
  send(
    { conversationId, files, isAlbum = true, caption, mentions, replyTo, keepsLocation, pictureSize }: FileSending,
    chosen: ChosenSource,
  ): Result<void> {
    const { store, clock, features, sendAll, pictureRules, newId } = this.#deps
    const { files: isSupported, maxFileBytes } = features()
    if (!isSupported) return failed('unsupported')
    if (files.length === 0) return failed('empty')
    const taken = chosen.take(files.map(({ id }) => id))
    if (!taken.ok) return taken
    const large = taken.value.find(({ size }) => size > maxFileBytes)
    if (large !== undefined) {
      chosen.giveBack(taken.value)
      return failed('too_large', `${large.size} bytes of ${maxFileBytes}`)
    }
    const album = isAlbum ? albumOf(taken.value, files, newId) : undefined
    const last = taken.value.length - 1
    const rules = pictureRules()
    const strips = keepsLocation === undefined || rules.locks?.strips === true ? rules.strips : !keepsLocation
    const size = rules.locks?.size === true ? rules.size : (pictureSize ?? rules.size)
    const parts = taken.value.map(() => asPartId(newId()))
    const drafts = taken.value.map((file, index): FileDraft => {
      const { type, content } = fileContent(file, files[index]?.as ?? 'file')
      const isLast = index === last
      const words = isLast && caption !== undefined && caption.trim() !== '' ? { caption } : {}
      const block = album !== undefined && isOfAlbum(type) ? { album } : {}
      return {
        conversationId,
        content: { kind: 'stored', type, content: { ...content, ...block, ...words } },
        waitsFor: parts[index]!,
        ...(index === 0 && replyTo !== undefined ? { replyTo } : {}),
        ...(isLast && mentions !== undefined ? { mentions } : {}),
      }
    })
    const sent = sendAll(drafts, (localIds, changes) => {
      for (const [index, localId] of localIds.entries()) {
        const { path, mtimeMs, name, mime, size: bytes } = taken.value[index]!
        const as = files[index]?.as ?? 'file'
        const isPicture = as !== 'sticker' && fileContent(taken.value[index]!, as).type === 'image'
        const row = { direction: 'up', conversationId, localId, partId: parts[index], state: 'open', isAsked: true } as const
        const treatment = isPicture ? treatmentOf(mime, strips, size) : undefined
        const treated = treatment === undefined ? {} : { treatment }
        const { id } = store.transfers.add({ ...row, ...treated, path, mtimeMs, name, mime, size: bytes, createdAt: clock.now() })
        changes.transfers.add(id)
      }
      // In one step with its message: it is never there twice.
      if (taken.value.some(({ voice }) => voice !== undefined)) store.voices.dropDraft(conversationId)
    })
    if (sent.ok) return ok()
    chosen.giveBack(taken.value)
    return sent
  }
}

/** `undefined`: they go as they are. */
function treatmentOf(mime: string, strips: boolean, size: PictureSize): FileTreatment | undefined {
  const isForeign = isForeignPicture(mime)
  if (!strips && size === 'original' && !isForeign) return undefined
  // Drawn anew it says nothing of its owner any more.
  const kept = isForeign ? ({ as: 'image/jpeg' } as const) : strips ? { strips } : {}
  return { ...kept, ...(size === 'original' ? {} : { maxSide: Number(size) }) }
}

/** What a message says of its file before that is up. What is played is a film, or a file of its type. */
function fileContent(file: TakenFile, as: SentAs): { readonly type: string; readonly content: Record<string, unknown> } {
  const { name, mime, size, picture, voice } = file
  const known = { name, mime, size }
  if (voice !== undefined) return { type: 'sound', content: { ...known, url: '', seconds: voice.seconds, wave: voice.wave } }
  if (as !== 'file' && picture !== undefined) {
    const { width, height } = picture
    const sent = isForeignPicture(mime) ? { ...known, name: namedAs(name, 'image/jpeg', mime), mime: 'image/jpeg' } : known
    const sticker = as === 'sticker' ? { sticker: true } : {}
    return { type: 'image', content: { ...sent, big_url: '', width, height, ...formatOf(IMAGE_FORMATS, sent.mime), ...sticker } }
  }
  if (mime.startsWith('video/')) return { type: 'video', content: { ...known, url: '', ...formatOf(VIDEO_FORMATS, mime) } }
  return { type: 'file', content: { ...known, url: '' } }
}

function formatOf(formats: readonly string[], mime: string): { readonly format?: number } {
  const format = formats.indexOf(mime)
  return format < 0 ? {} : { format }
}

const isOfAlbum = (type: string): boolean => type === 'image' || type === 'video'

/** Pictures and films of one sending are one block, from two on. */
function albumOf(taken: readonly TakenFile[], files: FileSending['files'], newId: () => string): string | undefined {
  const types = taken.map((file, index) => fileContent(file, files[index]?.as ?? 'file').type)
  return types.filter(isOfAlbum).length >= 2 ? newId() : undefined
}
