import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { DOMParser } from '@xmldom/xmldom'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { adml, explanation } from '../../scripts/policy/adml'
import { admx } from '../../scripts/policy/admx'
import { mobileconfig, SAMPLE } from '../../scripts/policy/mobileconfig'
import { itemId, policyItems } from '../../scripts/policy/policies'
import { templates } from '../../scripts/policy/templates'
import { LANGUAGES, TEXTS } from '../../scripts/policy/texts'
import { writeXml, xml } from '../../scripts/policy/xml'
import { policySchema } from '../../src/main/app/policy/policy-schema'
import type { PolicyShape } from '../../src/main/app/policy/policy-shape'
import { readRegistryPolicy } from '../../src/main/app/policy/registry-policy'
import { dword, type FakeKey, fakeRegistry, type FakeValue, sz } from '../helpers/fake-registry'

/** @throws Error for anything that is not well-formed */
function parse(text: string): Element {
  const fail = (problem: string): never => {
    throw new Error(problem)
  }
  return new DOMParser({ errorHandler: { warning: fail, error: fail, fatalError: fail } }).parseFromString(text, 'text/xml').documentElement
}

const all = (root: Element, tag: string): Element[] => Array.from(root.getElementsByTagName(tag))
const children = (of: Element): Element[] => Array.from(of.childNodes).filter((node): node is Element => node.nodeType === 1)
const attribute = (of: Element, name: string): string => of.getAttribute(name) ?? ''

const ADMX = parse(admx())
const POLICIES = new Map(all(ADMX, 'policy').map((policy) => [attribute(policy, 'name'), policy]))

describe('the template of Windows', () => {
  it('has a policy for every key and every setting, and no other', () => {
    expect([...POLICIES.keys()]).toEqual(policyItems().map(itemId))
    const keys = policyItems().map(({ group, key }) => (group === '' ? key : group))
    expect(new Set(keys)).toEqual(new Set(Object.keys(policySchema.shape)))
  })

  it('names nothing twice, and nothing with a letter that ADMX does not take', () => {
    const elements = [...POLICIES.values()].flatMap((policy) => all(policy, 'elements').flatMap(children))
    const ids = [...POLICIES.keys(), ...elements.map((element) => attribute(element, 'id'))]
    expect(ids.every((id) => /^[A-Za-z0-9_]+$/.test(id))).toBe(true)
    const elementIds = elements.map((element) => attribute(element, 'id'))
    expect(new Set(elementIds).size).toBe(elementIds.length)
  })

  it.each(LANGUAGES)('has its words and its controls in %s', (language) => {
    const root = parse(adml(language))
    const strings = new Map(all(root, 'string').map((each) => [attribute(each, 'id'), each.textContent ?? '']))
    const presentations = new Map(all(root, 'presentation').map((each) => [attribute(each, 'id'), each]))
    const text = admx()
    const named = [...text.matchAll(/\$\(string\.(\w+)\)/g)].map(([, id = '']) => id)
    expect(named.filter((id) => (strings.get(id) ?? '').trim() === '')).toEqual([])
    expect(new Set(named).size).toBe(strings.size)
    for (const [name, policy] of POLICIES) {
      const elements = all(policy, 'elements').flatMap(children)
      const controls = presentations.get(name)
      const refs = controls === undefined ? [] : children(controls).map((control) => attribute(control, 'refId'))
      expect(refs, name).toEqual(elements.map((element) => attribute(element, 'id')))
    }
  })

  it('explains every policy in both languages, and says what a group makes of a setting', () => {
    const [english, chinese] = LANGUAGES.map((language) => policyItems().map((item) => explanation(item, TEXTS[language])))
    expect(english!.every((text) => text.length > 20)).toBe(true)
    expect(chinese!.filter((text) => !/\p{Script=Han}/u.test(text))).toEqual([])
    const [theme] = policyItems().filter(({ key, group }) => key === 'theme' && group === 'settings')
    expect(explanation(theme!, TEXTS['en-US'])).toContain(TEXTS['en-US'].effect.settings)
  })
})

