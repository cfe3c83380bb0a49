// @vitest-environment happy-dom
import { enableAutoUnmount, flushPromises } from '@vue/test-utils'
import { defineComponent, h, ref } from 'vue'
import { afterEach, expect, it } from 'vitest'
import ViewerText from '../../src/renderer/src/components/media/ViewerText.vue'
import { message } from './messages'
import { mountWithJim } from './mount'

enableAutoUnmount(afterEach)

const MiB = 2 ** 20

async function read(bytes: Buffer<ArrayBuffer>) {
  const isThere = ref(false)
  const Host = defineComponent(() => () => (isThere.value ? h(ViewerText, { message: message(1), letters: 13 }) : h('i')))
  const { wrapper, jim } = mountWithJim(Host, {})
  jim.files.bytes = bytes
  isThere.value = true
  await flushPromises()
  return wrapper.getComponent(ViewerText)
}

it('says beside a text that is cut how much of it is shown, not at its end', async () => {
  const wrapper = await read(Buffer.alloc(MiB + 1, 'line\n'))
  const note = wrapper.get('[role=status]')
  expect(note.text()).toContain('Only the first 1 MB is shown')
  const text = wrapper.get('[role=document]')
  expect(text.element.contains(note.element)).toBe(false)
  expect(text.attributes('aria-describedby')).toBe(note.attributes('id'))
})

it('says nothing of a text that is all there', async () => {
  const wrapper = await read(Buffer.alloc(MiB, 'line\n'))
  expect(wrapper.find('[role=status]').exists()).toBe(false)
  expect(wrapper.get('[role=document]').attributes('aria-describedby')).toBeUndefined()
})

it('gives up what is no text', async () => {
  const wrapper = await read(Buffer.from([0, 1, 2, 0, 255, 254, 0, 0]))
  expect(wrapper.emitted('broken')).toHaveLength(1)
})
