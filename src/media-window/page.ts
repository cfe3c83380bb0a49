import type { DecodeJob, Made } from '@shared/decoding'
import { makeFace } from './face'
import { measure } from './measured'
import { makePreview } from './preview'
import { redraw } from './redrawn'
import { makeRendition } from './rendition'

/** The media window: strange files are decoded here and nowhere else. Whatever one does to a decoder, it does to this page. */
window.decoding.onJob((job) => {
  run(job).then(
    (made) => window.decoding.made(job.id, made),
    (error: unknown) => window.decoding.failed(job.id, String(error)),
  )
})

async function run(job: DecodeJob): Promise<Made> {
  switch (job.make) {
    case 'preview':
      return makePreview(job)
    case 'face':
      return makeFace(job)
    case 'redrawn':
      return redraw(job)
    case 'rendition':
      return makeRendition(job)
    case 'measured':
      return measure(job)
  }
}