/** What the group policy editor writes for an element when this is entered. */
function written(element: Element, value: unknown): readonly [key: string, name: string, value: FakeValue][] {
  const [key, name] = [attribute(element, 'key'), attribute(element, 'valueName')]
  const constant = (of: string): number => Number(attribute(all(all(element, of)[0]!, 'decimal')[0]!, 'value'))
  switch (element.tagName) {
    case 'boolean':
      return [[key, name, dword(constant(value === true ? 'trueValue' : 'falseValue'))]]
    case 'decimal':
      expect(Number(attribute(element, 'minValue'))).toBeLessThanOrEqual(Number(value))
      expect(Number(attribute(element, 'maxValue'))).toBeGreaterThanOrEqual(Number(value))
      return [[key, name, dword(Number(value))]]
    case 'text':
      return [[key, name, sz(String(value))]]
    case 'enum': {
      const item = all(element, 'string').find((each) => each.textContent === value)
      return [[key, name, sz(item!.textContent!)]]
    }
    case 'list':
      return (value as readonly unknown[]).map((each, at) => [key, `${attribute(element, 'valuePrefix')}${at + 1}`, sz(textOf(each))])
    default:
      throw new Error(element.tagName)
  }
}

const textOf = (item: unknown): string => (typeof item === 'string' ? item : JSON.stringify(item))

/** The registry after a policy of the template was enabled (or, for one without elements, set to `value`). */
function registryOf(policy: Element, value: unknown): FakeKey {
  const elements = all(policy, 'elements').flatMap(children)
  const [key, name] = [attribute(policy, 'key'), attribute(policy, 'valueName')]
  const values =
    elements.length === 0
      ? [
          [
            key,
            name,
            dword(Number(attribute(all(all(policy, value === true ? 'enabledValue' : 'disabledValue')[0]!, 'decimal')[0]!, 'value'))),
          ] as const,
        ]
      : elements.flatMap((element) => {
          const isPart = attribute(policy, 'key') !== attribute(element, 'key') && element.tagName !== 'list'
          const part = isPart ? (value as Record<string, unknown>)[attribute(element, 'valueName')] : value
          return part === undefined ? [] : written(element, part)
        })
  const root: Record<string, unknown> = {}
  for (const [path, valueName, each] of values) {
    const place = path.split('\\').reduce((at, step) => (at[step] ??= {}) as Record<string, unknown>, root)
    place[valueName] = each
  }
  return root as FakeKey
}

/** Values that a shape takes; texts in the forms that keys ask for. */
function valueOf(shape: PolicyShape, key: string): fc.Arbitrary<unknown> {
  switch (shape.kind) {
    case 'flag':
      return fc.boolean()
    case 'one_of':
      return fc.constantFrom(...shape.values)
    case 'whole':
      return fc.integer({ min: shape.least, max: shape.most })
    case 'list':
      return fc.array(valueOf(shape.item, key), {
        minLength: 1,
        maxLength: Math.min(12, shape.item.kind === 'one_of' ? shape.item.values.length : 12),
      })
    case 'record': {
      const parts = [...shape.parts].map(([name, part]) => [name, valueOf(part, name)] as const)
      return fc.record(Object.fromEntries(parts), { requiredKeys: key === 'proxy' ? ['kind', 'host', 'port'] : [...shape.required] })
    }
    case 'text':
      return TEXT[key] ?? fc.stringMatching(/^[a-z]{1,16}$/)
  }
}

