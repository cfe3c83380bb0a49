import { mount, type VueWrapper } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import { type Component, defineComponent } from 'vue'
import { createAppI18n } from '../../src/renderer/src/i18n'
import { doorTo } from '../helpers/fake-door'
import { FakeJim, type FakeJimOptions } from '../helpers/fake-jim'

/** Mounts a component over a fake main process, as the app would. */
export function mountWithJim(
  component: Component,
  props: Record<string, unknown>,
  options: FakeJimOptions = {},
): { readonly wrapper: VueWrapper; readonly jim: FakeJim } {
  const jim = useFakeJim(options)
  const wrapper = mount(component, { props, attachTo: document.body, global: { plugins: [createAppI18n('en')] } })
  return { wrapper, jim }
}

/** Puts a fake main process behind the bridge and starts with empty stores. */
export function useFakeJim(options: FakeJimOptions = {}): FakeJim {
  const jim = new FakeJim(options)
  Object.defineProperty(window, 'jim', { value: doorTo(jim), configurable: true })
  setActivePinia(createPinia())
  return jim
}

/** What a composable gives to a component that uses it. */
export function withSetup<T>(composable: () => T): T {
  let given: T | undefined
  const host = defineComponent(() => {
    given = composable()
    return () => undefined
  })
  mount(host, { global: { plugins: [createAppI18n('en')] } })
  return given!
}
