import { resolve } from 'node:path'
import vue from '@vitejs/plugin-vue'
import { createServer, type ViteDevServer } from 'vite'
import { afterAll, beforeAll, expect, it } from 'vitest'

const RENDERER = resolve(import.meta.dirname, '../../src/renderer')
let server: ViteDevServer
beforeAll(async () => {
  const shared = resolve(RENDERER, '../shared')
  server = await createServer({
    configFile: false,
    root: RENDERER,
    logLevel: 'error',
    resolve: { alias: { '@shared': shared } },
    plugins: [vue()],
    server: { middlewareMode: true, ws: false, watch: null },
    optimizeDeps: { noDiscovery: true, include: [] },
  })
})
afterAll(() => server.close())

it.each(['en', 'zh-CN'])('shows a changed text of %s where it stands, and does not reload the page', async (locale) => {
  await server.transformRequest('/src/i18n.ts')
  const graph = server.environments.client.moduleGraph
  const i18n = await graph.getModuleByUrl('/src/i18n.ts')
  const texts = await graph.getModuleByUrl(`/src/locales/${locale}.json`)
  expect([...texts!.importers].map(({ url }) => url)).toEqual(['/src/i18n.ts'])
  expect(i18n!.acceptedHmrDeps.has(texts!)).toBe(true)
})
