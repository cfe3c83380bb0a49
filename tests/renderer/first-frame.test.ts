// @vitest-environment happy-dom
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { mount } from '@vue/test-utils'
import { expect, it } from 'vitest'
import AppLogo from '../../src/renderer/src/components/common/AppLogo.vue'

/** What is drawn, without how large: names, and the attributes that have a colour or a shape. */
function drawingOf(svg: Element): readonly string[] {
  return [...svg.children].map(({ tagName, attributes }) => {
    const set = [...attributes].map(({ name, value }) => `${name}=${value.replaceAll(/\s+/g, ' ').trim()}`)
    return `${tagName.toLowerCase()} ${set.sort().join(' ')}`
  })
}

it('the first frame, which no script has drawn yet, has the logo of the app', () => {
  const page = new DOMParser().parseFromString(
    readFileSync(join(import.meta.dirname, '../../src/renderer/index.html'), 'utf8'),
    'text/html',
  )
  const first = page.querySelector('#app > svg')!
  const logo = mount(AppLogo, { props: { size: 64 } }).element as Element
  expect(drawingOf(first)).toHaveLength(3)
  expect(drawingOf(logo)).toEqual(drawingOf(first))
  expect(logo.getAttribute('viewBox')).toBe(first.getAttribute('viewBox'))
})
