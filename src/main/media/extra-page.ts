import { readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'

/** A page beside the window's: where the build put it, and what it may do. */
export type ExtraPage = { readonly dir: string; readonly policy: string }

const TYPES: { readonly [ending: string]: string | undefined } = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.wasm': 'application/wasm',
}

/** What the build made has names like these; nothing else is there. */
const NAME = /^(?:index\.html|assets\/[\w-]{1,80}(?:\.[\w-]{1,40}){1,3})$/

/**
 * A file of such a page; everything else is not there.
 * @param name behind its origin; empty for the page itself
 */
export async function serveExtraPage({ dir, policy }: ExtraPage, name: string | undefined): Promise<Response> {
  const file = name === '' ? 'index.html' : name
  const type = file === undefined ? undefined : TYPES[extname(file)]
  const bytes = file === undefined || type === undefined || !NAME.test(file) ? undefined : await read(join(dir, file))
  const headers = { 'content-security-policy': policy, 'x-content-type-options': 'nosniff', 'cache-control': 'no-store' }
  if (bytes === undefined || type === undefined) return new Response(null, { status: 404, headers })
  return new Response(bytes, { headers: { ...headers, 'content-type': type } })
}

async function read(path: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
  return readFile(path).then(
    (bytes) => new Uint8Array(bytes),
    () => undefined,
  )
}
