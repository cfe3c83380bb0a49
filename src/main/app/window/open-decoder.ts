import { systemClock } from '../../lib/clock'
import type { Logger } from '../../lib/logger'
import { Decoder } from '../../media/decoder'
import { mediaWindowPlace, openMediaWindow } from '../../media/media-window'
import { pictureFault } from '../../transfers/picture-facts'

/** Decodes what strangers made, in a window that nobody sees. */
export function openDecoder(outDir: string, logger: Logger): Decoder {
  const place = mediaWindowPlace(outDir)
  return new Decoder({
    clock: systemClock,
    logger: logger.scoped('media'),
    open: (onMade, onGone) => openMediaWindow(place, onMade, onGone),
    faultOf: (file) => pictureFault(file, file.mime),
  })
}
