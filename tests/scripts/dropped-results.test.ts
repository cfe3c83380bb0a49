import { Linter } from 'eslint'
import ts from 'typescript'
import tseslint from 'typescript-eslint'
import vueParser from 'vue-eslint-parser'
import { describe, expect, it } from 'vitest'
import { droppedResults } from '../../scripts/lib/dropped-results.mjs'

/** What the cases below call. */
const PRELUDE = `
type Failure = { readonly code: string }
type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: Failure }
declare function save(): Result<void>
declare function send(): Promise<Result<string>>
declare function count(): number
declare function log(text: string): void
declare const disk: { save(): Result<void> } | undefined
declare const isOpen: boolean
declare function each(run: () => void): void
declare function onDone(run: () => void | Promise<void>): void
declare function commit<T>(run: () => T): void
`

const DROPPED = [
  'save()',
  'void save()',
  'disk?.save()',
  'isOpen && save()',
  'isOpen ? save() : log("")',
  'log(""), save()',
  'async function f() { await send() }',
  'void send()',
  'void send().finally(() => log(""))',
  'void Promise.all([send(), send()])',
  'each(() => save())',
  'each(() => void save())',
  'onDone(() => { void send() })',
  'void send().then(() => log("sent"))',
]
const TAKEN = [
  'export const result = save()',
  'if (!save().ok) log("")',
  'async function f() { return (await send()).ok }',
  'async function f() { return send() }',
  'export const f = () => save()',
  'let kept: Result<void>; each(() => (kept = save())); export { kept }',
  'void send().then((result) => log(String(result.ok)))',
  'commit(() => save())',
  'count()',
  'each(() => log(""))',
  'void Promise.resolve(1)',
]

/** All cases as one program in memory: its libraries are read once. */
const TEXTS = new Map([...DROPPED, ...TAKEN].map((code, index) => [`/virtual/case-${index}.ts`, `${PRELUDE}${code}\nexport {}\n`]))
const program = programOf(TEXTS)

function programOf(texts: ReadonlyMap<string, string>): ts.Program {
  const options: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    strict: true,
    types: [],
    // Of the language service, which knows files of any ending.
    ...{ allowNonTsExtensions: true },
  }
  const host = ts.createCompilerHost(options)
  const fromDisk = host.getSourceFile.bind(host)
  host.getSourceFile = (name, target) => {
    const text = texts.get(name)
    return text === undefined ? fromDisk(name, target) : ts.createSourceFile(name, text, target, true, ts.ScriptKind.TS)
  }
  return ts.createProgram([...texts.keys()], options, host)
}

/** The rules that a case breaks. */
function broken(code: string): (string | null)[] {
  const [file, text] = [...TEXTS].find(([, each]) => each.startsWith(`${PRELUDE}${code}\n`)) ?? ['', '']
  const messages = new Linter({ cwd: '/virtual' }).verify(
    text,
    [
      {
        files: ['**/*.ts'],
        plugins: { jim: { rules: { 'no-dropped-results': droppedResults as never } } },
        languageOptions: { parser: tseslint.parser as never, parserOptions: { programs: [program] } },
        rules: { 'jim/no-dropped-results': 'error' },
      },
    ],
    file,
  )
  return messages.map(({ ruleId }) => ruleId)
}

describe('no-dropped-results', () => {
  it.each(DROPPED)('reports %s', (code) => {
    expect(broken(code)).toEqual(['jim/no-dropped-results'])
  })

  it.each(TAKEN)('lets pass %s', (code) => {
    expect(broken(code)).toEqual([])
  })
})

describe('no-dropped-results in a template', () => {
  const SCRIPT = `${PRELUDE}
const { begin, end } = { begin: () => send(), end: () => count() }
export {}
`
  const FILE = '/virtual/Case.vue'
  const program = programOf(new Map([[FILE, SCRIPT]]))
  /** The script is of the program; what stands in the template is parsed by itself. */
  const parse = tseslint.parser.parseForESLint as (code: string, options: object) => unknown
  const parser = {
    parseForESLint: (code: string, options: object) =>
      parse(code, { ...options, ...(code.includes(PRELUDE) ? { programs: [program] } : {}) }),
  }

  function brokenBy(listener: string): readonly string[] {
    const messages = new Linter({ cwd: '/virtual' }).verify(
      `<script lang="ts">${SCRIPT}</script><template><p v-if="isOpen" @click="${listener}" /></template>`,
      [
        {
          files: ['**/*.vue'],
          plugins: { jim: { rules: { 'no-dropped-results': droppedResults as never } } },
          languageOptions: { parser: vueParser, parserOptions: { parser } },
          rules: { 'jim/no-dropped-results': 'error' },
        },
      ],
      FILE,
    )
    return messages.map(({ ruleId, message }) => ruleId ?? message)
  }

  it.each([
    'save()',
    'save',
    'begin',
    'begin()',
    'void send()',
    'disk?.save()',
    'disk?.save',
    'isOpen && save()',
    'isOpen ? save() : count()',
    '() => save()',
    'count(), save()',
    'count(); save()',
  ])('reports %s', (listener) => {
    expect(brokenBy(listener)).toEqual(['jim/no-dropped-results'])
  })

  it.each(['count()', 'count', 'end', 'isOpen && count()', '() => count()', '() => { if (!save().ok) count() }', 'unknown()', 'save().ok'])(
    'lets pass %s',
    (listener) => {
      expect(brokenBy(listener)).toEqual([])
    },
  )
})
