import type { DecodeTask } from '@shared/decoding'
import { expect, onTestFinished } from 'vitest'
import { silentLogger } from '../../src/main/lib/logger'
import { Decoder, type PictureFault } from '../../src/main/media/decoder'
import type { ShownMedia } from '../../src/main/media/media-answer'
import type { MadeListener } from '../../src/main/media/media-window'
import { FakeClock } from '../helpers/fake-clock'

const pathOf = (file: ShownMedia): string => ('path' in file ? file.path : '')

/** The media window, moved by hand. */
export class MediaBench {
  readonly clock = new FakeClock()
  readonly asked: { readonly id: number; readonly path: string; readonly task: DecodeTask }[] = []
  readonly faults = new Map<string, PictureFault>()
  opened = 0
  closed = 0
  memoryBytes = 0
  made: MadeListener = () => undefined
  gone: () => void = () => undefined
  /** How the next file reaches its window. */
  run: () => Promise<void> = () => Promise.resolve()
  readonly decoder = new Decoder({
    clock: this.clock,
    logger: silentLogger,
    open: (onMade, onGone) => {
      this.opened++
      this.made = onMade
      this.gone = onGone
      return {
        run: (id, file, task) => {
          this.asked.push({ id, path: pathOf(file), task })
          return this.run()
        },
        memoryBytes: () => this.memoryBytes,
        close: () => void this.closed++,
      }
    },
    faultOf: (file) => Promise.resolve(this.faults.get(pathOf(file))),
  })

  constructor() {
    onTestFinished(() => this.decoder.close())
  }

  /** Resolves once the window was asked for so many files. */
  async askedFor(count: number): Promise<void> {
    await expect.poll(() => this.asked.length).toBe(count)
  }
}
