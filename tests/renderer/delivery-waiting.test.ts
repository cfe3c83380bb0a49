// @vitest-environment happy-dom
import { asPartId } from '@shared/ids'
import type { Waiting } from '@shared/message'
import { mount } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it } from 'vitest'
import DeliverySteps from '../../src/renderer/src/components/message/DeliverySteps.vue'
import DeliveryWaiting from '../../src/renderer/src/components/message/DeliveryWaiting.vue'
import { createAppI18n } from '../../src/renderer/src/i18n'

beforeEach(() => setActivePinia(createPinia()))

const PART: Waiting = { reason: 'part', part: asPartId('upload-1') }

describe('a message that waits for its upload', () => {
  it.each([
    ['en', 'It goes out once its file is uploaded.'],
    ['zh-CN', '文件上传完成后发出。'],
  ] as const)('says so in the details, in %s', (locale, text) => {
    const wrapper = mount(DeliveryWaiting, { props: { waiting: PART }, global: { plugins: [createAppI18n(locale)] } })
    expect(wrapper.text()).toBe(text)
  })

  it('tells among its steps that the file is there, and marks a failed upload as bad', () => {
    const steps = [
      { step: 'composed', at: 1 },
      { step: 'part_failed', at: 2, code: 'too_large' },
      { step: 'part_done', at: 3 },
    ] as const
    const wrapper = mount(DeliverySteps, { props: { steps }, global: { plugins: [createAppI18n('en')] } })
    const rows = wrapper.findAll('li')
    expect(rows.map((row) => row.find('.min-w-0').text())).toEqual(['Composed', 'File not uploaded too_large', 'File uploaded'])
    expect(rows.map((row) => row.find('.bg-danger').exists())).toEqual([false, true, false])
  })
})
