import { randomBytes } from 'node:crypto'
import { expect, it } from 'vitest'
import { build } from 'vite'
import { MAX_START_BYTES, startSizeBound, startSizes } from '../../scripts/lib/start-size.mjs'

const chunk = (fileName: string, imports: readonly string[] = [], isEntry = false) =>
  ({ type: 'chunk', fileName, imports, isEntry, code: fileName.repeat(100) }) as const

it('counts the entry and whatever it imports, once, and nothing that is asked for later', () => {
  const sizes = startSizes([
    chunk('main.js', ['shared.js', 'vue.js'], true),
    chunk('shared.js', ['vue.js']),
    chunk('vue.js', ['main.js']),
    chunk('later.js', ['vue.js']),
  ])
  expect(sizes.map(({ fileName }) => fileName).sort()).toEqual(['main.js', 'shared.js', 'vue.js'])
  for (const { gzipped } of sizes) expect(gzipped).toBeGreaterThan(20)
})

const buildOf = async (modules: Readonly<Record<string, string>>) =>
  build({
    configFile: false,
    logLevel: 'silent',
    plugins: [
      {
        name: 'modules',
        resolveId: (id) => (Object.hasOwn(modules, id) ? id : undefined),
        load: (id) => modules[id],
      },
      startSizeBound(),
    ],
    build: { write: false, rollupOptions: { input: 'start' } },
  })

/** Gzip finds nothing to save in it. */
const noise = (): string => randomBytes(MAX_START_BYTES).toString('base64')

it('fails a build whose start is too large', async () => {
  await expect(buildOf({ start: `import 'big'`, big: `console.log('${noise()}')` })).rejects.toThrow(/start is .* kB of gzipped scripts/)
})

it('lets whatever is large come later', async () => {
  await expect(buildOf({ start: `import('big')`, big: `console.log('${noise()}')` })).resolves.toBeDefined()
})
