import { join, resolve } from 'node:path'
import { build } from 'vite'
import { licencesNoted } from '../lib/licences.mjs'
import { ROOT } from '../lib/paths.mjs'

/** What stays beside the bundle: an addon cannot be in it. */
const BESIDE = ['better-sqlite3']

/**
 * The server and all that it imports in one file of CommonJS, readable, so that an error's place says something.
 *
 * @returns folders of the packages whose code is in it
 */
export async function bundleServer(outDir: string, fileName: string): Promise<ReadonlySet<string>> {
  const noted = new Set<string>()
  await build({
    configFile: false,
    root: ROOT,
    logLevel: 'error',
    resolve: { alias: { '@protocol': resolve(ROOT, 'src/protocol') } },
    plugins: [licencesNoted(noted)],
    ssr: { noExternal: true, external: BESIDE },
    build: {
      ssr: join(ROOT, 'src', 'server', 'main.ts'),
      outDir,
      emptyOutDir: false,
      minify: false,
      target: 'node20',
      rollupOptions: { output: { format: 'cjs', entryFileNames: fileName, codeSplitting: false } },
    },
  })
  return noted
}
