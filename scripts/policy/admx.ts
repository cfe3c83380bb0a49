import type { PolicyShape } from '../../src/main/app/policy/policy-shape'
import { GROUPS, itemId, policyItems, type PolicyItem } from './policies'
import { writeXml, type Xml, xml } from './xml'

const NAMESPACE = 'http://schemas.microsoft.com/GroupPolicy/2006/07/PolicyDefinitions'
/** Below each hive; `main/app/policy/registry-policy` reads it. */
export const KEY = 'Software\\Policies\\JimDesktop'
const MOST_TEXT = 1_000

/** What Windows' group policy editor offers, without words: those are in the ADML of each language. */
export function admx(): string {
  const groups = GROUPS.map((name) =>
    xml('category', { name, displayName: `$(string.category_${name})` }, xml('parentCategory', { ref: 'JimDesktop' })),
  )
  const supported = xml('definition', { name: 'any', displayName: '$(string.supported)' })
  const root = xml(
    'policyDefinitions',
    { xmlns: NAMESPACE, revision: '1.0', schemaVersion: '1.0' },
    xml('policyNamespaces', {}, xml('target', { prefix: 'jimdesktop', namespace: 'JimDesktop.Policies' })),
    xml('resources', { minRequiredRevision: '1.0' }),
    xml('supportedOn', {}, xml('definitions', {}, supported)),
    xml('categories', {}, xml('category', { name: 'JimDesktop', displayName: '$(string.category_JimDesktop)' }), ...groups),
    xml('policies', {}, ...policyItems().map(policy)),
  )
  return writeXml(root)
}

function policy(item: PolicyItem): Xml {
  const id = itemId(item)
  const { group, key, shape } = item
  const place = group === '' ? KEY : `${KEY}\\${group}`
  const isFlag = shape.kind === 'flag'
  const inside = isFlag
    ? [xml('enabledValue', {}, xml('decimal', { value: 1 })), xml('disabledValue', {}, xml('decimal', { value: 0 }))]
    : [xml('elements', {}, ...elements(item, shape.kind === 'record' ? `${place}\\${key}` : place))]
  return xml(
    'policy',
    {
      name: id,
      class: 'Both',
      displayName: `$(string.${id})`,
      explainText: `$(string.${id}_explain)`,
      key: place,
      ...(isFlag ? { valueName: key } : { presentation: `$(presentation.${id})` }),
    },
    xml('parentCategory', { ref: group === '' ? 'JimDesktop' : group }),
    xml('supportedOn', { ref: 'any' }),
    ...inside,
  )
}

/** What is entered for a policy; a record has an element for each of its parts. */
export function elements(item: PolicyItem, place: string): readonly Xml[] {
  const { key, shape, required } = item
  const id = itemId(item)
  if (shape.kind !== 'record') return [element(id, key, shape, place, true)]
  return [...shape.parts].map(([name, part]) => element(`${id}_${name}`, name, part, place, required.includes(name)))
}

function element(id: string, valueName: string, shape: PolicyShape, key: string, isRequired: boolean): Xml {
  const named = { id, key, valueName }
  const required: Readonly<Record<string, string>> = isRequired ? { required: 'true' } : {}
  const decimal = (value: number): Xml => xml('decimal', { value })
  switch (shape.kind) {
    case 'flag':
      return xml('boolean', named, xml('trueValue', {}, decimal(1)), xml('falseValue', {}, decimal(0)))
    case 'whole':
      return xml('decimal', { ...named, ...required, minValue: shape.least, maxValue: shape.most })
    case 'text':
      return xml('text', { ...named, ...required, maxLength: Math.min(shape.most ?? MOST_TEXT, MOST_TEXT), expandable: 'true' })
    case 'one_of': {
      const items = shape.values.map((value) =>
        xml('item', { displayName: `$(string.${optionId(id, value)})` }, xml('value', {}, xml('string', {}, value))),
      )
      return xml('enum', { ...named, required: 'true' }, ...items)
    }
    case 'list':
      // Values 1, 2, 3 … in a key of its own.
      return xml('list', { id, key: `${key}\\${valueName}`, valuePrefix: '' })
    case 'record':
      throw new Error(`${id}: no template offers records in records`)
  }
}

/** The name of one of several values. */
export function optionId(id: string, value: string): string {
  return `${id}_is_${value.replaceAll(/[^A-Za-z0-9]/g, '_')}`
}
