import type { FileId } from './ids'

/** Where a server keeps files, relative to its address (PROTOCOL 9). */
const FILE = /^\/v1\/files\/(f_[a-z2-7]{26})$/

/** The file of the server that the picture of a person or a group is; `undefined` for none, and for what lies elsewhere. */
export function avatarFile(address: string): FileId | undefined {
  return FILE.exec(address)?.[1] as FileId | undefined
}

export function avatarAddress(fileId: FileId): string {
  return `/v1/files/${fileId}`
}
