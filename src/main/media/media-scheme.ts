import type { Protocol } from 'electron'
import { MEDIA_SCHEME, type MediaAddress, parseMediaUrl } from '../lib/media-address'
import { answerMedia, type MediaFile } from './media-answer'

/** Where the file of an address is, for the account that is signed in now. */
export type FindMedia = (address: MediaAddress) => MediaFile | undefined

/** Serves what `find` knows, and nothing else; an address has no path in it. */
export function serveMedia(protocol: Protocol, find: FindMedia): void {
  protocol.handle(MEDIA_SCHEME, (request) => {
    const address = parseMediaUrl(request.url)
    return answerMedia(request, address && find(address))
  })
}
