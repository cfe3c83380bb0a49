// Draws resources/icon.png and icon.ico from icon.svg with Chromium. Run by hand when the drawing changes:
//   node scripts/icons.mjs
import './lib/check-node.mjs'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { _electron } from 'playwright'
import { Data } from 'resedit'
import { openDisplay } from './lib/display.mjs'
import { requireElectron } from './lib/electron-runtime.mjs'
import { ROOT } from './lib/paths.mjs'

const SIZES = { png: [512], ico: [16, 24, 32, 48, 64, 256] }
const svg = readFileSync(join(ROOT, 'resources', 'icon.svg'), 'utf8')
const electron = requireElectron()
const display = await openDisplay()
const env = /** @type {Record<string, string>} */ (display.env)
const drawing = join(ROOT, 'scripts', 'blank-app', 'main.mjs')
const app = await _electron.launch({ executablePath: electron.executable, args: [...electron.args, drawing], env })
const page = await app.firstWindow()

/** @param {number} size */
async function draw(size) {
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

try {
  for (const size of SIZES.png) writeFileSync(join(ROOT, 'resources', 'icon.png'), await draw(size))
  const icon = new Data.IconFile()
  for (const size of SIZES.ico) {
    const data = Data.RawIconItem.from(await draw(size), size, size, 32)
    icon.icons.push({ width: size, height: size, colors: 0, planes: 1, bitCount: 32, data })
  }
  writeFileSync(join(ROOT, 'resources', 'icon.ico'), Buffer.from(icon.generate()))
} finally {
  await app.close()
  display.close()
}
process.exit()
