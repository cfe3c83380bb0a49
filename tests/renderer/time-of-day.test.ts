// @vitest-environment happy-dom
import { mount } from '@vue/test-utils'
import { afterEach, describe, expect, it } from 'vitest'
import TimeField from '../../src/renderer/src/components/common/TimeField.vue'
import { timeOfDay } from '../../src/renderer/src/model/time-of-day'

describe('a time of day', () => {
  it.each([
    ['09:30', '09:30'],
    ['9:30', '09:30'],
    ['9', '09:00'],
    ['0', '00:00'],
    ['23', '23:00'],
    ['930', '09:30'],
    ['2359', '23:59'],
    ['9.05', '09:05'],
    ['7h15', '07:15'],
    [' 08 : 00 ', '08:00'],
    ['２２：３０', '22:30'],
    ['8点', undefined],
    ['8点30分', '08:30'],
    ['8时05', '08:05'],
  ])('is read as it is typed: %j', (typed, time) => {
    expect(timeOfDay(typed)).toBe(time)
  })

  it.each(['', ':', '24:00', '12:60', '2400', '1:2', '12345', '-1', '9:30:10', 'noon', '1e1'])('is none: %j', (typed) => {
    expect(timeOfDay(typed)).toBeUndefined()
  })
})

describe('its field', () => {
  const told: string[] = []
  let time = '22:15'
  const open = (isKept: boolean) =>
    mount(TimeField, {
      attachTo: document.body,
      props: {
        modelValue: time,
        'onUpdate:modelValue': async (value: string) => {
          told.push(value)
          if (isKept && value === '') return
          time = value
          await wrapper.setProps({ modelValue: value })
        },
      },
    })
  let wrapper: ReturnType<typeof open>
  afterEach(() => {
    wrapper.unmount()
    told.length = 0
    time = '22:15'
  })

  it('tells each time that it understands, and writes it properly once it is left', async () => {
    wrapper = open(false)
    const input = wrapper.get('input')
    await input.setValue('9')
    await input.setValue('93')
    await input.setValue('930')
    expect(told).toEqual(['09:00', '', '09:30'])
    expect(input.element.value).toBe('930')
    await input.trigger('blur')
    expect(input.element.value).toBe('09:30')
    expect(input.attributes('aria-invalid')).toBeUndefined()
  })

  it('leaves what is no time there, and says so', async () => {
    wrapper = open(false)
    const input = wrapper.get('input')
    await input.setValue('25:00')
    await input.trigger('blur')
    expect(input.element.value).toBe('25:00')
    expect(input.attributes('aria-invalid')).toBe('true')
  })

  it('goes back to the time that holds, where one must', async () => {
    wrapper = open(true)
    const input = wrapper.get('input')
    await input.setValue('25:00')
    await input.trigger('blur')
    expect(input.element.value).toBe('22:15')
    expect(time).toBe('22:15')
  })
})
