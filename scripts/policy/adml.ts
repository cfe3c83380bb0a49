import type { PolicyShape } from '../../src/main/app/policy/policy-shape'
import { optionId } from './admx'
import { GROUPS, itemId, policyItems, type PolicyItem } from './policies'
import { type PolicyLanguage, type PolicyText, type PolicyTexts, TEXTS } from './texts'
import { writeXml, type Xml, xml } from './xml'

const NAMESPACE = 'http://schemas.microsoft.com/GroupPolicy/2006/07/PolicyDefinitions'

/** The words of the template in one language. */
export function adml(language: PolicyLanguage): string {
  const texts = TEXTS[language]
  const items = policyItems()
  const strings = [
    string('supported', texts.supported),
    string('category_JimDesktop', texts.product),
    ...GROUPS.map((group) => string(`category_${group}`, texts.groups[group])),
    ...items.flatMap((item) => stringsOf(item, texts)),
  ]
  const presentations = items.flatMap((item) => presentationOf(item, textOf(item, texts)) ?? [])
  const root = xml(
    'policyDefinitionResources',
    { xmlns: NAMESPACE, revision: '1.0', schemaVersion: '1.0' },
    xml('displayName', {}, texts.product),
    xml('description', {}, texts.description),
    xml('resources', {}, xml('stringTable', {}, ...strings), xml('presentationTable', {}, ...presentations)),
  )
  return writeXml(root)
}

/** @throws Error where nobody has written it yet */
export function textOf({ group, key }: PolicyItem, texts: PolicyTexts): PolicyText {
  const found = group === '' ? texts.keys[key] : texts.settings[key]
  if (found === undefined) throw new Error(`${texts.product}: no text for ${group}.${key}`)
  return found
}

/** All that is told of it, with what its group makes of it. */
export function explanation(item: PolicyItem, texts: PolicyTexts): string {
  const { explain } = textOf(item, texts)
  return item.group === '' ? explain : `${explain}\n\n${texts.effect[item.group]}`
}

function stringsOf(item: PolicyItem, texts: PolicyTexts): readonly Xml[] {
  const id = itemId(item)
  const options = optionsOf(id, item.shape)
  return [string(id, textOf(item, texts).name), string(`${id}_explain`, explanation(item, texts)), ...options]
}

/** Values are said as a file says them, in every language: what the documentation names is found again. */
function optionsOf(id: string, shape: PolicyShape): readonly Xml[] {
  if (shape.kind === 'one_of') return shape.values.map((value) => string(optionId(id, value), value))
  if (shape.kind !== 'record') return []
  return [...shape.parts].flatMap(([name, part]) => optionsOf(`${id}_${name}`, part))
}

function presentationOf(item: PolicyItem, text: PolicyText): Xml | undefined {
  const { shape } = item
  const id = itemId(item)
  if (shape.kind === 'flag') return undefined
  if (shape.kind !== 'record') return xml('presentation', { id }, control(id, shape, text.name))
  const controls = [...shape.parts].map(([name, part]) => control(`${id}_${name}`, part, text.parts?.[name] ?? name))
  return xml('presentation', { id }, ...controls)
}

function control(refId: string, shape: PolicyShape, label: string): Xml {
  switch (shape.kind) {
    case 'flag':
      return xml('checkBox', { refId }, label)
    case 'whole':
      return xml('decimalTextBox', { refId, defaultValue: shape.least }, label)
    case 'one_of':
      return xml('dropdownList', { refId, noSort: 'true', defaultItem: 0 }, label)
    case 'text':
      return xml('textBox', { refId }, xml('label', {}, label))
    case 'list':
      return xml('listBox', { refId }, label)
    case 'record':
      throw new Error(`${refId}: no template offers records in records`)
  }
}

function string(id: string, text: string): Xml {
  return xml('string', { id }, text)
}
