import { resolve } from 'node:path'
import tailwind from '@tailwindcss/vite'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'
import { emojiModule } from '../../../scripts/lib/emoji.mjs'

const root = resolve(import.meta.dirname, '../../..')

/** The real renderer over a fake main process, in any browser: for looking at it and for pictures. */
export default defineConfig({
  root: import.meta.dirname,
  resolve: {
    alias: { '@protocol': resolve(root, 'src/protocol'), '@shared': resolve(root, 'src/shared') },
  },
  plugins: [vue(), tailwind(), emojiModule(root)],
  server: { host: '127.0.0.1', fs: { allow: [root] } },
})
