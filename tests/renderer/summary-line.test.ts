// @vitest-environment happy-dom
import type { BundleOrigin, MessageContent } from '@shared/message'
import { mount, type VueWrapper } from '@vue/test-utils'
import { afterEach, describe, expect, it } from 'vitest'
import SearchHit from '../../src/renderer/src/components/search/SearchHit.vue'
import SummaryLine from '../../src/renderer/src/components/message/SummaryLine.vue'
import { createAppI18n } from '../../src/renderer/src/i18n'
import { message } from './messages'
import { useFakeJim } from './mount'

let line: VueWrapper
afterEach(() => line.unmount())

function show(content: MessageContent, speaker?: string): VueWrapper {
  useFakeJim()
  line = mount(SummaryLine, { props: { content, speaker }, global: { plugins: [createAppI18n('en')] } })
  return line
}

describe('a message in one line', () => {
  it('says who said what', () => {
    expect(show({ kind: 'text', text: 'see\nv2' }, 'Bob').text()).toBe('Bob: see v2')
    expect(line.attributes('dir')).toBe('ltr')
  })

  it('has the direction of what was said, whoever said it', () => {
    expect(show({ kind: 'text', text: 'שלום Bob' }, 'Bob').attributes('dir')).toBe('rtl')
    expect(line.find('bdi').text()).toBe('Bob:')
    line.unmount()
    expect(show({ kind: 'text', text: 'hello דנה' }, 'דנה').attributes('dir')).toBe('ltr')
  })

  it('turns nothing, and ends somewhere', () => {
    expect(show({ kind: 'text', text: '\u202eevil\u2069' }).text()).toBe('evil')
    line.unmount()
    expect(show({ kind: 'text', text: 'a'.repeat(1_000_000) }).text()).toBe(`${'a'.repeat(400)}…`)
  })

  it.each<[MessageContent, string]>([
    [{ kind: 'image', url: '', caption: 'the wall' }, '[Picture] the wall'],
    [{ kind: 'image', url: '' }, '[Picture]'],
    [{ kind: 'image', url: '', isSticker: true }, '[Sticker]'],
    [{ kind: 'video', url: '', caption: 'the talk' }, '[Video] the talk'],
    [{ kind: 'sound', url: '', seconds: 23, caption: 'listen' }, '[Voice] 0:23 listen'],
    [{ kind: 'file', url: '', name: 'plan.pdf', caption: 'for\nFriday \u202eevil' }, '[File] plan.pdf for Friday evil'],
    [{ kind: 'file', url: '', name: 'plan.pdf' }, '[File] plan.pdf'],
  ])('names the kind of what has a file, and what is written under it: %o', (content, text) => {
    expect(show(content).text()).toBe(text)
  })

  it('keeps a file’s ending in a piece of its own that is never cut, and a few letters before it for as long as there is room', () => {
    show({ kind: 'file', url: 'u', name: 'quarterly figures v2.xlsx.exe' }, 'Bob')
    expect(line.text()).toBe('Bob: [File] quarterly figures v2.xlsx.exe')
    const [letters, ending] = line.findAll('bdi bdi')
    expect([letters?.text(), ending?.text()]).toEqual(['xlsx', '.exe'])
    expect(ending?.classes()).toContain('shrink-0')
  })
})

it.each([
  ['en', 'Chat history of Ann and 陈晨', 'Chat history of Sales', 'as its sender called it'],
  ['zh-CN', 'Ann 和陈晨的聊天记录', 'Sales 的聊天记录', 'as its sender called it'],
] as const)('a bundle is named in the reader’s language (%s) where it says where it comes from', (locale, two, group, other) => {
  useFakeJim()
  const named = (of?: BundleOrigin): string => {
    const content = { kind: 'bundle', title: other, items: [], ...(of === undefined ? {} : { of }) } as const
    line = mount(SummaryLine, { props: { content }, global: { plugins: [createAppI18n(locale)] } })
    return line.text().replace(/^\[.*?\] /, '')
  }
  expect(named({ kind: 'c2c', names: ['Ann', '陈晨'] })).toBe(two)
  expect(named({ kind: 'c2g', title: 'Sales' })).toBe(group)
  expect(named()).toBe(other)
})

it('a found file shows its ending beside whatever excerpt there is room for', () => {
  useFakeJim()
  const name = `${'holiday '.repeat(40)}gpj.exe`
  const found = { message: message(1, { content: { kind: 'file', url: 'u', name } }), text: name, ranges: [{ from: 0, to: 7 }] }
  line = mount(SearchHit, { props: { found }, global: { plugins: [createAppI18n('en')] } })
  expect(line.find('bdi bdi').text()).toBe('.exe')
  expect(line.find('bdi bdi').classes()).toContain('shrink-0')
  expect(line.find('mark').text()).toBe('holiday')
})
