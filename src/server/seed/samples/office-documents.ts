import { zip } from './zip'

const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006'
const DOCUMENT = 'http://schemas.openxmlformats.org/officeDocument/2006'
const FORMATS = 'application/vnd.openxmlformats-officedocument'

/** A DOCX with these paragraphs. */
export function docx(paragraphs: readonly string[]): Buffer {
  const body = paragraphs.map((text) => `<w:p><w:r><w:t xml:space="preserve">${escaped(text)}</w:t></w:r></w:p>`).join('')
  return packed('word/document.xml', `${FORMATS}.wordprocessingml.document.main+xml`, [
    [
      'word/document.xml',
      `<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>${body}</w:body></w:document>`,
    ],
  ])
}

/** An XLSX of one sheet with these rows. */
export function xlsx(rows: readonly (readonly (string | number)[])[]): Buffer {
  const cell = (value: string | number): string =>
    typeof value === 'number' ? `<c><v>${value}</v></c>` : `<c t="inlineStr"><is><t>${escaped(value)}</t></is></c>`
  const data = rows.map((row) => `<row>${row.map(cell).join('')}</row>`).join('')
  const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
  return packed(
    'xl/workbook.xml',
    `${FORMATS}.spreadsheetml.sheet.main+xml`,
    [
      [
        'xl/workbook.xml',
        `<workbook xmlns="${main}" xmlns:r="${DOCUMENT}/relationships"><sheets><sheet name="1" sheetId="1" r:id="rId1"/></sheets></workbook>`,
      ],
      ['xl/_rels/workbook.xml.rels', relations(`${DOCUMENT}/relationships/worksheet`, 'worksheets/sheet1.xml')],
      ['xl/worksheets/sheet1.xml', `<worksheet xmlns="${main}"><sheetData>${data}</sheetData></worksheet>`],
    ],
    `<Override PartName="/xl/worksheets/sheet1.xml" ContentType="${FORMATS}.spreadsheetml.worksheet+xml"/>`,
  )
}

/** The parts of a document, and beside them what says which of them is the document. */
function packed(main: string, type: string, parts: readonly (readonly [name: string, xml: string])[], more = ''): Buffer {
  const types =
    `<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
    `<Default Extension="xml" ContentType="application/xml"/><Override PartName="/${main}" ContentType="${type}"/>${more}</Types>`
  const all = [
    ['[Content_Types].xml', types],
    ['_rels/.rels', relations(`${DOCUMENT}/relationships/officeDocument`, main)],
    ...parts,
  ] as const
  return zip(all.map(([name, xml]) => [name, Buffer.from(HEAD + xml)] as const))
}

function relations(type: string, target: string): string {
  return `<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${type}" Target="${target}"/></Relationships>`
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
