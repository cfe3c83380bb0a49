import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/**
 * While sources are watched: each file of a bundle takes its place whole, by a rename, and what an entry needs is there before
 * it. The app is started after every build and reads for a moment; the next save may be bundled in that moment, and a bundler
 * that empties the folder first leaves the app without its `index.cjs`. Chunks of the build before stay for an app that is
 * still reading, those of the build before that go.
 *
 * @returns {import('vite').Plugin}
 */
export function wholeBundles() {
  /** @type {ReadonlySet<string>} */
  let before = new Set()
  /** @type {ReadonlySet<string>} */
  let current = new Set()
  return {
    name: 'whole-bundles',
    config: () => ({ build: { emptyOutDir: false } }),
    generateBundle: {
      order: 'post',
      handler({ dir = '' }, bundle) {
        const outputs = Object.values(bundle)
        const isEntry = (/** @type {typeof outputs[number]} */ output) => output.type === 'chunk' && output.isEntry
        for (const output of [...outputs.filter((output) => !isEntry(output)), ...outputs.filter(isEntry)]) {
          putWhole(join(dir, output.fileName), output.type === 'chunk' ? output.code : output.source)
        }
        const files = new Set(outputs.map(({ fileName }) => fileName))
        for (const name of before) if (!files.has(name) && !current.has(name)) rmSync(join(dir, name), { force: true })
        before = current
        current = files
        // Nothing is left for the bundler to write.
        for (const name of Object.keys(bundle)) delete bundle[name]
      },
    },
  }
}

/**
 * @param {string} file
 * @param {string | Uint8Array} content
 */
function putWhole(file, content) {
  const temp = `${file}.new`
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(temp, content)
  renameSync(temp, file)
}
