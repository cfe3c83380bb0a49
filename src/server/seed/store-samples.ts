import { createHash } from 'node:crypto'
import { filePath } from '@protocol/file-links'
import { newFileId } from '../files/file-id'
import type { FileStorage } from '../files/file-storage'
import type { FileStore, NewFile } from '../store/file-store'
import { nearestVoice, type Sample, sampleFile, sampleVoice, sampleWave } from './samples/sample-files'

type Content = Readonly<Record<string, unknown>>

/** A message of the sample office with what it names. */
export type WithSample = { readonly content: Content; readonly files: readonly string[] }

/** Puts real files behind the sample messages; each content is stored once, each sender has a file of their own of it. */
export class Samples {
  readonly #storage: FileStorage
  readonly #contents = new Map<string, Promise<{ readonly sha256: string; readonly size: number }>>()
  readonly #files = new Map<string, NewFile & { readonly sha256: string }>()

  constructor(storage: FileStorage) {
    this.#storage = storage
  }

  /** `content` with the file that its kind and name ask for, where there is one. */
  async behind(type: string, content: Content, senderId: string): Promise<WithSample> {
    if (type === 'file') {
      const name = String(content['name'])
      const sample = sampleFile(name)
      return sample === undefined ? { content, files: [] } : this.#with(content, senderId, name, sample)
    }
    if (type !== 'sound') return { content, files: [] }
    const seconds = nearestVoice(Number(content['seconds']))
    const voice = { ...content, seconds, wave: sampleWave(seconds) }
    return this.#with(voice, senderId, `voice-${seconds}.wav`, sampleVoice(seconds))
  }

  /** Enters them all; before the messages that name them. */
  async store(files: FileStore, at: number): Promise<void> {
    await files.addWhole([...this.#files.values()], at)
  }

  async #with(content: Content, uploaderId: string, name: string, sample: Sample): Promise<WithSample> {
    const { sha256, size } = await this.#contentOf(sample)
    const key = `${uploaderId} ${name}`
    let file = this.#files.get(key)
    if (file === undefined) {
      file = { fileId: newFileId(), uploaderId, name, mime: sample.mime, size, promised: undefined, sha256 }
      this.#files.set(key, file)
    }
    const { fileId } = file
    const told = { file_id: fileId, sha256, size, name, mime: sample.mime, url: filePath(fileId) }
    return { content: { ...content, ...told }, files: [fileId] }
  }

  #contentOf({ bytes }: Sample): Promise<{ readonly sha256: string; readonly size: number }> {
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    let stored = this.#contents.get(sha256)
    if (stored === undefined) {
      stored = this.#put(sha256, bytes)
      this.#contents.set(sha256, stored)
    }
    return stored
  }

  async #put(sha256: string, bytes: Buffer): Promise<{ readonly sha256: string; readonly size: number }> {
    const part = newFileId()
    await this.#storage.createPart(part)
    await this.#storage.append(part, 0, one(bytes))
    await this.#storage.place(part, sha256)
    return { sha256, size: bytes.length }
  }
}

async function* one(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield bytes
}
