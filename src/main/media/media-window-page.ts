import { readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'

/**
 * What the media window may do: run its own scripts and their WebAssembly, read the one file that it was given, and decode
 * that. No style, no frame, no form, nothing of a network.
 */
const POLICY = [
  "default-src 'none'",
  // Here alone: HEIC is decoded in WebAssembly (adr/032).
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self'",
  'img-src blob:',
  "media-src 'self' blob:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

const TYPES: { readonly [ending: string]: string | undefined } = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.wasm': 'application/wasm',
}

/** What the build made has names like these; nothing else is there. */
const NAME = /^(?:index\.html|assets\/[\w-]{1,80}(?:\.[\w-]{1,40}){1,3})$/

/**
 * A file of the media window's own page; everything else is not there.
 * @param name behind its origin; empty for the page itself
 */
export async function servePage(pageDir: string, name: string | undefined): Promise<Response> {
  const file = name === '' ? 'index.html' : name
  const type = file === undefined ? undefined : TYPES[extname(file)]
  const bytes = file === undefined || type === undefined || !NAME.test(file) ? undefined : await read(join(pageDir, file))
  const headers = { 'content-security-policy': POLICY, 'x-content-type-options': 'nosniff', 'cache-control': 'no-store' }
  if (bytes === undefined || type === undefined) return new Response(null, { status: 404, headers })
  return new Response(bytes, { headers: { ...headers, 'content-type': type } })
}

async function read(path: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
  return readFile(path).then(
    (bytes) => new Uint8Array(bytes),
    () => undefined,
  )
}
