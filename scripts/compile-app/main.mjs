// Starts the built app once in a profile of its own and leaves beside each file of main what V8 made of it
// (src/main/compiled-modules.ts). It has to be Electron that does so, with a window: the cache holds what a start calls, and
// fits only the V8 that made it, with the flags that Electron sets.
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { app } from 'electron'

const dir = process.env['JIM_COMPILED_DIR'] ?? ''
/** Milliseconds after the page is there in which the start's last calls are made. */
const SETTLE_MS = 1000

const require = createRequire(import.meta.url)
const { CompiledModules } = require(join(dir, 'compiled-modules.cjs'))
const modules = new CompiledModules()
app.dock?.hide()
app.on('browser-window-created', (_, window) => {
  // Whoever builds sits in front of this display perhaps.
  window.show = () => undefined
  window.webContents.once('did-finish-load', () =>
    setTimeout(() => {
      for (const file of modules.save()) console.log(`jim: compiled ${file}`)
      app.exit(0)
    }, SETTLE_MS),
  )
})
modules.load(join(dir, 'app.cjs')).startApp({ isCompiled: false })
