// @vitest-environment happy-dom
import { mount } from '@vue/test-utils'
import { defineComponent, h, nextTick, ref } from 'vue'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import RowMenu from '../../src/renderer/src/components/common/RowMenu.vue'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] })
})
afterEach(() => {
  vi.useRealTimers()
})

/** A list of rows with one menu, which names the row that it is about. */
function mountList(names: readonly string[]) {
  const rows = ref(names)
  const list = defineComponent(
    () => () =>
      h(
        RowMenu,
        { find: (target: Element) => rows.value.find((row) => row.split(' ')[0] === target.closest('li')?.id) },
        {
          default: () => h('ul', [...rows.value.map((row) => h('li', { id: row.split(' ')[0] }, [h('b', row)])), h('hr')]),
          menu: ({ item }: { readonly item: string }) => h('p', { class: 'about' }, item),
        },
      ),
  )
  return { wrapper: mount(list, { attachTo: document.body }), rows }
}

/** A millisecond later: Vue takes an event as old as a listener for one that the listener came too late for. */
async function rightClick(element: Element): Promise<MouseEvent> {
  vi.setSystemTime(Date.now() + 1)
  const event = new MouseEvent('contextmenu', { bubbles: true, cancelable: true })
  element.dispatchEvent(event)
  await nextTick()
  await nextTick()
  return event
}

const about = (): string | undefined => document.querySelector('.about')?.textContent ?? undefined

describe('the menu of a list', () => {
  it('is about the row that was clicked, and then about the next one', async () => {
    const { wrapper } = mountList(['a first', 'b second'])
    expect(about()).toBeUndefined()
    await rightClick(wrapper.find('#b b').element)
    expect(about()).toBe('b second')
    await rightClick(wrapper.find('#a b').element)
    expect(about()).toBe('a first')
    wrapper.unmount()
  })

  it('shows the row as it is now', async () => {
    const { wrapper, rows } = mountList(['a first'])
    await rightClick(wrapper.find('#a b').element)
    rows.value = ['a changed']
    await nextTick()
    expect(about()).toBe('a changed')
    wrapper.unmount()
  })

  it('stays away where there is no row', async () => {
    const { wrapper } = mountList(['a first'])
    const event = await rightClick(wrapper.find('hr').element)
    expect(event.defaultPrevented).toBe(true)
    expect(about()).toBeUndefined()
    wrapper.unmount()
  })
})
