// @vitest-environment happy-dom
import { mount, type VueWrapper } from '@vue/test-utils'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { defineComponent, nextTick } from 'vue'
import { useCompositionGuard } from '../../src/renderer/src/composables/use-composition-guard'

let host: VueWrapper
let heard: string[]
const onKey = (event: Event): void => void heard.push((event as KeyboardEvent).key)

beforeEach(async () => {
  heard = []
  host = mount(defineComponent({ setup: () => (useCompositionGuard(), () => undefined) }))
  await nextTick()
  for (const target of [document, document.body, window]) target.addEventListener('keydown', onKey, target === document)
})
afterEach(() => {
  for (const target of [document, document.body, window]) target.removeEventListener('keydown', onKey, target === document)
  host.unmount()
})

function press(init: KeyboardEventInit & { readonly keyCode?: number }): void {
  document.body.dispatchEvent(new KeyboardEvent('keydown', { bubbles: true, cancelable: true, ...init }))
}

it('keeps Escape from everybody while an input method composes', () => {
  press({ key: 'Escape', isComposing: true })
  press({ key: 'Escape', keyCode: 229 })
  expect(heard).toEqual([])
})

it('lets every other key through, and Escape at any other time', () => {
  press({ key: 'Escape', keyCode: 27 })
  press({ key: 'Enter', isComposing: true })
  expect(heard).toEqual(['Escape', 'Escape', 'Escape', 'Enter', 'Enter', 'Enter'])
})
