import type { FileId } from '@shared/ids'
import type { StoredMessage } from '../store/message-row'
import type { Preview } from './preview'

type Content = Readonly<Record<string, unknown>>

/** Types of messages that name a file (PROTOCOL 9). */
export const FILE_TYPES: ReadonlySet<string> = new Set(['image', 'file', 'video', 'sound'])

/** What a message says of its file, read from the keys of the wire; `undefined`: it names none. */
export type NamedFile = {
  readonly type: string
  readonly fileId?: FileId
  readonly thumbId?: FileId
  readonly sha256?: string
  /** Bytes; 0: not said. */
  readonly size: number
  readonly name: string
  readonly mime: string
  /** Where it has no name of its server: a link of somebody's. */
  readonly url?: string
}

const FILE_ID = /^[A-Za-z0-9_-]{1,128}$/

export function namedFile({ type, content }: Pick<StoredMessage, 'type' | 'content'>): NamedFile | undefined {
  if (!FILE_TYPES.has(type)) return undefined
  const text = (key: string): string => (Object.hasOwn(content, key) && typeof content[key] === 'string' ? content[key] : '')
  const id = (key: string): FileId | undefined => (FILE_ID.test(text(key)) ? (text(key) as FileId) : undefined)
  const [fileId, thumbId, sha256] = [id('file_id'), id('thumb_id'), text('sha256')]
  const url = text(type === 'image' ? 'big_url' : 'url').replace(/\s+/g, '')
  const { size } = content
  const link = fileId === undefined && /^https?:\/\//i.test(url) ? url : undefined
  if (fileId === undefined && link === undefined) return undefined
  return {
    type,
    ...(fileId === undefined ? {} : { fileId }),
    ...(thumbId === undefined ? {} : { thumbId }),
    ...(/^[0-9a-f]{64}$/.test(sha256) ? { sha256 } : {}),
    size: typeof size === 'number' && Number.isSafeInteger(size) && size >= 0 ? size : 0,
    name: text('name'),
    mime: text('mime'),
    ...(link === undefined ? {} : { url: link }),
  }
}

/** What only the finished upload tells of the file. */
export function uploadedKeys(
  type: string,
  file: { readonly fileId: FileId; readonly sha256: string; readonly thumbId?: FileId | undefined },
): Content {
  const address = (id: FileId): string => `/v1/files/${id}`
  const { fileId, sha256, thumbId } = file
  return {
    file_id: fileId,
    sha256,
    [type === 'image' ? 'big_url' : 'url']: address(fileId),
    ...(thumbId === undefined ? {} : { thumb_id: thumbId, [type === 'image' ? 'icon_url' : 'thumb_url']: address(thumbId) }),
  }
}

/** What a preview tells, before anything is up; the edges of a picture were told when it was chosen. */
export function previewKeys(content: Content, { thumbHash, width, height, seconds }: Preview): Content {
  const hasEdges = typeof content['width'] === 'number' && typeof content['height'] === 'number'
  return { thumb_hash: thumbHash, ...(hasEdges ? {} : { width, height }), ...(seconds === undefined ? {} : { seconds }) }
}
