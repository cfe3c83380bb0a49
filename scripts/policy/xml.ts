/** An element of XML: its name, its attributes, and what is in it. */
export type Xml = {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  readonly children: readonly (Xml | string)[]
}

export function xml(name: string, attributes: Readonly<Record<string, string | number>> = {}, ...children: readonly (Xml | string)[]): Xml {
  const texts = Object.entries(attributes).map(([key, value]) => [key, String(value)] as const)
  return { name, attributes: Object.fromEntries(texts), children }
}

/** A whole document, indented; an element with a text in it stands in one line. */
export function writeXml(root: Xml, doctype = ''): string {
  return `<?xml version="1.0" encoding="utf-8"?>\n${doctype}${element(root, '')}`
}

function element({ name, attributes, children }: Xml, indent: string): string {
  const start = `${indent}<${name}${Object.entries(attributes)
    .map(([key, value]) => ` ${key}="${escaped(value)}"`)
    .join('')}`
  if (children.length === 0) return `${start}/>\n`
  const [first] = children
  if (typeof first === 'string') return `${start}>${escaped(first)}</${name}>\n`
  const inner = children.map((child) => (typeof child === 'string' ? escaped(child) : element(child, `${indent}  `))).join('')
  return `${start}>\n${inner}${indent}</${name}>\n`
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}
