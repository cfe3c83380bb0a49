import { isWebSource } from '@shared/updates'
import { createByteHttp } from '../../lib/byte-http'
import type { Clock } from '../../lib/clock'
import type { Dial } from '../../lib/dial'
import { FolderSource } from './folder-source'
import type { ReleaseSource } from './release-source'
import { WebSource } from './web-source'

/** A source by its setting; the web by the way that everything here goes: proxies and authorities are the network's. */
export function openReleaseSource(text: string, dial: Dial, clock: Clock): ReleaseSource {
  return isWebSource(text) ? new WebSource(text, createByteHttp({ dial }), clock) : new FolderSource(text, clock)
}
