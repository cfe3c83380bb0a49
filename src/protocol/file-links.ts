import { isFileId } from './schemas/files'

/** Where files are, relative to `http_base` (PROTOCOL 9). */
export const FILES_PATH = '/v1/files/'

/** The types that name files, and their keys for the addresses of the file and of its preview (PROTOCOL 4 and 9). */
const LINK_KEYS: { readonly [type: string]: { readonly file: string; readonly thumb: string } | undefined } = {
  image: { file: 'big_url', thumb: 'icon_url' },
  sound: { file: 'url', thumb: 'thumb_url' },
  file: { file: 'url', thumb: 'thumb_url' },
  video: { file: 'url', thumb: 'thumb_url' },
}

type Data = Readonly<Record<string, unknown>>

export function filePath(fileId: string): string {
  return FILES_PATH + fileId
}

/** The file that an address on this server means; `undefined` for any other address. */
export function fileIdIn(address: string): string | undefined {
  const fileId = address.startsWith(FILES_PATH) ? address.slice(FILES_PATH.length) : undefined
  return isFileId(fileId) ? fileId : undefined
}

/** Whether messages of that type name files, or hold such as do. */
export function mayNameFiles(type: string): boolean {
  return type === 'bundle' || Object.hasOwn(LINK_KEYS, type)
}

/** What a message names, unchecked: whatever stands there, each once. */
export type Named = { readonly files: ReadonlySet<unknown>; readonly thumbs: ReadonlySet<unknown> }

/** What a message names, those of a bundle's messages included. A bundle has been looked at by `bundleFault` before. */
export function namedIn(type: string, data: Data): Named {
  const named = { files: new Set<unknown>(), thumbs: new Set<unknown>() }
  forEachMessage(type, data, (messageType, { file_id: fileId, thumb_id: thumbId }) => {
    if (!Object.hasOwn(LINK_KEYS, messageType)) return
    if (fileId !== undefined) named.files.add(fileId)
    if (thumbId !== undefined) named.thumbs.add(thumbId)
  })
  return named
}

/**
 * `data` with the addresses of what it names, and what `about` knows of a file, in it and in the messages of a bundle. A
 * message that names nothing stays the same object.
 *
 * @param link the address of a file
 */
export function withFileLinks(
  type: string,
  data: Data,
  link: (fileId: string) => string,
  about: (fileId: string) => Data = () => ({}),
): Data {
  if (type === 'bundle' && Array.isArray(data['items'])) {
    const items = data['items'].map((item: unknown) => {
      if (!isMessage(item)) return item
      const inner = withFileLinks(item.type, item.data, link, about)
      return inner === item.data ? item : { ...item, data: inner }
    })
    return items.some((item, i) => item !== (data['items'] as readonly unknown[])[i]) ? { ...data, items } : data
  }
  const keys = Object.hasOwn(LINK_KEYS, type) ? LINK_KEYS[type] : undefined
  const { file_id: fileId, thumb_id: thumbId } = data
  if (keys === undefined || (!isFileId(fileId) && !isFileId(thumbId))) return data
  return {
    ...data,
    ...(isFileId(fileId) ? { ...about(fileId), [keys.file]: link(fileId) } : {}),
    ...(isFileId(fileId) && Object.hasOwn(data, 'url') ? { url: link(fileId) } : {}),
    ...(isFileId(thumbId) ? { [keys.thumb]: link(thumbId) } : {}),
  }
}

function forEachMessage(type: string, data: Data, see: (type: string, data: Data) => void): void {
  if (type !== 'bundle') return see(type, data)
  const { items } = data
  if (!Array.isArray(items)) return
  for (const item of items) if (isMessage(item)) forEachMessage(item.type, item.data, see)
}

function isMessage(item: unknown): item is { readonly type: string; readonly data: Data } {
  const { type, data } = (item ?? {}) as { readonly type?: unknown; readonly data?: unknown }
  return typeof type === 'string' && typeof data === 'object' && data !== null && !Array.isArray(data)
}
