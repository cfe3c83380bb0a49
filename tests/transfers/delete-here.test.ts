import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { asLocalId } from '@shared/ids'
import { describe, expect, it } from 'vitest'
import { must } from '../helpers/results'
import { hashOf } from './cache-fixture'
import { Desk } from './desk-fixture'

const NOTHING = { deleted: 0, freedBytes: 0, waiting: 0, saved: 0 }

describe('deleting files from this computer', () => {
  it('frees their bytes once, however many messages name them, and the messages stay without them', async () => {
    const desk = await Desk.open()
    const [a, b] = [await desk.message('a.txt', 'the same'), await desk.message('b.txt', 'the same')]
    const other = await desk.message('other.txt', 'another')
    expect(must(await desk.actions.deleteHere([a, b]))).toEqual({ ...NOTHING, deleted: 2, freedBytes: 8 })
    expect([a, b, other].map((localId) => desk.shownAs(localId)?.mediaUrl !== undefined)).toEqual([false, false, true])
    expect(desk.bench.onDisk).toEqual([hashOf('another')])
    expect(desk.bench.store.messages.get(a)?.content).toMatchObject({ name: 'a.txt' })
    expect(must(await desk.actions.deleteHere([a]))).toEqual(NOTHING)
  })

  it('leaves what waits to be sent, and says so', async () => {
    const desk = await Desk.open()
    const waiting = await desk.message('a.txt', 'hello')
    desk.bench.cache.pin(hashOf('hello'), 'message 1')
    const outgoing = join(desk.outgoing, 'x', 'pasted.png')
    desk.write(outgoing, 'pasted')
    const made = desk.mine(outgoing)
    expect(must(await desk.actions.deleteHere([waiting, made]))).toEqual({ ...NOTHING, waiting: 2 })
    expect([desk.bench.onDisk, existsSync(outgoing)]).toEqual([[hashOf('hello')], true])
  })

  it('does not touch what the person saved, nor a file of theirs that was sent, and says so', async () => {
    const desk = await Desk.open()
    const localId = await desk.message('a.txt', 'hello')
    must(await desk.actions.saveAs(localId))
    const own = join(desk.dir, 'mine.txt')
    writeFileSync(own, 'my own')
    const mine = desk.mine(own)
    expect(must(await desk.actions.deleteHere([localId, mine]))).toEqual({ ...NOTHING, deleted: 1, freedBytes: 5, saved: 2 })
    expect([readFileSync(join(desk.downloadsDir, 'a.txt'), 'utf8'), readFileSync(own, 'utf8')]).toEqual(['hello', 'my own'])
  })

  it('takes along what was laid out for programs', async () => {
    const desk = await Desk.open()
    const localId = await desk.message('a.txt', 'hello')
    must(await desk.actions.open(localId))
    must(await desk.actions.copy(localId))
    const laidOut = [...desk.opened, ...desk.copied]
    expect(laidOut.map((path) => existsSync(path))).toEqual([true, true])
    must(await desk.actions.deleteHere([localId]))
    expect(laidOut.map((path) => existsSync(dirname(path)))).toEqual([false, false])
  })

  it('leaves what was copied, pasted and is on its way up', async () => {
    const desk = await Desk.open()
    const localId = await desk.message('a.txt', 'hello')
    must(await desk.actions.copy(localId))
    const [pasted] = desk.copied
    desk.mine(pasted!)
    must(await desk.actions.deleteHere([localId]))
    expect(readFileSync(pasted!, 'utf8')).toBe('hello')
  })

  it('has nothing to do with messages that are not there', async () => {
    const desk = await Desk.open()
    expect(must(await desk.actions.deleteHere([asLocalId(9), asLocalId(9)]))).toEqual(NOTHING)
  })

  it('is remembered over a restart, until the file comes again', async () => {
    const desk = await Desk.open()
    const localId = await desk.message('a.txt', 'hello')
    const told: (readonly string[])[] = []
    desk.bench.onGone = (hashes) => void told.push([...hashes])
    must(await desk.actions.deleteHere([localId]))
    expect(told).toEqual([[hashOf('hello')]])
    await desk.bench.restart()
    expect(desk.bench.cache.isPutAway(hashOf('hello'))).toBe(true)
    await desk.bench.keep('hello')
    expect(desk.bench.cache.isPutAway(hashOf('hello'))).toBe(false)
  })
})