const TEXT: { readonly [key: string]: fc.Arbitrary<string> | undefined } = {
  caFile: fc.stringMatching(/^\/[a-zé文 ]{1,40}$/),
  saveFolder: fc.stringMatching(/^C:\\[a-zé文 ]{1,40}$/),
  updateSource: fc.stringMatching(/^https:\/\/[a-z]{1,20}\.example\/[a-z]{1,20}$/),
  screenshotKeys: fc.constantFrom('Ctrl+Alt+A', 'F9', 'Meta+Shift+4'),
  from: fc.constantFrom('00:00', '22:30'),
  to: fc.constantFrom('07:15', '23:59'),
  name: fc.stringMatching(/^[A-Za-z"\\<&总部]{1,20}$/),
  httpBase: fc.constantFrom('', 'https://im.example.com:9002'),
}

describe('a policy that the editor writes', () => {
  it.each(policyItems().map((item) => [itemId(item), item] as const))('is the one of the file: %s', async (id, { group, key, shape }) => {
    await fc.assert(
      fc.asyncProperty(valueOf(shape, key), async (value) => {
        const content = group === '' ? { [key]: value } : { [group]: { [key]: value } }
        fc.pre(policySchema.safeParse(content).success)
        const found = await readRegistryPolicy(fakeRegistry({ HKLM: registryOf(POLICIES.get(id)!, value) }))
        expect(found).toEqual({ source: 'HKLM\\SOFTWARE\\Policies\\JimDesktop', content })
      }),
      { numRuns: 40 },
    )
  })
})

describe('the sample profile of macOS', () => {
  const read = (of: Element): unknown => {
    const inside = children(of)
    switch (of.tagName) {
      case 'dict':
        return Object.fromEntries(
          inside.flatMap((key, at) => (key.tagName === 'key' ? [[key.textContent ?? '', read(inside[at + 1]!)] as const] : [])),
        )
      case 'array':
        return inside.map(read)
      case 'integer':
        return Number(of.textContent)
      case 'string':
        return of.textContent
      default:
        return of.tagName === 'true'
    }
  }

  it('says a policy that can be used, with every key in it', () => {
    const profile = read(children(parse(mobileconfig()))[0]!) as { readonly PayloadContent: readonly Record<string, unknown>[] }
    const [payload = {}] = profile.PayloadContent
    expect(payload['PayloadType']).toBe('org.jim.desktop')
    const policy = Object.fromEntries(Object.entries(payload).filter(([key]) => !key.startsWith('Payload')))
    expect(policy).toEqual(SAMPLE)
    expect(policySchema.safeParse(policy).error).toBeUndefined()
    expect(Object.keys(policy)).toEqual(expect.arrayContaining(Object.keys(policySchema.shape)))
  })
})

describe('all templates', () => {
  it('stand where each system looks for them', () => {
    expect([...templates().keys()]).toEqual([
      'windows/JimDesktop.admx',
      'windows/en-US/JimDesktop.adml',
      'windows/zh-CN/JimDesktop.adml',
      'macos/JimDesktop.mobileconfig',
      'linux/policy.json',
      'policy.schema.json',
    ])
    expect(policySchema.safeParse(JSON.parse(templates().get('linux/policy.json')!)).success).toBe(true)
  })

  it('keep what is in a text out of their own structure', () => {
    const text = 'a < b & "c" > <d/>'
    const root = parse(writeXml(xml('root', { of: text }, xml('inside', {}, text))))
    expect([attribute(root, 'of'), all(root, 'inside')[0]?.textContent]).toEqual([text, text])
  })
})

describe('docs/admin.md', () => {
  it('has every key and every setting in its tables, and no other', () => {
    const text = readFileSync(resolve(import.meta.dirname, '../../docs/admin.md'), 'utf8')
    const rows = (head: string): readonly string[] => {
      const table = text.slice(text.indexOf(head)).split('\n\n')[0] ?? ''
      return table
        .split('\n')
        .slice(2)
        .flatMap((row) => [...(row.split('|')[1] ?? '').matchAll(/`(\w+)`/g)].map(([, key = '']) => key))
    }
    expect([...rows('| key |')].sort()).toEqual(Object.keys(policySchema.shape).sort())
    const settings = policyItems().flatMap(({ group, key }) => (group === 'settings' ? [key] : []))
    expect([...rows('| setting |')].sort()).toEqual(settings.sort())
  })
})
