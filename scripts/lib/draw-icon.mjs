import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { _electron } from 'playwright'
import { openDisplay } from './display.mjs'
import { requireElectron } from './electron-runtime.mjs'
import { ROOT } from './paths.mjs'

/**
 * Draws resources/icon.svg with Chromium, without a screen where there is none.
 *
 * @param {Iterable<number>} edges px
 * @returns {Promise<(edge: number) => Buffer>} the drawing as a PNG, of one of these sizes
 */
export async function drawIcon(edges) {
  const svg = readFileSync(join(ROOT, 'resources', 'icon.svg'), 'utf8')
  const electron = requireElectron()
  const display = await openDisplay()
  const env = /** @type {Record<string, string>} */ (display.env)
  const drawing = join(ROOT, 'scripts', 'blank-app', 'main.mjs')
  try {
    const app = await _electron.launch({ executablePath: electron.executable, args: [...electron.args, drawing], env })
    try {
      const page = await app.firstWindow()
      /** @type {Map<number, Buffer>} */
      const drawn = new Map()
      for (const edge of new Set(edges)) drawn.set(edge, await draw(page, svg, edge))
      return (edge) => {
        const png = drawn.get(edge)
        if (png === undefined) throw new Error(`the icon was not drawn with ${edge} px`)
        return png
      }
    } finally {
      await app.close()
    }
  } finally {
    display.close()
  }
}

/**
 * @param {import('playwright').Page} page
 * @param {string} svg
 * @param {number} size
 */
async function draw(page, svg, size) {
  const url = await page.evaluate(async ([source, edge]) => {
    const { document, Image } = /** @type {any} */ (globalThis)
    const image = new Image(edge, edge)
    image.src = `data:image/svg+xml,${encodeURIComponent(String(source))}`
    await image.decode()
    const canvas = Object.assign(document.createElement('canvas'), { width: edge, height: edge })
    canvas.getContext('2d').drawImage(image, 0, 0, edge, edge)
    return canvas.toDataURL('image/png')
  }, /** @type {const} */ ([svg, size]))
  return Buffer.from(url.split(',')[1] ?? '', 'base64')
}
