import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import {
  citedDecisions,
  citedDocuments,
  citedSections,
  hasAnchor,
  hasHeading,
  hasPath,
  hasTest,
  linkedPlaces,
  namedFiles,
  namedPaths,
  numberedHeadings,
  quotedTests,
  readTexts,
} from './citations'

const texts = readTexts(resolve(import.meta.dirname, '../..'))
/** Here every kind of citation stands as an example. */
const cited = [...texts].filter(([path]) => !path.startsWith('tests/scripts/citations'))
const documents = cited.filter(([path]) => path.endsWith('.md'))
const textOf = (path: string): string => texts.get(path) ?? ''

/** What a document names and is no file of ours: an event of Electron's, a comment of ESLint's. */
const NO_FILES = new Set(['will-quit', 'eslint-disable'])

/** `path: what` for everything in it that leads nowhere. */
function lost<T>(
  from: readonly (readonly [string, string])[],
  find: (text: string, path: string) => readonly T[],
  isLost: (found: T) => boolean,
) {
  return from.flatMap(([path, text]) =>
    find(text, path)
      .filter(isLost)
      .map((found) => `${path}: ${JSON.stringify(found)}`),
  )
}

describe('what the repository says of itself', () => {
  it('cites sections of docs/protocol.md that are there', () => {
    const sections = new Set(numberedHeadings(textOf('docs/protocol.md')))
    expect(sections).toContain('7.3')
    expect(cited.flatMap(([, text]) => citedSections(text)).length).toBeGreaterThan(150)
    expect(lost(cited, citedSections, (section) => !sections.has(section))).toEqual([])
  })

  it('cites decisions that are there', () => {
    const decisions = [...texts.keys()].flatMap((path) => /^docs\/adr\/(\d{3})-/.exec(path)?.[1] ?? [])
    expect(decisions).toContain('001')
    expect(new Set(decisions).size).toBe(decisions.length)
    expect(lost(cited, citedDecisions, (number) => !decisions.includes(number))).toEqual([])
  })

  it('names documents, and their headings, that are there', () => {
    const isLost = ({ document, heading }: { readonly document: string; readonly heading: string | undefined }): boolean =>
      !texts.has(document) || (heading !== undefined && !hasHeading(texts.get(document), heading))
    expect(cited.flatMap(([, text]) => citedDocuments(text))).toContainEqual({ document: 'docs/architecture.md', heading: 'State' })
    expect(lost(cited, citedDocuments, isLost)).toEqual([])
  })

  it('links to what is there', () => {
    const isLost = ({ target, anchor }: { readonly target: string; readonly anchor: string | undefined }): boolean =>
      !hasPath(texts.keys(), target) || (anchor !== undefined && !hasAnchor(texts.get(target), anchor))
    expect(lost(documents, (text, path) => linkedPlaces(path, text), isLost)).toEqual([])
  })

  it('names files of the code that are there', () => {
    expect(lost(documents, namedPaths, (path) => !hasPath(texts.keys(), path))).toEqual([])
  })

  it.each(['docs/architecture.md', 'docs/walk.md', 'CONTRIBUTING.md'])('draws in %s only what is there', (document) => {
    const drawn = documents.filter(([path]) => path === document)
    expect(drawn).toHaveLength(1)
    expect(lost(drawn, namedFiles, (name) => !NO_FILES.has(name) && !hasPath(texts.keys(), name))).toEqual([])
  })

  it('names for each point of docs/security.md a test that is there', () => {
    const tests = [...texts].filter(([path]) => path.endsWith('.test.ts') && !path.startsWith('tests/scripts/')).map(([, text]) => text)
    const security = textOf('docs/security.md')
    const points = security.split('\n').filter((line) => /^\| \d+ \|/.test(line))
    expect(points).toHaveLength(20)
    for (const point of points) expect(point, point).toMatch(/e2e "|\.test\.ts`/)
    expect(quotedTests(security).filter((title) => !hasTest(tests, title))).toEqual([])
    const files = [...security.matchAll(/`([\w-]+\.test\.ts)`/g)].map(([, file = '']) => file)
    expect(files.filter((file) => !hasPath(texts.keys(), file))).toEqual([])
  })
})

describe('how citations are read', () => {
  it.each([
    ['Marks only grow (PROTOCOL 7.4).', ['7.4']],
    ['each place says why (PROTOCOL 3, 8).', ['3', '8']],
    ['of its link (PROTOCOL 1–3)', ['1', '2', '3']],
    ['PROTOCOL 5 and 6 call it so', ['5', '6']],
    ['/**\n * told after it (PROTOCOL\n * 7.6).\n */', ['7.6']],
    ['as PROTOCOL says', ['']],
    ['SYNC_PROTOCOL 4', []],
  ])('finds the sections of %j', (text, sections) => {
    expect(citedSections(text)).toEqual(sections)
  })

  it('finds documents by path, and by name with a heading', () => {
    expect(citedDocuments('see docs/adr/004-fuses.md and (architecture.md,\n * State)')).toEqual([
      { document: 'docs/adr/004-fuses.md', heading: undefined },
      { document: 'docs/architecture.md', heading: 'State' },
    ])
  })

  it('finds a path without its ending, and not a part of a name', () => {
    const paths = ['src/main/sync/outbox.ts', 'src/main/store/outbox-table.ts']
    expect(hasPath(paths, 'sync/outbox')).toBe(true)
    expect(hasPath(paths, 'store/*-table.ts')).toBe(true)
    expect(hasPath(paths, 'main/sync')).toBe(true)
    expect(hasPath(paths, 'store/outbox')).toBe(false)
    expect(hasPath(paths, 'nc/outbox')).toBe(false)
  })

  it('finds a test whose title is cut short', () => {
    expect(hasTest([`it('keeps every guard of Chromium’s that can be switched off', run)`], 'keeps every guard of Chromium’s…')).toBe(true)
    expect(hasTest([`it('keeps nothing', run)`], 'keeps every guard…')).toBe(false)
  })

  it('takes links apart from where they stand', () => {
    expect(linkedPlaces('docs/adr/001-x.md', '[a](../walk.md#one-message) [b](https://example.org) [c](#price)')).toEqual([
      { target: 'docs/walk.md', anchor: 'one-message' },
      { target: 'docs/adr/001-x.md', anchor: 'price' },
    ])
  })
})
