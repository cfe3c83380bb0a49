import type { LocalId } from '@shared/ids'
import type { Result } from '@shared/result'
import { ok } from '@shared/result'
import { bridge } from '../bridge'

export type FileBytes = { readonly size: number; readonly bytes: Uint8Array<ArrayBuffer> }

/** Reads parts of a message's file that is here. */
export function useFileBytes() {
  return async (localId: LocalId, from: number, length: number): Promise<Result<FileBytes>> => {
    const part = await bridge.call('files:part', { localId, from, length })
    if (!part.ok) return part
    return ok({ size: part.value.size, bytes: Uint8Array.from(atob(part.value.base64), (character) => character.charCodeAt(0)) })
  }
}
