import { resolve } from 'node:path'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'
import { emojiModule } from './scripts/lib/emoji.mjs'
import { filesOf } from './scripts/lib/server-stages.mjs'

const root = import.meta.dirname
/** For what never comes; how long it takes depends on what else the machine does, and a second is no time at all for that. */
const expectation = { poll: { timeout: 30_000 } }
const alias = {
  '@protocol': resolve(root, 'src/protocol'),
  '@shared': resolve(root, 'src/shared'),
}

export default defineConfig({
  resolve: { alias },
  test: {
    // Its own choice leaves one processor free, which is every second one where there are two.
    maxWorkers: '100%',
    projects: [
      {
        plugins: [vue(), emojiModule(root)],
        resolve: { alias },
        test: {
          name: 'unit',
          include: [
            'tests/{protocol,shared,connection,kinds,store,sync,transfers,media,main,preload,server,renderer,scripts}/**/*.test.ts',
          ],
          expect: expectation,
          // For what never ends; how long the slowest takes depends on what else the machine does.
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        resolve: { alias },
        test: {
          name: 'integration',
          include: ['tests/integration/**/*.test.ts'],
          expect: expectation,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        resolve: { alias },
        // Real NATS, which the stage finds (scripts/lib/test-stages.mjs).
        test: {
          name: 'nats',
          include: ['tests/nats/**/*.test.ts'],
          fileParallelism: false,
          expect: expectation,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        resolve: { alias },
        // Two servers that are one office, as in `lossy`, with their files in a bucket; the stage finds what speaks S3.
        test: {
          name: 's3',
          include: ['tests/s3/**/*.test.ts', ...filesOf('s3')],
          // The SDK has a word about the age of Node for every process.
          env: { JIM_TEST_NODES: 'lossy', AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
          globalSetup: ['tests/s3/one-store.ts'],
          expect: expectation,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        resolve: { alias },
        // The server on a PostgreSQL, which the stage starts (scripts/lib/test-stages.mjs); without one every file fails.
        test: {
          name: 'postgres',
          include: ['tests/postgres/**/*.test.ts', ...filesOf('postgres')],
          setupFiles: ['tests/postgres/needs-postgres.ts'],
          expect: expectation,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        resolve: { alias },
        // Every test's office is two servers on one store, with a bus between them that loses what it likes.
        test: {
          name: 'lossy',
          include: [...filesOf('lossy')],
          env: { JIM_TEST_NODES: 'lossy' },
          expect: expectation,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        resolve: { alias },
        // The same over a PostgreSQL and a NATS, both real, which the stage finds and starts.
        test: {
          name: 'two-nodes',
          include: [...filesOf('two-nodes')],
          env: { JIM_TEST_NODES: 'nats' },
          setupFiles: ['tests/postgres/needs-postgres.ts'],
          globalSetup: ['tests/nats/one-nats.ts'],
          expect: expectation,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        resolve: { alias },
        // Several servers on one PostgreSQL and one NATS, both real, which the stage finds and starts.
        test: {
          name: 'nodes',
          include: ['tests/nodes/**/*.test.ts'],
          setupFiles: ['tests/postgres/needs-postgres.ts'],
          expect: expectation,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        resolve: { alias },
        // Installs into this machine: by its own command, npm run test:packages.
        test: {
          name: 'packages',
          include: ['tests/packages/**/*.test.ts'],
          // One output folder for all that is packed.
          fileParallelism: false,
          testTimeout: 180_000,
          hookTimeout: 1_800_000,
        },
      },
      {
        resolve: { alias },
        // The built page in two Chromiums: the stage says which (scripts/lib/test-stages.mjs).
        test: {
          name: 'chromium',
          include: ['tests/chromium/**/*.test.ts'],
          fileParallelism: false,
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
      {
        resolve: { alias },
        test: {
          name: 'e2e',
          include: ['tests/e2e/**/*.test.ts'],
          // Each file drives real Electron windows; side by side they would starve each other on two cores.
          fileParallelism: false,
          // What is waited for happens in other processes, several of them on two cores.
          expect: { poll: { timeout: 15_000 } },
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
})
