import { createHash } from 'node:crypto'
import { filePath } from '@protocol/file-links'
import { newFileId } from '../files/file-id'
import type { FileStorage } from '../files/file-storage'
import type { FileStore, NewFile } from '../store/file-store'
import { endingOf, nearestVoice, type Sample, sampleFile, sampleVoice, sampleWave } from './samples/sample-files'
import { samplePicture } from './samples/sample-pictures'
import { samplePoster, sampleVideo } from './samples/sample-video'

type Content = Readonly<Record<string, unknown>>

/** A message of the sample office with what it names. */
export type WithSample = { readonly content: Content; readonly files: readonly string[] }

type Stored = { readonly sha256: string; readonly size: number; readonly mime: string }
/** A file by its name, of one of the samples. */
type Wanted = { readonly name: string; readonly of: string; readonly make: () => Sample }

/** Puts real files behind the sample messages; each content is stored once, each sender has a file of their own of it. */
export class Samples {
  readonly #storage: FileStorage
  /** By what they are of. */
  readonly #contents = new Map<string, Promise<Stored>>()
  readonly #files = new Map<string, NewFile & { readonly sha256: string }>()
  readonly #unstored: (NewFile & { readonly sha256: string })[] = []

  constructor(storage: FileStorage) {
    this.#storage = storage
  }

  /** `content` with the file that its kind and name ask for, where there is one. */
  async behind(type: string, content: Content, senderId: string): Promise<WithSample> {
    const name = String(content['name'])
    switch (type) {
      case 'file': {
        const make = sampleFile(name)
        return make === undefined ? { content, files: [] } : this.#with(content, senderId, { name, of: endingOf(name), make })
      }
      case 'image': {
        const make = samplePicture(name)
        if (make === undefined) return { content, files: [] }
        const { content: told, files } = await this.#with(content, senderId, { name, of: name, make })
        return { content: { ...told, big_url: told['url'], icon_url: told['url'] }, files }
      }
      case 'sound': {
        const seconds = nearestVoice(Number(content['seconds']))
        const voice = { name: `voice-${seconds}.wav`, of: `voice ${seconds}`, make: () => sampleVoice(seconds) }
        return this.#with({ ...content, seconds, wave: sampleWave(seconds) }, senderId, voice)
      }
      case 'video':
        return this.#video(content, senderId, name)
      default:
        return { content, files: [] }
    }
  }

  /** Enters those that are new; before the messages that name them. */
  async store(files: FileStore, at: number): Promise<void> {
    await files.addWhole(this.#unstored.splice(0), at)
  }

  /** A video has a file beside its own: what is seen of it before. */
  async #video(content: Content, senderId: string, name: string): Promise<WithSample> {
    const video = await this.#with(content, senderId, { name, of: 'video', make: sampleVideo })
    const poster = await this.#with({}, senderId, { name: `${name}.png`, of: 'poster', make: samplePoster })
    const thumb = { thumb_id: poster.content['file_id'], thumb_url: poster.content['url'], thumb_size: poster.content['size'] }
    return { content: { ...video.content, ...thumb, thumb_format: 2 }, files: [...video.files, ...poster.files] }
  }

  async #with(content: Content, uploaderId: string, { name, of, make }: Wanted): Promise<WithSample> {
    const { sha256, size, mime } = await this.#stored(of, make)
    const key = `${uploaderId} ${name}`
    let file = this.#files.get(key)
    if (file === undefined) {
      file = { fileId: newFileId(), uploaderId, name, mime, size, promised: undefined, sha256 }
      this.#files.set(key, file)
      this.#unstored.push(file)
    }
    const { fileId } = file
    const told = { file_id: fileId, sha256, size, name, mime, url: filePath(fileId) }
    return { content: { ...content, ...told }, files: [fileId] }
  }

  /** Made once, however many messages name it: an office has thousands of them. */
  #stored(of: string, make: () => Sample): Promise<Stored> {
    let stored = this.#contents.get(of)
    if (stored === undefined) {
      stored = this.#put(make())
      this.#contents.set(of, stored)
    }
    return stored
  }

  async #put({ bytes, mime }: Sample): Promise<Stored> {
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    const part = newFileId()
    await this.#storage.createPart(part)
    await this.#storage.append(part, 0, one(bytes))
    await this.#storage.place(part, sha256)
    return { sha256, size: bytes.length, mime }
  }
}

async function* one(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield bytes
}
