import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { ESLint } from 'eslint'
import { describe, expect, it } from 'vitest'
import { AMBIENT, MAY_SEE } from '../../scripts/lib/import-zones.mjs'

const ROOT = resolve(import.meta.dirname, '../..')
/** Files that are not there have no types, and these rules need none. */
const eslint = new ESLint({
  cwd: ROOT,
  overrideConfig: {
    files: ['**/*.{ts,vue}'],
    languageOptions: { parserOptions: { projectService: false } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'off',
      '@typescript-eslint/switch-exhaustiveness-check': 'off',
      'jim/no-dropped-results': 'off',
    },
  },
})

/** The rules that a file with this content would break at this place. */
async function rulesBroken(path: string, code: string): Promise<(string | null)[]> {
  const [result] = await eslint.lintText(`${code}\n`, { filePath: resolve(ROOT, path) })
  return (result?.messages ?? []).map((message) => message.ruleId)
}

const PATHS = 'import-x/no-restricted-paths'
const PACKAGES = 'no-restricted-imports'

describe('the fences between the folders', () => {
  it.each([
    ['src/renderer/src/x.ts', `import '../../main/lib/clock'`, PATHS],
    ['src/renderer/src/x.ts', `import '@protocol/frame'`, PATHS],
    ['src/renderer/src/x.ts', `import 'electron'`, PACKAGES],
    ['src/renderer/src/x.ts', `import 'node:fs'`, PACKAGES],
    ['src/protocol/x.ts', `import 'node:net'`, PACKAGES],
    ['src/protocol/x.ts', `import '@shared/ids'`, PATHS],
    ['src/shared/x.ts', `import 'zod'`, PACKAGES],
    ['src/main/connection/x.ts', `import '../store/migrate'`, PATHS],
    ['src/main/store/x.ts', `import '@protocol/frame'`, PATHS],
    ['src/main/connection/x.ts', `import '@protocol/frame'`, PATHS],
    ['src/main/sync/x.ts', `import '@protocol/frame'`, PATHS],
    ['src/main/sync/x.ts', `import '../connection/connection'`, PATHS],
    ['src/main/sync/x.ts', `import '../kinds/jim1/jim1-kind'`, PATHS],
    ['src/main/ipc/x.ts', `import '../kinds/jim1/jim1-kind'`, PATHS],
    ['src/main/kinds/kind/x.ts', `import '../jim1/jim1-kind'`, PATHS],
    ['src/main/kinds/jim1/x.ts', `import '../../store/store'`, PATHS],
    ['src/main/store/x.ts', `import 'electron'`, PACKAGES],
    ['src/main/sync/x.ts', `import '../app/app'`, PATHS],
    ['src/server/x.ts', `import '@shared/ids'`, PATHS],
    ['src/server/x.ts', `import '../main/lib/clock'`, PATHS],
    ['src/main/app/x.ts', `import '../../../tests/helpers/fake-clock'`, PATHS],
    ['src/renderer/src/components/message/X.vue', `<script setup lang="ts">import '../../bridge'</script>`, PATHS],
    ['src/renderer/src/components/message/TimelineMessage.vue', `<script setup lang="ts">import '../../stores/link'</script>`, PATHS],
    ['src/renderer/src/components/settings/QuietHours.vue', `<script setup lang="ts">import '../../stores/link'</script>`, PATHS],
    [
      'src/renderer/src/components/common/AppAvatar.vue',
      `<script setup lang="ts">import '../../composables/use-shown-presence'</script>`,
      PATHS,
    ],
    ['src/renderer/src/views/X.vue', `<script setup lang="ts">import '../bridge'</script>`, PATHS],
    ['src/renderer/src/stores/x.ts', `import '../bridge'`, PATHS],
    ['src/renderer/src/stores/x.ts', `import '../composables/use-now'`, PATHS],
    ['src/renderer/src/model/x.ts', `import '../stores/link'`, PATHS],
    ['src/renderer/src/composables/x.ts', `import '../views/MainView.vue'`, PATHS],
  ])('reports %s: %s', async (path, code, rule) => {
    expect(await rulesBroken(path, code)).toContain(rule)
  })

  it.each([
    ['src/main/sync/x.ts', `import '../store/migrate'`],
    ['src/main/kinds/jim1/x.ts', `import '@protocol/frame'`],
    ['src/main/kinds/jim1/x.ts', `import '../../connection/connection'`],
    ['src/main/sync/x.ts', `import '../kinds/kind/kind'`],
    ['src/main/app/x.ts', `import '../kinds/jim1/jim1-kind'`],
    ['src/main/store/x.ts', `import 'better-sqlite3'`],
    ['src/renderer/src/x.ts', `import '@shared/ids'`],
    ['src/renderer/src/composables/x.ts', `import '../bridge'`],
    ['src/renderer/src/components/message/TimelineMessage.vue', `<script setup lang="ts">import '../../composables/use-now'</script>`],
    ['src/renderer/src/components/timeline/TimelinePane.vue', `<script setup lang="ts">import '../../stores/link'</script>`],
    ['src/renderer/src/components/conversation/ConversationMenuItems.vue', `<script setup lang="ts">import '../../stores/link'</script>`],
    ['src/renderer/src/components/settings/SettingsChats.vue', `<script setup lang="ts">import '../../stores/link'</script>`],
    ['src/renderer/src/components/common/AppAvatar.vue', `<script setup lang="ts">import '../../composables/use-format'</script>`],
    ['src/renderer/src/components/common/AppToasts.vue', `<script setup lang="ts">import '../../composables/use-open-link'</script>`],
    ['src/renderer/src/views/X.vue', `<script setup lang="ts">import '../stores/link'</script>`],
    ['src/renderer/src/composables/x.ts', `import '../stores/link'`],
    ['src/renderer/src/stores/x.ts', `import '../model/format'`],
    ['src/server/x.ts', `import '@protocol/frame'`],
    ['src/protocol/x.ts', `import 'zod'`],
  ])('lets %s have: %s', async (path, code) => {
    const broken = await rulesBroken(path, code)
    expect(broken.filter((rule) => rule === PATHS || rule === PACKAGES)).toEqual([])
  })
})

