// Draws resources/icon.png and icon.ico from icon.svg with Chromium. Run by hand when the drawing changes:
//   node scripts/icons.mjs [--icns FILE]
// The icon of macOS, which is large, is drawn when a package is made; --icns makes only that one.
import './lib/check-node.mjs'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Data } from 'resedit'
import { readArguments } from './lib/arguments.mjs'
import { drawIcon } from './lib/draw-icon.mjs'
import { makeMacIcon } from './lib/mac-package.mjs'
import { ROOT } from './lib/paths.mjs'

const PNG = 512
const ICO = [16, 24, 32, 48, 64, 256]
const { values } = readArguments('Usage: node scripts/icons.mjs [--icns FILE]', { options: { icns: { type: 'string' } } })

if (values.icns !== undefined) {
  await makeMacIcon(values.icns)
} else {
  const pngOf = await drawIcon([PNG, ...ICO])
  writeFileSync(join(ROOT, 'resources', 'icon.png'), pngOf(PNG))
  const icon = new Data.IconFile()
  for (const size of ICO) {
    const data = Data.RawIconItem.from(pngOf(size), size, size, 32)
    icon.icons.push({ width: size, height: size, colors: 0, planes: 1, bitCount: 32, data })
  }
  writeFileSync(join(ROOT, 'resources', 'icon.ico'), Buffer.from(icon.generate()))
}
process.exit()
