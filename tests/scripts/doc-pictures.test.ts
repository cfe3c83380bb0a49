import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { DOC_PICTURES, DOC_PICTURES_DIR } from '../../scripts/lib/doc-pictures.mjs'
import { ROOT } from '../../scripts/lib/paths.mjs'

describe('each picture of the documents', () => {
  const pictures = Object.keys(DOC_PICTURES).toSorted()

  it('is there, and nothing else', () => {
    expect(readdirSync(DOC_PICTURES_DIR).toSorted()).toEqual(pictures.map((name) => `${name}.png`).toSorted())
  })

  it('is shown in docs/screens.md', () => {
    const text = readFileSync(join(ROOT, 'docs', 'screens.md'), 'utf8')
    const shown = [...text.matchAll(/\(images\/([^)]+)\)/g)].map(([, file = '']) => basename(file, '.png'))
    expect([...new Set(shown)].toSorted()).toEqual(pictures)
  })
})
