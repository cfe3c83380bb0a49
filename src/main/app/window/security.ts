import { readFile } from 'node:fs/promises'
import { extname, join, normalize, sep } from 'node:path'
import { app, dialog, protocol, type ProtocolResponse, shell } from 'electron'
import { checkedExternalUrl, originOf, parseUrl } from '../../lib/external-url'
import { MEDIA_SCHEME } from '../../lib/media-address'
import { dressed, type Look } from './first-frame'

/** The renderer's origin in a build: a scheme of our own, because `file:` may read the whole disk. */
export const APP_ORIGIN = 'app://jim'

const OWN_PATHS: ReadonlySet<string> = new Set(['', '/', '/index.html'])

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
}

/**
 * What the page may do: run its own scripts and styles, show pictures and play what lies in its own addresses, nothing
 * else; it asks for nothing. `style-src` allows inline styles because positioning libraries write them; there is no way
 * from a message into a style.
 */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "font-src 'self'",
  `img-src 'self' data: blob: ${MEDIA_SCHEME}:`,
  `media-src blob: ${MEDIA_SCHEME}:`,
  "connect-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

const SAFE_HEADERS = { 'content-security-policy': CONTENT_SECURITY_POLICY, 'x-content-type-options': 'nosniff' } as const

/** All schemes of ours; call once, before `app.whenReady()`. V8 keeps what it made of the page's scripts in the profile, by their hash (adr/017). */
export function registerSchemes(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
    // Films are read in parts; the page itself asks for nothing (`connect-src`), the one that decodes does.
    { scheme: MEDIA_SCHEME, privileges: { standard: true, secure: true, stream: true, supportFetchAPI: true } },
  ])
}

/**
 * Serves `out/renderer` as `app://jim/…` with the policy above; anything outside that folder is a 404.
 * @param look of the page's first frame, as it is when the page is asked for
 */
export function serveApp(rendererDir: string, look: () => Look): void {
  // `protocol.handle` speaks in Node's `Request` and `Response`: the first of them reads HTTP/2, TLS and more (adr/017).
  protocol.registerBufferProtocol('app', ({ url }, answer) => {
    answerTo(url, rendererDir, look).then(answer, () => answer(notFound()))
  })
}

async function answerTo(url: string, rendererDir: string, look: () => Look): Promise<ProtocolResponse> {
  const { host, pathname } = new URL(url)
  const path = normalize(join(rendererDir, decodeURIComponent(pathname === '/' ? '/index.html' : pathname)))
  if (host !== 'jim' || !path.startsWith(rendererDir + sep)) return notFound()
  const file = await readFile(path)
  const isPage = path === join(rendererDir, 'index.html')
  const data = isPage ? Buffer.from(dressed(file.toString('utf8'), look())) : file
  return { data, headers: { 'content-type': CONTENT_TYPES[extname(path)] ?? 'application/octet-stream', ...SAFE_HEADERS } }
}

function notFound(): ProtocolResponse {
  return { statusCode: 404, data: Buffer.from('not found'), headers: { 'content-type': 'text/plain', ...SAFE_HEADERS } }
}

/**
 * Whether a URL is our own page: the one document of the `app:` origin, or while developing of the dev server. Its other
 * files are no pages.
 */
export function isOwnPage(url: string): boolean {
  return originOf(url) === originOf(devServerUrl() ?? APP_ORIGIN) && OWN_PATHS.has(parseUrl(url)?.pathname ?? '')
}

/** The address of the hot-reload server; never honoured by a package. */
export function devServerUrl(): string | undefined {
  return app.isPackaged ? undefined : process.env['ELECTRON_RENDERER_URL']
}

/** Opens a checked link in the system's browser; false when it was refused. */
export async function openExternal(url: string): Promise<boolean> {
  const checked = checkedExternalUrl(url)
  if (checked === undefined) return false
  await shell.openExternal(checked)
  return true
}

/** Says in a plain dialog why the app cannot start, and ends it. */
export function failStart(title: string, text: string): void {
  dialog.showErrorBox(title, text)
  app.exit(1)
}
