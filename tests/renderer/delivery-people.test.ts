// @vitest-environment happy-dom
import { asUserId } from '@shared/ids'
import type { DeliveryPerson } from '@shared/message'
import { flushPromises, mount, type VueWrapper } from '@vue/test-utils'
import { afterEach, describe, expect, it } from 'vitest'
import DeliveryDialog from '../../src/renderer/src/components/message/DeliveryDialog.vue'
import DeliveryPeople from '../../src/renderer/src/components/message/DeliveryPeople.vue'
import { createAppI18n } from '../../src/renderer/src/i18n'
import { usePeopleStore } from '../../src/renderer/src/stores/people'
import { mountWithJim, useFakeJim } from './mount'

let mounted: VueWrapper | undefined
afterEach(() => {
  mounted?.unmount()
  mounted = undefined
})

function show(people: readonly (readonly [name: string, reached: DeliveryPerson['reached'], at?: number])[]): VueWrapper {
  useFakeJim()
  const rows = people.map(([name, reached, at]) => ({
    userId: asUserId(name.toLowerCase()),
    name,
    avatar: '',
    reached,
    ...(at === undefined ? {} : { at }),
  }))
  mounted = mount(DeliveryPeople, { props: { people: rows }, global: { plugins: [createAppI18n('en')] }, attachTo: document.body })
  return mounted
}

const names = (): (string | undefined)[] =>
  [...document.querySelectorAll('[role=tabpanel]:not([hidden]) li')].map((row) => row.querySelector('.truncate')?.textContent)
const tabs = (): (string | null)[] => [...document.querySelectorAll('[role=tab]')].map((tab) => tab.textContent)

describe('the read list', () => {
  it('names who has read it, the first reader first, and who has not, the nearest first', async () => {
    const wrapper = show([
      ['Ann', 'sent'],
      ['Bob', 'read', 9000],
      ['Carol', 'read', 3000],
      ['Dave', 'delivered', 1000],
    ])
    expect(tabs()).toEqual(['Read by 2', 'Not read by 2'])
    expect(names()).toEqual(['Carol', 'Bob'])
    await wrapper.findAll('[role=tab]')[1]?.trigger('mousedown', { button: 0 })
    expect(names()).toEqual(['Dave', 'Ann'])
  })

  it('opens with those who have not, while nobody has', () => {
    show([['Ann', 'sent']])
    expect(names()).toEqual(['Ann'])
  })

  it('says it when everybody has', async () => {
    const wrapper = show([['Ann', 'read', 1]])
    await wrapper.findAll('[role=tab]')[1]?.trigger('mousedown', { button: 0 })
    expect(wrapper.text()).toContain('Everybody has read it')
  })

  it('is asked for again when a mark moves while it is open', async () => {
    const message = useFakeJim().conversation('设计评审组').lastMessage
    if (message === undefined) throw new Error('no message')
    const { wrapper, jim: shown } = mountWithJim(DeliveryDialog, { localId: message.localId })
    mounted = wrapper
    const asked = (): number => shown.calls.filter(({ channel }) => channel === 'messages:details').length
    await flushPromises()
    expect(asked()).toBe(1)
    usePeopleStore().setMembers(message.conversationId, [])
    await flushPromises()
    usePeopleStore().setMembers(message.conversationId, [])
    await flushPromises()
    expect(asked()).toBe(2)
  })
})
