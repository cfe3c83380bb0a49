import type { FileLack, LocalFile } from '@shared/file'
import type { Message, MessageContent } from '@shared/message'
import { isOpen, type Transfer } from '@shared/transfer'
import { opensInBrowser } from './shown-picture'

/** What may have a file of its own. */
export type FileContent = Extract<MessageContent, { kind: 'image' | 'sound' | 'file' | 'video' }>

export function isFileContent(content: MessageContent): content is FileContent {
  return content.kind === 'image' || content.kind === 'sound' || content.kind === 'file' || content.kind === 'video'
}

/** Where a file lies that is no more than a link of its sender's; `undefined`: its server has it, or it is on its way there. */
export function linkedFile(content: MessageContent): string | undefined {
  return isFileContent(content) && content.fileId === undefined && opensInBrowser(content.url) ? content.url : undefined
}

/** Shown as a picture; one that may do harm is a file like any other. */
export function isPicture({ content, file }: Pick<Message, 'content'> & { readonly file?: LocalFile | undefined }): boolean {
  return content.kind === 'image' && file?.danger === undefined
}

/** Drawn to its edges, with its time on itself: a picture, or a film of which this device knows a file. */
export function isDrawn({ content, file }: Pick<Message, 'content'> & { readonly file?: LocalFile | undefined }): boolean {
  return isPicture({ content, file }) || (content.kind === 'video' && file !== undefined && file.danger === undefined)
}

/**
 * What is to be shown of a message's file: on its way, failed, here, to be fetched, not to be had; or a link and nothing
 * else, where this device keeps no file for it, as in a bundle.
 */
export type FileFace =
  | { readonly face: 'moving'; readonly transfer: Transfer }
  | { readonly face: 'failed'; readonly transfer: Transfer }
  | { readonly face: 'here' }
  | { readonly face: 'away' }
  | { readonly face: 'lacking'; readonly lack: FileLack }
  | { readonly face: 'link' }

/** What is under way comes before what is known: its news is the newest. A file that is here has failed nobody. */
export function fileFace(message: Pick<Message, 'file'> | undefined, transfer: Transfer | undefined): FileFace {
  const file = message?.file
  if (transfer !== undefined && isOpen(transfer)) return { face: 'moving', transfer }
  if (transfer?.progress.step === 'failed' && (transfer.direction === 'up' || file?.mediaUrl === undefined)) {
    return { face: 'failed', transfer }
  }
  if (file === undefined) return { face: 'link' }
  if (file.lack !== undefined) return { face: 'lacking', lack: file.lack }
  return { face: file.mediaUrl === undefined ? 'away' : 'here' }
}

/** A file of mine that the server does not have yet: nobody else can be given it. */
export function isOnItsWay({ content, isMine, status }: Pick<Message, 'content' | 'isMine' | 'status'>): boolean {
  return isMine && status !== 'sent' && isFileContent(content) && content.fileId === undefined
}

/** What can be done with it is another thing where this is. */
export function stateOf(face: FileFace): string {
  return face.face === 'moving' ? `${face.face} ${face.transfer.progress.step}` : face.face
}
