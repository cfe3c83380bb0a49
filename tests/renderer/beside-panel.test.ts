// @vitest-environment happy-dom
import { mount, type VueWrapper } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { defineComponent, nextTick } from 'vue'
import { useBesidePanel } from '../../src/renderer/src/composables/use-beside-panel'
import { useDialogsStore } from '../../src/renderer/src/stores/dialogs'
import { useLayoutStore } from '../../src/renderer/src/stores/layout'
import { useFakeJim } from './mount'

const Host = defineComponent({
  setup() {
    useBesidePanel()
    return () => undefined
  },
})

let host: VueWrapper
beforeEach(async () => {
  await resize(1240)
  useFakeJim()
  host = mount(Host)
  await nextTick()
  // The environment takes every media query for false until the first resize.
  window.dispatchEvent(new Event('resize'))
})
afterEach(() => host.unmount())

async function resize(width: number): Promise<void> {
  ;(window as unknown as { readonly happyDOM: { setViewport(size: object): void } }).happyDOM.setViewport({ width })
  await nextTick()
}

function press(key: string): KeyboardEvent {
  const event = new KeyboardEvent('keydown', { key, cancelable: true })
  window.dispatchEvent(event)
  return event
}

describe('the details beside the timeline', () => {
  it('are put away in a narrow window, and back in a wide one', async () => {
    const layout = useLayoutStore()
    expect(layout.hasDetails).toBe(true)
    await resize(1079)
    expect(layout.hasDetails).toBe(false)
    await resize(1080)
    expect(layout.hasDetails).toBe(true)
  })

  it('are there from the start, though the window gets its width after its page has begun', async () => {
    host.unmount()
    await resize(0)
    useFakeJim()
    host = mount(Host)
    await resize(1240)
    expect(useLayoutStore().hasDetails).toBe(true)
  })

  it('stay away when they were closed in the wide window', async () => {
    const layout = useLayoutStore()
    layout.setDetails(false)
    await resize(900)
    await resize(1240)
    expect(layout.hasDetails).toBe(false)
  })

  it('are closed by Escape only where they lie over the timeline, and only as the topmost thing', async () => {
    const dialogs = useDialogsStore()
    const layout = useLayoutStore()
    expect(press('Escape').defaultPrevented).toBe(false)
    await resize(900)
    layout.setDetails(true)
    dialogs.open({ dialog: 'cheat_sheet' })
    press('Escape')
    expect(layout.hasDetails).toBe(true)
    dialogs.close()
    expect(press('Escape').defaultPrevented).toBe(true)
    expect(layout.hasDetails).toBe(false)
  })
})
