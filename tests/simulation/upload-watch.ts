import { createHash } from 'node:crypto'
import type { ByteRequest } from '../../src/main/lib/byte-exchange'
import type { ByteReply } from './routes'
import type { Simulation } from './simulation'
import type { VirtualClock } from './virtual-clock'
import type { VirtualBytes } from './virtual-bytes'

type Watch = ConstructorParameters<typeof VirtualBytes>[0]['watch']

/**
 * The server keeps what it has of an upload for so long after it was begun at least; less than its own patience, to be fair.
 * When bytes came is noted at the end of a request and once an hour: a kill may cost it that.
 */
const SURELY_KEPT_MS = 40_000

type UploadWatchOptions = { readonly name: string; readonly simulation: Simulation; readonly canWrite: () => boolean }

/**
 * Looks at what a device asks of uploads: no byte goes again that the server has acknowledged. Each upload goes on at exactly
 * the byte where the server's copy ends, and none is begun anew while the device knows of one that the server still has.
 */
export class UploadWatch {
  readonly #options: UploadWatchOptions
  /** Uploads that a device was told of and has had the time to write down, by what they are of. */
  readonly #told = new Map<string, { readonly fileId: string; readonly at: number }>()

  constructor(options: UploadWatchOptions) {
    this.#options = options
  }

  ofLife(clock: VirtualClock): Watch {
    return {
      asked: (request) => this.#asked(request),
      answered: (request, reply) => this.#answered(request, reply, clock),
      flipped: () => void this.#options.simulation.flips++,
    }
  }

  #asked({ method, url, headers }: ByteRequest): void {
    const { name, simulation } = this.#options
    const { server, witness, timeline } = simulation
    if (method === 'PATCH') {
      const held = server.disk.parts.get(url.split('/').at(-1)!)?.bytes.length
      const from = Number(headers['upload-offset'])
      if (held !== undefined && held !== from)
        witness.violate('sent again', `${name}: bytes from ${from} on, of which the server had ${held}`)
    }
    const key = keyOf(headers['upload-metadata'])
    const before = method === 'POST' && key !== undefined ? this.#told.get(key) : undefined
    const part = before === undefined ? undefined : server.disk.parts.get(before.fileId)
    const isKept = before !== undefined && timeline.now - before.at < SURELY_KEPT_MS
    if (part !== undefined && part.bytes.length > 0 && isKept && !isSpoilt(part.bytes, headers))
      witness.violate('sent again', `${name}: an upload is begun anew of which the server had ${part.bytes.length} bytes`)
  }

  #answered({ method, headers }: ByteRequest, { headers: told }: ByteReply, clock: VirtualClock): void {
    const { simulation, canWrite } = this.#options
    const key = method === 'POST' ? keyOf(headers['upload-metadata']) : undefined
    const fileId = told['location']?.split('/').at(-1)
    if (key === undefined || fileId === undefined || !canWrite()) return
    simulation.timeline.after(1, () => {
      if (!clock.isDead && canWrite()) this.#told.set(key, { fileId, at: simulation.timeline.now })
    })
  }
}

/**
 * Whether these are all the bytes of an upload, and not those it promised: they were changed on the way, and the server has let go of
 * them, though a kill may have left them on its disk.
 */
function isSpoilt(bytes: Uint8Array, headers: ByteRequest['headers']): boolean {
  if (bytes.length !== Number(headers['upload-length'])) return false
  return !valuesOf(headers['upload-metadata']).includes(createHash('sha256').update(bytes).digest('hex'))
}

/** Of which file an upload is: its name and its bytes. Previews, and pictures of one second, share their names. */
function keyOf(metadata: string | undefined): string | undefined {
  const values = valuesOf(metadata)
  const [name = ''] = values
  return name === '' || name === 'preview' || name.startsWith('image-') ? undefined : values.join(' ')
}

function valuesOf(metadata: string | undefined): readonly string[] {
  return (metadata ?? '').split(',').map((pair) => Buffer.from(pair.split(' ')[1] ?? '', 'base64').toString())
}
