// @vitest-environment happy-dom
import { enableAutoUnmount, mount } from '@vue/test-utils'
import { afterEach, expect, it } from 'vitest'
import { defineComponent, h, nextTick, ref, useTemplateRef } from 'vue'
import { useFocusKept } from '../../src/renderer/src/composables/use-focus-kept'

enableAutoUnmount(afterEach)

/** A part with these buttons, and a field beside it. */
function open(...names: readonly string[]) {
  const shown = ref(names)
  const Host = defineComponent(() => {
    const root = useTemplateRef<HTMLElement>('root')
    useFocusKept(root, () => shown.value.join())
    const buttons = (): readonly unknown[] => shown.value.map((name) => h('button', { key: name }, name))
    return () => h('main', [h('div', { ref: 'root' }, buttons() as never), h('input')])
  })
  const wrapper = mount(Host, { attachTo: document.body })
  const focus = (selector: string): void => wrapper.get<HTMLElement>(selector).element.focus()
  const change = async (...next: readonly string[]): Promise<string | undefined> => {
    shown.value = next
    await nextTick()
    await nextTick()
    // What is gone has no focus: a browser gives it to nobody, this document does not always.
    return document.activeElement?.isConnected === true ? (document.activeElement.textContent ?? '') : undefined
  }
  return { focus, change }
}

it('the button in the place of the focused one has the focus, the last one where there are fewer', async () => {
  const { focus, change } = open('Download')
  focus('button')
  expect(await change('Pause', 'Cancel')).toBe('Pause')
  focus('button:last-child')
  expect(await change('Resume', 'Stop')).toBe('Stop')
  expect(await change('Open')).toBe('Open')
})

it('a button that stays keeps it, and so does what is elsewhere', async () => {
  const { focus, change } = open('Pause', 'Cancel')
  focus('button:last-child')
  expect(await change('Resume', 'Cancel')).toBe('Cancel')
  focus('input')
  await change('Open')
  expect(document.activeElement?.tagName).toBe('INPUT')
})
