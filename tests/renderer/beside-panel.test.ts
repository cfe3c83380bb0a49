// @vitest-environment happy-dom
import { mount, type VueWrapper } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { defineComponent, nextTick } from 'vue'
import { useBesidePanel } from '../../src/renderer/src/composables/use-beside-panel'
import { useUiStore } from '../../src/renderer/src/stores/ui'
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
    const ui = useUiStore()
    expect(ui.hasDetails).toBe(true)
    await resize(1079)
    expect(ui.hasDetails).toBe(false)
    await resize(1080)
    expect(ui.hasDetails).toBe(true)
  })

  it('stay away when they were closed in the wide window', async () => {
    const ui = useUiStore()
    ui.setDetails(false)
    await resize(900)
    await resize(1240)
    expect(ui.hasDetails).toBe(false)
  })

  it('are closed by Escape only where they lie over the timeline, and only as the topmost thing', async () => {
    const ui = useUiStore()
    expect(press('Escape').defaultPrevented).toBe(false)
    await resize(900)
    ui.setDetails(true)
    ui.openDialog({ dialog: 'cheat_sheet' })
    press('Escape')
    expect(ui.hasDetails).toBe(true)
    ui.closeDialog()
    expect(press('Escape').defaultPrevented).toBe(true)
    expect(ui.hasDetails).toBe(false)
  })
})
