import { readdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { build } from 'vite'

/**
 * Builds a page beside the window's (`src/<name>`, to `out/<name>`): in a build of its own, so that nothing of it is in the
 * window's start, and nothing of the window in it.
 *
 * @param {string} root
 * @param {string} name
 * @param {import('vite').Plugin[]} plugins of that build
 * @returns {import('vite').Plugin}
 */
export function extraPage(root, name, plugins) {
  const folder = resolve(root, 'src', name)
  return {
    name: `${name}-page`,
    buildStart() {
      // While developing, a change of it is one of the preload.
      for (const file of readdirSync(folder)) this.addWatchFile(resolve(folder, file))
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
        build: { outDir: resolve(root, 'out', name), emptyOutDir: true, minify: true, modulePreload: false },
      })
    },
  }
}
