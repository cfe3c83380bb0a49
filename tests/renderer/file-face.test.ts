import type { LocalFile } from '@shared/file'
import { asFileId, asLocalId, asTransferId } from '@shared/ids'
import type { MessageContent } from '@shared/message'
import type { Transfer, TransferProgress } from '@shared/transfer'
import { describe, expect, it } from 'vitest'
import { fileFace, isFileContent, isPicture } from '../../src/renderer/src/model/file-face'
import { isForwardable } from '../../src/renderer/src/model/forwardable'
import { EVERY_CONTENT } from '../helpers/every-content'
import { CONVERSATION } from './messages'

const KNOWN: LocalFile = { family: 'pdf', isSaved: false }
const HERE: LocalFile = { ...KNOWN, mediaUrl: 'jim-media://file/1' }

function transfer(direction: Transfer['direction'], progress: TransferProgress): Transfer {
  const place = { conversationId: CONVERSATION, localId: asLocalId(1) }
  return { id: asTransferId(1), direction, ...place, name: 'a.pdf', family: 'pdf', size: 10, done: 3, progress }
}

const OPEN: readonly TransferProgress[] = [
  { step: 'waiting', why: 'turn' },
  { step: 'waiting', why: 'link' },
  { step: 'waiting', why: 'retry', retryAt: 5 },
  { step: 'preparing' },
  { step: 'running', bytesPerSecond: 1 },
  { step: 'checking' },
  { step: 'paused' },
]
const FAILED: TransferProgress = { step: 'failed', code: 'gone', message: '' }
const DONE: TransferProgress = { step: 'done', at: 1, tookMs: 1 }

describe('the face of a file', () => {
  it.each(OPEN)('is its way while it is $step, up or down, whatever is known of it', (progress) => {
    for (const direction of ['up', 'down'] as const) {
      const moving = transfer(direction, progress)
      for (const file of [undefined, KNOWN, HERE, { ...KNOWN, lack: 'gone' as const }]) {
        expect(fileFace(file === undefined ? {} : { file }, moving)).toEqual({ face: 'moving', transfer: moving })
      }
    }
  })

  it.each<[string, Parameters<typeof fileFace>, ReturnType<typeof fileFace>['face']]>([
    ['a link, where nothing is kept of it', [undefined, undefined], 'link'],
    ['a link, where nothing is known of it', [{}, undefined], 'link'],
    ['away, until it is fetched', [{ file: KNOWN }, undefined], 'away'],
    ['here, once its bytes are', [{ file: HERE }, undefined], 'here'],
    ['here, when it has come', [{ file: HERE }, transfer('down', DONE)], 'here'],
    ['away, when it has come and was let go of again', [{ file: KNOWN }, transfer('down', DONE)], 'away'],
    ['lacking, with why', [{ file: { ...KNOWN, lack: 'refused' } }, undefined], 'lacking'],
    ['failed, when it did not go up, though its bytes are here', [{ file: HERE }, transfer('up', FAILED)], 'failed'],
    ['failed, when it did not come', [{ file: KNOWN }, transfer('down', FAILED)], 'failed'],
    ['here, when it came on another way than the one that failed', [{ file: HERE }, transfer('down', FAILED)], 'here'],
  ])('is %s', (_, given, face) => {
    expect(fileFace(...given).face).toBe(face)
  })
})

it('only pictures, sounds, files and videos have files', () => {
  const kinds = (Object.values(EVERY_CONTENT) as readonly MessageContent[]).filter(isFileContent).map(({ kind }) => kind)
  expect(kinds.sort()).toEqual(['file', 'image', 'sound', 'video'])
})

it('a picture that may do harm is shown as a file', () => {
  expect(isPicture({ content: EVERY_CONTENT.image })).toBe(true)
  expect(isPicture({ content: EVERY_CONTENT.image, file: { ...KNOWN, danger: 'disguised' } })).toBe(false)
  expect(isPicture({ content: EVERY_CONTENT.file })).toBe(false)
})

describe('forwarding', () => {
  const mine = { ...EVERY_CONTENT.file, url: '' }
  it.each([
    ['mine that is still going up', { content: mine, isMine: true, status: 'queued' as const }, false],
    ['mine whose upload failed', { content: mine, isMine: true, status: 'failed' as const }, false],
    ['mine that the server has', { content: mine, isMine: true, status: 'sent' as const }, true],
    [
      'mine that waits, forwarded of a file that the server has',
      { content: { ...mine, fileId: asFileId('f_a') }, isMine: true, status: 'queued' as const },
      true,
    ],
    ['of others', { content: mine, isMine: false, status: 'received' as const }, true],
    ['a text of mine that waits', { content: EVERY_CONTENT.text, isMine: true, status: 'queued' as const }, true],
  ])('a file %s: %s', (_, message, can) => {
    expect(isForwardable(message)).toBe(can)
  })
})
