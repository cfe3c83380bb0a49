import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import ts from 'typescript'
import { expect, it } from 'vitest'
import { readTexts } from './citations'

const ROOT = resolve(import.meta.dirname, '../..')
const CODE = /\.(?:ts|mjs|js|vue)$/
/** What is no package: Node's own, our folders, and what the build makes. */
const NO_PACKAGE = /^(?:node:|\.|@protocol\/|@shared\/|virtual:|\/)/

/** Packages that a text imports, `require` and `import()` among them. */
function importedPackages(path: string, text: string): readonly string[] {
  const code = path.endsWith('.vue') ? (/<script[^>]*>([\s\S]*?)<\/script>/.exec(text)?.[1] ?? '') : text
  return ts
    .preProcessFile(code, true, true)
    .importedFiles.map(({ fileName }) => fileName)
    .filter((name) => !NO_PACKAGE.test(name))
    .map((name) => /^(?:@[^/]+\/)?[^/]+/.exec(name)?.[0] ?? name)
}

it('declares every package that is imported anywhere', () => {
  const { dependencies, devDependencies, optionalDependencies } = JSON.parse(readFileSync(resolve(ROOT, 'package.json'), 'utf8')) as {
    readonly dependencies: object
    readonly devDependencies: object
    readonly optionalDependencies: object
  }
  const declared = new Set([...Object.keys(dependencies), ...Object.keys(devDependencies), ...Object.keys(optionalDependencies)])
  const imports = [...readTexts(ROOT)]
    .filter(([path]) => CODE.test(path))
    .flatMap(([path, text]) => importedPackages(path, text).map((name) => ({ path, name })))
  expect(imports).toContainEqual({ path: 'eslint.config.js', name: 'vue-eslint-parser' })
  expect(imports).toContainEqual({ path: 'src/renderer/src/main.ts', name: 'vue' })
  expect(imports.filter(({ name }) => !declared.has(name))).toEqual([])
})
