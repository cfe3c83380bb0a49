// @vitest-environment happy-dom
import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils'
import { afterEach, expect, it, onTestFinished, vi } from 'vitest'
import { type Component, computed, defineComponent, h, nextTick } from 'vue'
import { componentPart, onPartFailure, part, readAhead } from '../../src/renderer/src/parts'

enableAutoUnmount(afterEach)

const Dialog = defineComponent({
  props: { title: { type: String, required: true } },
  emits: ['close'],
  setup:
    (props, { emit, slots }) =>
    () =>
      h('button', { onClick: () => emit('close') }, [props.title, slots['default']?.()]),
})

/** A chunk that is read when the test says so. */
function chunk<T>(value: T) {
  let reads = 0
  let settle: { resolve: (value: T) => void; reject: (error: Error) => void } | undefined
  const load = (): Promise<T> => {
    reads += 1
    return new Promise((resolve, reject) => (settle = { resolve, reject }))
  }
  return {
    load,
    arrive: () => settle?.resolve(value),
    fail: () => settle?.reject(new Error('no such file')),
    get reads() {
      return reads
    },
  }
}

function failures(): readonly unknown[] {
  const told: unknown[] = []
  onTestFinished(onPartFailure((error) => told.push(error)))
  return told
}

it('draws a component as soon as its chunk is there, with props, events and slots', async () => {
  const file = chunk({ default: Dialog })
  const Part: Component = componentPart(file.load)
  let closed = 0
  const wrapper = mount(Part, { props: { title: 'Settings', onClose: () => (closed += 1) }, slots: { default: () => '!' } })
  expect(wrapper.text()).toBe('')
  file.arrive()
  await flushPromises()
  expect(wrapper.text()).toBe('Settings!')
  await wrapper.find('button').trigger('click')
  expect(closed).toBe(1)
})

it('draws at once what was read ahead, and reads it once', async () => {
  const file = chunk({ default: Dialog })
  const Part: Component = componentPart(file.load)
  const reading = readAhead(() => Promise.resolve())
  await flushPromises()
  file.arrive()
  await reading
  expect(mount(Part, { props: { title: 'Settings' } }).text()).toBe('Settings')
  expect(file.reads).toBe(1)
})

it('says that a chunk could not be read, closes what was asked for, and tries again when it is asked for again', async () => {
  const told = failures()
  const file = chunk({ default: Dialog })
  const Part: Component = componentPart(file.load)
  let closed = 0
  const props = { title: 'Settings', onClose: () => (closed += 1) }
  const first = mount(Part, { props })
  file.fail()
  await flushPromises()
  expect(told).toEqual([new Error('no such file')])
  expect(closed).toBe(1)
  first.unmount()
  const second = mount(Part, { props })
  file.arrive()
  await flushPromises()
  expect(second.text()).toBe('Settings')
  expect(file.reads).toBe(2)
})

it('says nothing of a chunk that could not be read ahead, and goes on with the next', async () => {
  const told = failures()
  const [lost, next] = [chunk({ default: Dialog }), chunk({ default: Dialog })]
  componentPart(lost.load)
  componentPart(next.load)
  const reading = readAhead(() => Promise.resolve())
  await flushPromises()
  lost.fail()
  await flushPromises()
  next.arrive()
  await reading
  expect(told).toEqual([])
  expect(next.reads).toBe(1)
})

it('lets whatever reads a value see it once it is there', async () => {
  const file = chunk(7)
  const seven = part(file.load)
  const shown = computed(() => seven.value.value ?? 'not yet')
  const wrapper = mount(() => h('p', shown.value))
  const asked = seven.ask()
  await nextTick()
  expect(wrapper.text()).toBe('not yet')
  file.arrive()
  expect(await asked).toBe(7)
  await nextTick()
  expect(wrapper.text()).toBe('7')
})

it('reads ahead what no component is, where it is said so', async () => {
  vi.resetModules()
  const fresh = await import('../../src/renderer/src/parts')
  const [likely, rare] = [chunk('likely'), chunk('rare')]
  const asked = fresh.part(likely.load, true)
  fresh.part(rare.load)
  const reading = fresh.readAhead(() => Promise.resolve())
  await flushPromises()
  likely.arrive()
  await reading
  expect([asked.value.value, likely.reads, rare.reads]).toEqual(['likely', 1, 0])
})
