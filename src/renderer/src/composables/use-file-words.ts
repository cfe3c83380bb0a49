import type { Danger, FileFamily, FileLack, PictureFault } from '@shared/file'
import type { Message, MessageContent } from '@shared/message'
import { assertNever, type Failure } from '@shared/result'
import { isolated } from '@shared/shown-text'
import type { Transfer } from '@shared/transfer'
import { useI18n } from 'vue-i18n'
import { type FileContent, type FileFace, linkedFile } from '../model/file-face'
import { plainEnding, programSystem } from '../model/file-look'
import { isToldWhileWaiting, transferCause } from '../model/transfer-causes'
import { useFormat } from './use-format'
import { useSeconds } from './use-now'

/** Files and their way, in words. */
export function useFileWords() {
  const { t } = useI18n()
  const format = useFormat()
  const now = useSeconds()

  /** Pictures, sounds and videos may have no name of their own. */
  function nameOf(content: MessageContent): string {
    if ('name' in content && content.name !== undefined && content.name !== '') return content.name
    if (content.kind === 'sound' || content.kind === 'video') return t(`card.${content.kind}`)
    return t('card.image')
  }

  /** What sort of thing it is: of what may do harm what that is, else its ending. */
  function typeOf({ content, file }: Pick<Message, 'content' | 'file'>): string {
    const name = nameOf(content)
    return file?.danger === undefined ? (plainEnding(name)?.toUpperCase() ?? '') : dangerName(name, file.danger)
  }

  function dangerName(name: string, danger: Danger): string {
    const ending = plainEnding(name)?.toUpperCase() ?? ''
    const system = programSystem(name)
    if ((danger === 'program' || danger === 'installer') && system !== undefined) return t(`file.programOf.${system}`)
    return t(`file.danger.${danger}`, { ending }).trim()
  }

  function warningOf({ file, senderName, senderId, isMine }: Message): string | undefined {
    return file?.danger === undefined ? undefined : warning(file.danger, isMine ? undefined : senderName || senderId)
  }

  /** @param sender who could be asked */
  function warning(danger: Danger, sender?: string): string {
    const what = t(`file.warning.${danger}`)
    return sender === undefined ? what : t('file.warnAndAsk', { what, name: sender })
  }

  /** Why it went wrong, as the end of a sentence or as one. */
  function causeOf(failure: Pick<Failure, 'code'>, direction: Transfer['direction']): string {
    const cause = transferCause(failure.code)
    if (cause === undefined) return t('transfer.cause.other', { code: failure.code })
    if (direction === 'down' && cause === 'too_large') return t('transfer.cause.too_large_down')
    return direction === 'up' && (cause === 'gone' || cause === 'not_found') ? t('transfer.cause.gone_up') : t(`transfer.cause.${cause}`)
  }

  function lackOf(lack: FileLack, content: MessageContent): string {
    const isLink = linkedFile(content) !== undefined && (lack === 'gone' || lack === 'refused')
    return isLink ? t(`file.linkLack.${lack}`) : t(`file.lack.${lack}`)
  }

  /** Why a picture that is here is not shown. */
  function faultOf(fault: PictureFault | undefined): string {
    return fault === undefined ? t('file.cannotShow') : t(`file.fault.${fault}`)
  }

  /** Why a picture or a film that is here is not shown; empty: it is, or was not tried yet. */
  function notShown({ content, file }: Pick<Message, 'content' | 'file'>): string {
    if (file?.fault === undefined) return ''
    return content.kind === 'video' ? t('viewer.noVideo') : faultOf(file.fault)
  }

  /** How far it is: "11.8 of 18.4 MB"; its size alone before it has begun. */
  function amountOf({ done, size }: Pick<Transfer, 'done' | 'size'>): string {
    if (size <= 0) return done > 0 ? format.bytes(done) : ''
    if (done <= 0 || done >= size) return format.bytes(size)
    const { part, whole } = format.bytesOf(done, size)
    return t('transfer.amount', { part, whole })
  }

  /** Speed and time left; nothing while there is none. */
  function paceOf(speed: number, secondsLeft: number | undefined): string {
    const parts = [speed > 0 ? t('transfer.speed', { size: format.bytes(speed) }) : '']
    if (secondsLeft !== undefined) parts.push(t('transfer.left', { time: format.left(secondsLeft) }))
    return joined(parts)
  }

  /** What a transfer does now, beside how far it is. */
  function stepOf({ progress, direction }: Transfer): string {
    switch (progress.step) {
      case 'waiting': {
        const { why, retryAt, cause } = progress
        if (why === 'turn' || why === 'link') return t(`transfer.waiting.${why}`)
        const until =
          retryAt === undefined
            ? t(`transfer.waiting.${why}`)
            : t('transfer.waiting.until', { left: format.left(Math.max(0, retryAt - now.value) / 1000) })
        return joined([cause !== undefined && isToldWhileWaiting(cause.code) ? causeOf(cause, direction) : '', until])
      }
      case 'running':
        return paceOf(progress.bytesPerSecond, progress.secondsLeft)
      case 'done':
        return t('transfer.doneIn', { at: format.clock(progress.at), time: format.elapsed(progress.tookMs) })
      case 'failed':
        return causeOf(progress, direction)
      case 'preparing':
      case 'checking':
      case 'paused':
        return t(`transfer.step.${progress.step}`)
      default:
        return assertNever(progress)
    }
  }

  /** The second line of a file's card. */
  function lineOf(face: FileFace, content: FileContent, message: Message | undefined): string {
    const size = content.size === undefined ? '' : format.bytes(content.size)
    if (face.face === 'moving') return joined([amountOf(face.transfer), stepOf(face.transfer)])
    if (face.face === 'failed') {
      const { done, size: whole } = face.transfer
      return joined([whole > 0 ? format.bytes(whole) : size, done > 0 ? t('transfer.stoppedAt', { part: format.bytes(done) }) : ''])
    }
    if (face.face === 'lacking') return joined([size, lackOf(face.lack, content)])
    const seconds = 'seconds' in content && content.seconds !== undefined ? format.seconds(content.seconds) : ''
    const type = typeOf({ content, ...(message?.file === undefined ? {} : { file: message.file }) })
    return joined([seconds, size, type, message?.file?.isSaved === true ? t('file.saved') : ''])
  }

  function familyName(family: FileFamily): string {
    return t(`file.family.${family}`)
  }

  const joined = (parts: readonly string[]): string =>
    parts
      .filter((part) => part !== '')
      .map(isolated)
      .join(' · ')

  return {
    nameOf,
    typeOf,
    dangerName,
    warning,
    warningOf,
    causeOf,
    lackOf,
    faultOf,
    notShown,
    amountOf,
    paceOf,
    stepOf,
    lineOf,
    familyName,
    joined,
  }
}
