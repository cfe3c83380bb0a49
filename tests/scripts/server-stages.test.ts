import { readdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import config from '../../vitest.config'
import { filesOf, SERVER_STAGES } from '../../scripts/lib/server-stages.mjs'

const FOLDER = resolve(import.meta.dirname, '../server')
const END = '.test.ts'
const there = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
  .map((file) => file.replaceAll('\\', '/'))
  .filter((file) => file.endsWith(END))
  .map((file) => file.slice(0, -END.length))

type Name = keyof typeof SERVER_STAGES
const NAMES = Object.keys(SERVER_STAGES) as readonly Name[]

/** How often each file is named of a stage, by the files that are there; a folder stands for all in it. */
function named(stage: Name): readonly (readonly [string, number])[] {
  const { files, others } = SERVER_STAGES[stage]
  const all: readonly string[] = [...files, ...Object.values(others).flat()]
  return there.map((file) => [file, all.filter((name) => (name.endsWith('/') ? file.startsWith(name) : file === name)).length])
}

describe.each(NAMES)('the stage %s', (stage) => {
  it('has each file of tests/server, or says why not', () => {
    expect(named(stage).filter(([, times]) => times !== 1)).toEqual([])
  })

  it('names no file that is not there', () => {
    const { files, others } = SERVER_STAGES[stage]
    const all: readonly string[] = [...files, ...Object.values(others).flat()]
    expect(all.filter((name) => !there.some((file) => (name.endsWith('/') ? file.startsWith(name) : file === name)))).toEqual([])
  })

  it('runs what it says', () => {
    const { test: { projects = [] } = {} } = config as { readonly test?: { readonly projects?: readonly unknown[] } }
    type Project = { readonly test: { readonly name: string; readonly include: readonly string[] } }
    const project = (projects as readonly Project[]).find(({ test }) => test.name === stage)
    expect(project?.test.include.filter((file) => file.startsWith('tests/server/'))).toEqual(filesOf(stage))
  })
})
