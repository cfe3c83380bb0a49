import type { Protocol } from 'electron'
import { MEDIA_SCHEME, type MediaAddress, parseMediaUrl } from '../lib/media-address'
import { answerMedia, type FoundMedia } from './media-answer'

/** Where the file of an address is, for the account that is signed in now. */
export type FindMedia = (address: MediaAddress) => FoundMedia | undefined | Promise<FoundMedia | undefined>

/** Serves what is found, and nothing else: an address has no path in it. */
export interface MediaDoor {
  /** Before that nothing is there. */
  findWith(find: FindMedia): void
}

/** Open it before there is a page: Chromium tells a page of the schemes that there are when it begins, and never again. */
export function openMediaDoor(protocol: Protocol): MediaDoor {
  let find: FindMedia = () => undefined
  protocol.handle(MEDIA_SCHEME, async (request) => {
    const address = parseMediaUrl(request.url)
    return answerMedia(request, address && (await find(address)))
  })
  return { findWith: (next) => void (find = next) }
}
