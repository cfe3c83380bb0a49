import { readdirSync, readFileSync } from 'node:fs'
import { join, posix } from 'node:path'

/** What the repository says about other places of itself, and which of it leads nowhere. Pure, but for `readTexts`. */
export type Texts = ReadonlyMap<string, string>

const FOLDERS = ['src', 'tests', 'bench', 'scripts', 'docs', 'deploy', 'resources', '.ci']
const READ = /\.(?:ts|mjs|js|vue|md|yml|css|html)$|^\.ci\/run$/

/** Every text of the repository that people write, by its path from the root. Other files have an empty text. */
export function readTexts(root: string): Texts {
  const inFolders = FOLDERS.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => posix.join(entry.parentPath.slice(root.length + 1).replaceAll('\\', '/'), entry.name)),
  )
  const atRoot = readdirSync(root, { withFileTypes: true }).flatMap((entry) => (entry.isFile() ? [entry.name] : []))
  return new Map([...inFolders, ...atRoot].map((path) => [path, READ.test(path) ? readFileSync(join(root, path), 'utf8') : '']))
}

/** A text without the line breaks of its comments and paragraphs, so that what is cited over two lines is found. */
function flowing(text: string): string {
  return text.replaceAll(/\r?\n[ \t]*(?:\*(?!\/)|\/\/|--|#|>)?[ \t]*/g, ' ')
}

const SECTIONS = /\bPROTOCOL\b(?:\s(\d+(?:\.\d+)?(?:(?:, |–| and )\d+(?:\.\d+)?)*))?/g

/** The sections of docs/protocol.md that a text cites; `''` for a citation without a number. */
export function citedSections(text: string): readonly string[] {
  return [...flowing(text).matchAll(SECTIONS)].flatMap(([, list]) => {
    if (list === undefined) return ['']
    return list.split(/, | and /).flatMap((part) => {
      const [from = '', to] = part.split('–')
      if (to === undefined) return [from]
      return Array.from({ length: Number(to) - Number(from) + 1 }, (_, i) => String(Number(from) + i))
    })
  })
}

/** The numbers of a document's headings: `## 7. Sync` has 7, `### 7.3 Log-in` has 7.3. */
export function numberedHeadings(markdown: string): readonly string[] {
  return [...markdown.matchAll(/^#{2,4} (\d+(?:\.\d+)*)\.? /gm)].map(([, number = '']) => number)
}

function headings(markdown: string): readonly string[] {
  return [...markdown.matchAll(/^#{1,6} (.+?)\s*$/gm)].map(([, heading = '']) => heading)
}

/** `adr/013` and `ADR 013`, by number. */
export function citedDecisions(text: string): readonly string[] {
  return [...flowing(text).matchAll(/\badr(?:\/|\s)(\d{3})\b/gi)].map(([, number = '']) => number)
}

export type Named = { readonly document: string; readonly heading: string | undefined }

/** Documents that a text names: `docs/walk.md`, `architecture.md, State`. */
export function citedDocuments(text: string): readonly Named[] {
  return [...flowing(text).matchAll(/\bdocs\/([\w/-]+\.md)\b|\b([a-z-]+\.md), ([A-Z][\w-]*)/g)].map(([, path, document, heading]) => ({
    document: `docs/${path ?? document}`,
    heading,
  }))
}

/** Targets of a document's links within the repository: a path from its root, and what follows the `#`. */
export function linkedPlaces(path: string, markdown: string): readonly { readonly target: string; readonly anchor: string | undefined }[] {
  return [...markdown.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, link = '']) => link)
    .filter((link) => !/^[a-z]+:/i.test(link))
    .map((link) => {
      const [file = '', anchor] = link.split('#')
      return { target: file === '' ? path : posix.join(posix.dirname(path), file), anchor }
    })
}

function slugOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-')
}

/** Made by the build or by somebody else: not in the repository. */
const ELSEWHERE = /^(?:out|dist|cache|Cypress|sync\/1)(?:\/|$)|^sync\/1$/

/** Paths of code that a document names in backticks: `sync/outbox`, `store/*-table.ts`, `src/main/{sync,store}`. */
export function namedPaths(markdown: string): readonly string[] {
  return [...markdown.matchAll(/`([\w.*{},-]+(?:\/[\w.*{},-]+)+)`/g)]
    .map(([, path = '']) => path)
    .filter((path) => !ELSEWHERE.test(path))
    .flatMap((path) => {
      const [, before = '', inner, after = ''] = /^(.*?)\{(.+)\}(.*)$/.exec(path) ?? [undefined, path]
      return inner === undefined ? [path] : inner.split(',').map((part) => `${before}${part}${after}`)
    })
}

/** Files that a document names alone, without their folder: words with a hyphen in backticks. */
export function namedFiles(markdown: string): readonly string[] {
  return [...markdown.matchAll(/`([a-z]+(?:-[a-z]+)+)`/g)].map(([, name = '']) => name)
}

/** Whether a path, given from anywhere above and with or without its ending, is one of a file or a folder. */
export function hasPath(paths: Iterable<string>, named: string): boolean {
  const pattern = named.replaceAll(/[.+]/g, String.raw`\$&`).replaceAll('*', '[^/]*')
  const file = new RegExp(String.raw`(?:^|/)${pattern}(?:(?:\.test)?\.(?:ts|vue|mjs))?(?:/.*)?$`)
  for (const path of paths) if (file.test(path)) return true
  return false
}

export function hasHeading(markdown: string | undefined, start: string): boolean {
  return markdown !== undefined && headings(markdown).some((heading) => heading.startsWith(start))
}

export function hasAnchor(markdown: string | undefined, anchor: string): boolean {
  return markdown !== undefined && headings(markdown).some((heading) => slugOf(heading) === anchor)
}

/** Titles of tests that a document quotes after the file they are in; `…` stands for what is left out. */
export function quotedTests(markdown: string): readonly string[] {
  return [...markdown.matchAll(/(?:e2e|\.test\.ts`) ((?:"[^"]+"(?:, )?)+)/g)].flatMap(([, list = '']) =>
    [...list.matchAll(/"([^"]+)"/g)].map(([, title = '']) => title),
  )
}

/** Whether one of these texts has a test of that title. */
export function hasTest(texts: readonly string[], title: string): boolean {
  const plain = (text: string): string => text.replaceAll(/\\'|[’‘]/g, "'")
  const wanted = plain(title).replace(/…$/, '')
  return texts.some((text) => [`'${wanted}`, `"${wanted}`, `\`${wanted}`].some((start) => plain(text).includes(start)))
}
