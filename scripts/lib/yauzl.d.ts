/** What we use of yauzl 3, which brings no types of its own. */
declare module 'yauzl' {
  import type { Readable } from 'node:stream'

  export type Entry = {
    readonly fileName: string
    /** The upper 16 bits are the Unix mode where the archive was made on Unix. */
    readonly externalFileAttributes: number
  }

  export interface ZipFile {
    readonly entryCount: number
    eachEntry(): AsyncIterable<Entry>
    openReadStreamPromise(entry: Entry): Promise<Readable>
    close(): void
  }

  const yauzl: { openPromise(path: string): Promise<ZipFile> }
  export default yauzl
}
