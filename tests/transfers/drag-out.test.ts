import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { expect, it } from 'vitest'
import { layOut } from '../../src/main/transfers/lay-out'
import { must } from '../helpers/results'
import { hashOf } from './cache-fixture'
import { Desk } from './desk-fixture'

it('files are dragged by safe names of their own, without a copy, and nobody can write to them', async () => {
  const desk = await Desk.open()
  const [a, b] = [await desk.message('../合同 v3.pdf', 'first'), await desk.message('../合同 v3.pdf', 'second')]
  expect(must(await desk.actions.drag([a, b]))).toEqual({ dragged: 2, away: 0, refused: 0 })
  const [paths = []] = desk.dragged
  expect(paths.map((path) => [basename(path), readFileSync(path, 'utf8')])).toEqual([
    ['_合同 v3.pdf', 'first'],
    ['_合同 v3.pdf', 'second'],
  ])
  expect(new Set(paths.map((path) => dirname(dirname(path))))).toEqual(new Set([join(desk.dir, 'opened')]))
  if (process.platform !== 'win32') {
    expect(paths.map((path) => statSync(path).ino)).toEqual(['first', 'second'].map((text) => statSync(desk.bench.place(hashOf(text))).ino))
    expect(paths.map((path) => statSync(path).mode & 0o777)).toEqual([0o400, 0o400])
  }
})

it('what is not here and what would run stays, and is counted', async () => {
  const desk = await Desk.open()
  const here = await desk.message('a.txt', 'hello')
  const away = await desk.message('b.txt', 'away', { isAway: true })
  const program = await desk.message('setup.exe', 'MZ program')
  const page = await desk.message('page.html', '<p>')
  expect(must(await desk.actions.drag([here, away, program, page]))).toEqual({ dragged: 2, away: 1, refused: 1 })
  expect(desk.dragged[0]?.map((path) => basename(path))).toEqual(['a.txt', 'page.html'])
  expect(await desk.actions.drag([away])).toMatchObject({ ok: false, error: { code: 'not_here' } })
  expect(await desk.actions.drag([program])).toMatchObject({ ok: false, error: { code: 'never_opened' } })
  expect(desk.dragged).toHaveLength(1)
})

it('a file of the person’s own is dragged itself', async () => {
  const desk = await Desk.open()
  const own = join(desk.dir, 'mine.txt')
  writeFileSync(own, 'my own')
  must(await desk.actions.drag([desk.mine(own)]))
  expect(desk.dragged).toEqual([[own]])
})

it('what was laid out for a drag outlasts it, and goes with the file or at the next start', async () => {
  const desk = await Desk.open()
  const [a, b] = [await desk.message('a.txt', 'hello'), await desk.message('b.txt', 'other')]
  must(await desk.actions.drag([a, b]))
  const [first, second] = desk.dragged[0]!
  must(await desk.actions.deleteHere([a]))
  expect([existsSync(first!), existsSync(second!)]).toEqual([false, true])
  await desk.actions.sweep([])
  expect(existsSync(second!)).toBe(false)
  expect(desk.shownAs(b)?.mediaUrl).toBeDefined()
})

it('where a file has one name it is a copy, read-only too', async () => {
  const desk = await Desk.open()
  const source = join(desk.dir, 'source')
  writeFileSync(source, 'hello')
  const laid = must(await layOut(source, join(desk.dir, 'out'), 'a.txt', 'win32'))
  expect(statSync(laid.path).ino).not.toBe(statSync(source).ino)
  expect([readFileSync(laid.path, 'utf8'), statSync(laid.path).mode & 0o222, readdirSync(laid.folder)]).toEqual(['hello', 0, ['a.txt']])
})
