import { join } from 'node:path'
import { systemClock } from '../../lib/clock'
import type { Logger } from '../../lib/logger'
import { openDecodingPage } from '../../media/decoding-page'
import { Thumbnails } from '../../media/thumbnails'
import { isDrawable } from '../../transfers/picture-facts'

/** Makes the previews of what is sent, in a page that nobody sees. */
export function openPreviews(outDir: string, logger: Logger): Thumbnails {
  return new Thumbnails({
    clock: systemClock,
    logger: logger.scoped('media'),
    open: (onMade, onGone) => openDecodingPage(join(outDir, 'preload', 'maker.cjs'), onMade, onGone),
    isDrawable,
  })
}
