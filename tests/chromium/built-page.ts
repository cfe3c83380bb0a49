import { readFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join, normalize, resolve } from 'node:path'
import { _electron, chromium, type Page } from 'playwright'
import { requireElectron } from '../../scripts/lib/electron-runtime.mjs'
import type { IpcChannel, IpcEvent } from '../../src/shared/ipc'
import { doorTo } from '../helpers/fake-door'
import { FakeJim, type FakeJimOptions } from '../helpers/fake-jim'

const ROOT = resolve(import.meta.dirname, '../..')
const BUILT = join(ROOT, 'out/renderer')
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
}
export const SIZE = { width: 1240, height: 760 }
/** Both pages read the same clock, which stands. */
const NOW = 1_790_000_000_000

/** A browser with one page in it. */
export type Browser = { readonly page: Page; readonly version: string; close(): Promise<void> }

/** The browser that the stage found (scripts/lib/system-chromium.mjs), in a window as people have it: with scrollbars. */
export async function openChromium(): Promise<Browser> {
  const executablePath = process.env['JIM_CHROMIUM']
  if (executablePath === undefined) throw new Error('JIM_CHROMIUM names no browser: npm test -- chromium')
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  const browser = await chromium.launch({ executablePath, headless: false, args, ignoreDefaultArgs: ['--hide-scrollbars'] })
  const page = await browser.newPage({ viewport: SIZE })
  return { page, version: browser.version(), close: () => browser.close() }
}

/** The Electron that everything else is tested with, with an empty window. */
export async function openElectron(): Promise<Browser> {
  const { executable, args } = requireElectron()
  const app = await _electron.launch({ executablePath: executable, args: [...args, join(ROOT, 'scripts/empty-window/main.mjs')] })
  const page = await app.firstWindow()
  const version = await app.evaluate(() => process.versions['chrome'] ?? '')
  return { page, version, close: () => app.close() }
}

/** The built page over HTTP, as main serves it over `app:`. */
export async function serveBuilt(): Promise<{ readonly url: string; readonly server: Server }> {
  const server = createServer((request, response) => {
    const path = normalize(new URL(request.url ?? '/', 'http://page').pathname)
    readFile(join(BUILT, path === '/' ? 'index.html' : path)).then(
      (content) =>
        response.setHeader('content-type', TYPES[extname(path)] ?? (path === '/' ? 'text/html' : 'application/octet-stream')).end(content),
      () => response.writeHead(404).end(),
    )
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, server }
}

/** Opens it with a fake main process behind the door: calls come here, events go back. */
export async function openBuilt({ page }: Browser, url: string, options: FakeJimOptions = {}): Promise<FakeJim> {
  const jim = new FakeJim({ now: NOW, ...options })
  const door = doorTo(jim)
  await page.clock.setFixedTime(NOW)
  await page.emulateMedia({ reducedMotion: 'reduce', colorScheme: 'light' })
  await page.exposeFunction('jimCall', (channel: IpcChannel, ...argument: never[]) => door.call(channel, ...(argument as [])))
  const heard = new Set<IpcEvent>()
  await page.exposeFunction('jimHear', (event: IpcEvent) => {
    if (heard.has(event)) return
    heard.add(event)
    jim.on(event, (value) => {
      // A page that is being closed hears no more.
      void page
        .evaluate(([name, told]) => dispatchEvent(new CustomEvent(`jim:${name}`, { detail: told })), [event, value] as const)
        .catch(() => undefined)
    })
  })
  await page.addInitScript(() => {
    const { jimCall, jimHear } = window as unknown as Record<'jimCall' | 'jimHear', (...values: unknown[]) => Promise<unknown>>
    Object.assign(window, {
      jim: {
        call: jimCall,
        filesFrom: () => Promise.reject(new Error('no files here')),
        on: (event: string, listener: (value: unknown) => void) => {
          const heard = (told: Event): void => listener((told as CustomEvent).detail)
          addEventListener(`jim:${event}`, heard)
          void jimHear(event)
          return () => removeEventListener(`jim:${event}`, heard)
        },
      },
    })
  })
  await page.goto(url)
  return jim
}
