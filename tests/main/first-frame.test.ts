import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { dressed } from '../../src/main/app/window/first-frame'

const html = readFileSync(join(import.meta.dirname, '../../src/renderer/index.html'), 'utf8')

it.each([
  { theme: 'dark', language: 'en' },
  { theme: 'light', language: 'zh-CN' },
] as const)('is $theme and $language before any script has run', (look) => {
  const [root, ...others] = dressed(html, look).match(/<html[^>]*>/g) ?? []
  expect(root).toBe(`<html lang="${look.language}" data-theme="${look.theme}">`)
  expect(others).toEqual([])
  expect(dressed(html, look)).toContain('class="first-frame"')
})
