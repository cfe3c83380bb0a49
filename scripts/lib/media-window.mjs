import { readdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { build } from 'vite'

/**
 * Builds the page in which strange files are decoded (src/media-window) beside the preload that it has: pages of a
 * build of its own, so that nothing of it is in the window's start, and nothing of the window in it.
 *
 * @param {string} root
 * @param {import('vite').Plugin[]} plugins of that build
 * @returns {import('vite').Plugin}
 */
export function mediaWindowPage(root, plugins) {
  const folder = resolve(root, 'src/media-window')
  return {
    name: 'media-window-page',
    buildStart() {
      // While developing, a change of it is one of the preload.
      for (const name of readdirSync(folder)) this.addWatchFile(resolve(folder, name))
    },
    async closeBundle() {
      await build({
        configFile: false,
        root: folder,
        base: './',
        plugins,
        worker: { format: 'es', plugins: () => plugins },
        logLevel: 'warn',
        resolve: { alias: { '@shared': resolve(root, 'src/shared') } },
        build: { outDir: resolve(root, 'out/media-window'), emptyOutDir: true, minify: true, modulePreload: false },
      })
    },
  }
}
