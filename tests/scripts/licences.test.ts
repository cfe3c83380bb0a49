import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { licenceOf, packageFolderOf, packagesOfStyles } from '../../scripts/lib/licences.mjs'

describe('the package of a module', () => {
  it.each([
    ['/p/node_modules/vue/dist/vue.js', '/p/node_modules/vue'],
    ['\0/p/node_modules/@scope/name/x.js?commonjs', '/p/node_modules/@scope/name'],
    ['/p/node_modules/a/node_modules/b/index.js', '/p/node_modules/a/node_modules/b'],
    ['/p/src/renderer/src/main.ts', undefined],
    ['\0plugin-vue:export-helper', undefined],
  ])('%s', (module, folder) => {
    expect(packageFolderOf(module)).toBe(folder)
  })
})

describe('the licence of a package', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'jim-licence-'))
  })
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true })
  })

  const write = (manifest: object) => writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest))

  it.each(['LICENSE', 'LICENCE.md', 'license-mit', 'COPYING'])('has its text from %s', (file) => {
    write({ name: 'a', version: '1.0.0', license: 'MIT' })
    writeFileSync(join(folder, file), 'Permission is granted\n')
    expect(licenceOf(folder)).toEqual({ name: 'a', version: '1.0.0', licence: 'MIT', text: 'Permission is granted' })
  })

  it('covers what style sheets import, themselves and through each other', () => {
    writeFileSync(join(folder, 'a.css'), "@import './b.css';\n@import 'tailwindcss';\n@import url('https://x.example/c.css');")
    writeFileSync(join(folder, 'b.css'), "@import url( '@fontsource-variable/inter/wght.css' );\np { color: red }")
    expect(packagesOfStyles(join(folder, 'a.css'))).toEqual(['@fontsource-variable/inter', 'tailwindcss'])
  })

  it('must be stated', () => {
    write({ name: 'a', version: '1.0.0' })
    expect(() => licenceOf(folder)).toThrow('a states no licence')
  })
})
