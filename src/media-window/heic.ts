import wasmUrl from 'libheif-js/libheif-wasm/libheif.wasm?url'
import type { HeicAnswer, HeicJob } from './heic-worker'
import type { Source } from './source'

/** Compiled once: workers share it. */
let compiled: Promise<WebAssembly.Module> | undefined

/**
 * HEIC, which Chromium does not know, by a decoder in WebAssembly (adr/032). In a worker that has this one file: its memory,
 * of which WebAssembly gives nothing back, ends with it. @throws Error for what is none
 */
export async function openHeic(bytes: Blob): Promise<Source> {
  compiled ??= WebAssembly.compileStreaming(fetch(wasmUrl))
  const decoder = await compiled
  const worker = new Worker(new URL('./heic-worker.ts', import.meta.url), { type: 'module' })
  try {
    const image = await decodedBy(worker, { decoder, bytes: await bytes.arrayBuffer() })
    return { image, width: image.width, height: image.height, close: () => image.close() }
  } finally {
    worker.terminate()
  }
}

function decodedBy(worker: Worker, job: HeicJob): Promise<ImageBitmap> {
  return new Promise((resolve, reject) => {
    worker.addEventListener('message', ({ data }: MessageEvent<HeicAnswer>) => {
      if ('image' in data) resolve(data.image)
      else reject(new Error(data.problem))
    })
    worker.addEventListener('error', ({ message }) => reject(new Error(message)))
    worker.postMessage(job, [job.bytes])
  })
}
