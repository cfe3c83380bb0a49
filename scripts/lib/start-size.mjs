import { gzipSync } from 'node:zlib'

/** Bytes, gzipped: what a start may have to read. */
export const MAX_START_BYTES = 250_000

/** @typedef {{ readonly type: 'chunk', readonly fileName: string, readonly isEntry: boolean, readonly imports: readonly string[], readonly code: string }} Chunk */

/**
 * Fails the build when the scripts that the page needs before anything is asked for have grown past the bound.
 *
 * @returns {import('vite').Plugin}
 */
export function startSizeBound() {
  return {
    name: 'start-size',
    apply: 'build',
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        const sizes = startSizes(Object.values(bundle).flatMap((output) => (output.type === 'chunk' ? [output] : [])))
        const bytes = sizes.reduce((sum, { gzipped }) => sum + gzipped, 0)
        const list = sizes.map(({ fileName, gzipped }) => `${fileName} ${kB(gzipped)}`).join(', ')
        if (bytes > MAX_START_BYTES) {
          this.error(
            `The page's start is ${kB(bytes)} of gzipped scripts, ${kB(MAX_START_BYTES)} at most (src/renderer/src/window-parts.ts): ${list}`,
          )
        }
        this.info(`the page's start is ${kB(bytes)} of gzipped scripts: ${list}`)
      },
    },
  }
}

/**
 * The entries and what they import, and that imports, without being asked; largest first.
 *
 * @param {readonly Chunk[]} chunks
 * @returns {readonly { readonly fileName: string, readonly gzipped: number }[]}
 */
export function startSizes(chunks) {
  const byName = new Map(chunks.map((chunk) => [chunk.fileName, chunk]))
  const start = new Set(chunks.filter(({ isEntry }) => isEntry).map(({ fileName }) => fileName))
  // A set goes on to what is added while it is walked through.
  for (const name of start) for (const imported of byName.get(name)?.imports ?? []) start.add(imported)
  return [...start]
    .map((fileName) => ({ fileName, gzipped: gzipSync(byName.get(fileName)?.code ?? '').length }))
    .sort((a, b) => b.gzipped - a.gzipped)
}

/** @param {number} bytes */
const kB = (bytes) => `${(bytes / 1000).toFixed(1)} kB`
