import type { LocalId } from '@shared/ids'
import { MAX_PART_BYTES } from '@shared/file'
import type { PDFDocumentLoadingTask, PDFDocumentProxy } from 'pdfjs-dist/legacy/build/pdf.mjs'
import workerUrl from 'pdfjs-dist/legacy/build/pdf.worker.min.mjs?url'
import jpxUrl from 'pdfjs-dist/wasm/openjpeg_nowasm_fallback.js?url'
import { onScopeDispose, ref, shallowRef } from 'vue'
import { useFileBytes } from './use-file-bytes'

/** Tables by which texts in Chinese, Japanese and Korean are read whose fonts are not in the document. */
const CMAPS = import.meta.glob<string>('../../../../node_modules/pdfjs-dist/cmaps/*.bcmap', {
  query: '?url&inline',
  import: 'default',
  exhaustive: true,
})
/** Pages of which there is a list; whoever says that there are more is not believed. */
const MOST_PAGES = 5000
/** Bytes of a part that is read, and of a picture in it, at most; pixels of one of its pictures. */
const [PART, MOST_CANVAS_BYTES, MOST_PICTURE] = [2 ** 18, 2 ** 26, 50_000_000]
/** ms that it may take to say how many pages it has. */
const OPEN_MS = 30_000

/** It asks the page for tables that it lacks, which has them from its own scripts: nothing is fetched. */
class OwnTables {
  async fetch({ name }: { readonly name: string }): Promise<{ readonly cMapData: Uint8Array; readonly isCompressed: true }> {
    const load = CMAPS[`../../../../node_modules/pdfjs-dist/cmaps/${name}.bcmap`]
    if (load === undefined) throw new Error('there is no such table')
    const inlined = await load()
    const cMapData = Uint8Array.from(atob(inlined.slice(inlined.indexOf(',') + 1)), (character) => character.charCodeAt(0))
    return { cMapData, isCompressed: true }
  }
}

/**
 * A PDF that is here, read in parts as its pages are wanted, by a worker of its own, which ends with whoever looks. Nothing
 * in it runs, and it reaches nothing (adr/029).
 */
export function usePdf(localId: LocalId) {
  const read = useFileBytes()
  const pdf = shallowRef<PDFDocumentProxy>()
  const pages = ref(0)
  const state = ref<'reading' | 'ready' | 'locked' | 'refused' | 'broken'>('reading')
  let unlock: ((password: string) => void) | undefined
  let task: PDFDocumentLoadingTask | undefined
  let worker: Worker | undefined
  let isGone = false
  let slow: ReturnType<typeof setTimeout> | undefined

  async function open(): Promise<void> {
    const pdfjs = await import('pdfjs-dist/legacy/build/pdf.mjs')
    const first = await read(localId, 0, PART)
    if (isGone) return
    if (!first.ok) return end('broken')
    const { size, bytes } = first.value
    const range = new (class extends pdfjs.PDFDataRangeTransport {
      override requestDataRange(begin: number, to: number): void {
        void readRange(this, begin, to)
      }
    })(size, bytes)
    worker = new Worker(workerUrl, { type: 'module' })
    task = pdfjs.getDocument({
      range,
      worker: pdfjs.PDFWorker.create({ port: worker }),
      length: size,
      rangeChunkSize: PART,
      disableAutoFetch: true,
      disableStream: true,
      isEvalSupported: false,
      useWasm: false,
      useWorkerFetch: false,
      isImageDecoderSupported: false,
      enableXfa: false,
      maxImageSize: MOST_PICTURE,
      canvasMaxAreaInBytes: MOST_CANVAS_BYTES,
      cMapUrl: '/',
      cMapPacked: true,
      CMapReaderFactory: OwnTables,
      // What reads JPEG 2000 in JavaScript: the worker puts a name behind it.
      wasmUrl: new URL(`${jpxUrl}?/`, location.href).href,
      verbosity: 0,
    })
    task.onPassword = (update: (password: string) => void, reason: number) => {
      clearTimeout(slow)
      unlock = update
      state.value = reason === pdfjs.PasswordResponses.INCORRECT_PASSWORD ? 'refused' : 'locked'
    }
    limit()
    try {
      const opened = await task.promise
      if (isGone) return
      pages.value = Math.min(MOST_PAGES, opened.numPages)
      pdf.value = opened
      state.value = 'ready'
    } catch {
      end('broken')
    } finally {
      clearTimeout(slow)
    }
  }

  async function readRange(
    transport: { onDataRange(begin: number, chunk: Uint8Array | null): void },
    begin: number,
    to: number,
  ): Promise<void> {
    const part = new Uint8Array(to - begin)
    for (let at = begin; at < to;) {
      const got = await read(localId, at, Math.min(MAX_PART_BYTES, to - at))
      if (isGone) return
      if (!got.ok || got.value.bytes.length === 0) return end('broken')
      part.set(got.value.bytes, at - begin)
      at += got.value.bytes.length
    }
    transport.onDataRange(begin, part)
  }

  /** It may be in the middle of something endless: it is not asked, it ends. */
  function end(as?: 'broken'): void {
    worker?.terminate()
    worker = undefined
    pdf.value = undefined
    void task?.destroy().catch(() => undefined)
    if (as !== undefined && !isGone) state.value = as
  }

  /** From now on. */
  function limit(): void {
    clearTimeout(slow)
    slow = setTimeout(() => end('broken'), OPEN_MS)
  }

  function enter(password: string): void {
    state.value = 'reading'
    limit()
    unlock?.(password)
  }

  void open().catch(() => end('broken'))
  onScopeDispose(() => {
    isGone = true
    end()
  })
  return { pdf, pages, state, enter }
}