it('is drawn in docs/architecture.md as it is enforced', () => {
  const text = readFileSync(resolve(ROOT, 'docs/architecture.md'), 'utf8')
  const [, table = ''] = /## Who may import whom\n```\n([\s\S]+?)```/.exec(text) ?? []
  const isFolder = (name: string): boolean => existsSync(resolve(ROOT, 'src', name))
  const drawn = [...table.matchAll(/^(\S+) +→ (.+)$/gm)].map(([, folder = '', seen = '']) => {
    // What follows two spaces is said about the folder.
    const [names = ''] = seen.split(/ {2,}/)
    const folders = names.split(/, /).map((name) => (name === 'everything in main' ? 'main' : name.replace(/ \(.*/, '')))
    return [folder, folders.filter(isFolder).sort()] as const
  })
  const enforced = Object.entries<readonly string[]>(MAY_SEE).flatMap(([folder, seen]) =>
    isFolder(folder) ? [[folder, seen.filter((name) => isFolder(name) && !name.includes('.')).sort()] as const] : [],
  )
  expect(Object.fromEntries(drawn)).toEqual(Object.fromEntries(enforced))
})

it('lets what stands anywhere have composables that no store is behind', () => {
  const folder = resolve(ROOT, 'src/renderer/src/composables')
  const behind = (name: string): readonly string[] => {
    const text = readFileSync(resolve(folder, `${name}.ts`), 'utf8')
    const others = [...text.matchAll(/from '\.\/(use-[\w-]+)'/g)].flatMap(([, other = '']) => behind(other))
    return [...others, ...[...text.matchAll(/from '(\.\.\/(?:stores|bridge)[^']*)'/g)].map(([, from = '']) => from)]
  }
  expect(AMBIENT.flatMap(behind)).toEqual([])
  expect(behind('use-shown-presence')).not.toEqual([])
})

describe('the other rules of the house', () => {
  it.each([
    ['src/main/sync/x.ts', 'export const now = Date.now()', 'no-restricted-properties'],
    ['src/main/connection/x.ts', 'setTimeout(() => undefined, 1)', 'no-restricted-globals'],
    ['src/server/world/x.ts', 'export const chance = Math.random()', 'no-restricted-properties'],
    ['src/main/x.ts', 'export const x: any = 1', '@typescript-eslint/no-explicit-any'],
    ['src/renderer/src/X.vue', `<template><p v-html="'x'" /></template>`, 'vue/no-v-html'],
    ['src/shared/x.ts', 'export enum X { A }', 'no-restricted-syntax'],
    ['tests/x.test.ts', `it.skip('x', () => undefined)`, 'no-restricted-syntax'],
  ])('reports %s: %s', async (path, code, rule) => {
    expect(await rulesBroken(path, code)).toContain(rule)
  })

  it.each(['src/renderer/src/App.vue', 'src/main/sync/outbox/outbox.ts', 'tests/sync/device.ts', 'scripts/test.mjs'])(
    'looks at the types of %s',
    async (path) => {
      const config = (await new ESLint({ cwd: ROOT }).calculateConfigForFile(resolve(ROOT, path))) as {
        readonly rules: Readonly<Record<string, readonly unknown[]>>
        readonly languageOptions: { readonly parserOptions: unknown }
      }
      // The endings have to be the same for all, or TypeScript reads everything anew for each file.
      expect(config.languageOptions.parserOptions).toMatchObject({ projectService: true, extraFileExtensions: ['.vue'] })
      const typed = ['@typescript-eslint/no-floating-promises', '@typescript-eslint/switch-exhaustiveness-check', 'jim/no-dropped-results']
      expect(typed.map((rule) => config.rules[rule]?.[0])).toEqual([2, 2, 2])
    },
  )
})
