import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { serverArguments } from '../../scripts/lib/server-data.mjs'
import { parseCommandLine } from '../../src/server/cli/command-line'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'jim-server-data-'))
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

const dataDir = (...typed: readonly string[]): unknown => parseCommandLine(serverArguments(root, typed))

it('keeps the data of a server out of a checkout where git does not look', () => {
  expect(dataDir('--demo')).toMatchObject({ dataDir: join(root, '.cache', 'server'), demo: true })
  expect(dataDir('user', 'list')).toMatchObject({ name: 'user', dataDir: join(root, '.cache', 'server') })
})

it('leaves the choice to whoever types it', () => {
  expect(dataDir('--data', 'mine')).toMatchObject({ dataDir: 'mine' })
  expect(dataDir('--data=mine')).toMatchObject({ dataDir: 'mine' })
})

it('goes on with the data that lie there from before', () => {
  mkdirSync(join(root, 'jim-server-data'))
  expect(dataDir()).toMatchObject({ dataDir: join(root, 'jim-server-data') })
})
