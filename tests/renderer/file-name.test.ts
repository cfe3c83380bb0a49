// @vitest-environment happy-dom
import { mount } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import FileName from '../../src/renderer/src/components/common/FileName.vue'

/** What is cut away first, what then, and what always shows. */
function partsOf(name: string, tail?: number): readonly (string | undefined)[] {
  const wrapper = mount(FileName, { props: { name, ...(tail === undefined ? {} : { tail }) } })
  return [wrapper.find('span'), ...wrapper.findAll('bdi bdi')].map(({ element }) => element.textContent)
}

describe('a name in one line', () => {
  it.each([
    ['launch-assets-2026-autumn-final.zip', ['launch-assets-2026-autumn-', 'final', '.zip']],
    ['发布说明_v3.docx', ['发布说', '明_v3', '.docx']],
    ['report version 12.pdf', ['report ', 'version 12', '.pdf']],
    ['internationalisation.txt', ['internationalisa', 'tion', '.txt']],
    ['a.b', ['', 'a', '.b']],
  ])('of %s is cut before the word that ends it', (name, parts) => {
    expect(partsOf(name)).toEqual(parts)
  })

  it('keeps as much of a host as it is told', () => {
    expect(partsOf('files.engineering.example.com', 16).join('')).toBe('files.engineering.example.com')
    expect(partsOf('files.engineering.example.com', 16).slice(1).join('').length).toBeGreaterThanOrEqual(20)
  })
})
