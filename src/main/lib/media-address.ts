import { parseUrl } from './external-url'

/** The scheme by which the page has pictures, sounds and films of this device; never a path in it. */
export const MEDIA_SCHEME = 'jim-media'

/** Signs of a picture that lies in its address: messages bring no longer ones. */
const MAX_INLINE = 1_400_000

/**
 * What an address names: bytes of the cache by their sha256, a picture of them as large as a screen or as it is, the poster of a film of them, a film that
 * is still coming, by its transfer, a file that was chosen and not sent yet by its token, a file of mine that I have sent, where it still lies,
 * by its message, the picture of a person or a group by its file, a sticker of mine by its sha256, or a picture that lies in the address itself.
 *
 * ```
 *   jim-media://file/<64 hex digits>
 *   jim-media://view/<64 hex digits>
 *   jim-media://large/<64 hex digits>
 *   jim-media://poster/<64 hex digits>
 *   jim-media://arriving/<transfer id>
 *   jim-media://chosen/<UUID>
 *   jim-media://sent/<local id>
 *   jim-media://avatar/<file id>
 *   jim-media://sticker/<64 hex digits>
 *   jim-media://inline/<base64url>
 * ```
 */
export type MediaAddress = {
  readonly of: 'file' | 'view' | 'large' | 'poster' | 'arriving' | 'chosen' | 'sent' | 'avatar' | 'sticker' | 'inline'
  readonly id: string
}

const IDS: { readonly [K in MediaAddress['of']]: RegExp } = {
  file: /^[0-9a-f]{64}$/,
  view: /^[0-9a-f]{64}$/,
  large: /^[0-9a-f]{64}$/,
  poster: /^[0-9a-f]{64}$/,
  arriving: /^[1-9]\d{0,14}$/,
  inline: /^[\w-]{4,}$/,
  sent: /^[1-9]\d{0,14}$/,
  sticker: /^[0-9a-f]{64}$/,
  avatar: /^f_[a-z2-7]{26}$/,
  chosen: /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/,
}

export function mediaUrl({ of, id }: MediaAddress): string {
  return `${MEDIA_SCHEME}://${of}/${id}`
}

/** `undefined`: exactly as `mediaUrl` writes it, or nothing. */
export function parseMediaUrl(url: string): MediaAddress | undefined {
  const parsed = url.length <= MAX_INLINE ? parseUrl(url) : undefined
  if (parsed === undefined || parsed.protocol !== `${MEDIA_SCHEME}:`) return undefined
  const of = parsed.host
  if (!isPlace(of)) return undefined
  const address: MediaAddress = { of, id: parsed.pathname.slice(1) }
  return IDS[of].test(address.id) && mediaUrl(address) === url ? address : undefined
}

const isPlace = (host: string): host is MediaAddress['of'] => Object.hasOwn(IDS, host)
