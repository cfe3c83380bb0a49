import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, rmSync, statSync, truncateSync, utimesSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { asTransferId } from '@shared/ids'
import { beforeEach, describe, expect, it } from 'vitest'
import { RESERVE_BYTES } from '../../src/main/lib/disk-room'
import { failed } from '../../src/shared/result'
import { hash } from '../helpers/file-server'
import { must } from '../helpers/results'
import { T0 } from '../store/helpers'
import { TransferDesk } from './transfer-desk'

const BIG = 1_000_000

let desk: TransferDesk
beforeEach(async () => {
  desk = await TransferDesk.open()
})

describe('a file that goes up', () => {
  it('arrives, and its message learns its address', async () => {
    const bytes = randomBytes(BIG)
    const row = desk.up(bytes)
    await desk.ends(row)
    const [fileId, kept] = [...desk.server.files][0]!
    expect(kept.bytes.equals(bytes)).toBe(true)
    expect(desk.parts.heard).toEqual([`${row.partId} done`])
    expect(desk.parts.content.get(row.partId!)).toEqual({ file_id: fileId, sha256: hash(bytes), url: `/v1/files/${fileId}` })
    expect(desk.now(row)).toMatchObject({ done: BIG, sha256: hash(bytes), fileId, tries: 0 })
    expect(desk.store.fileHashes.get(desk.now(row)!.fileId!)).toEqual({ sha256: hash(bytes), size: BIG })
  })

  it('goes on after a cut from the byte that the server has', async () => {
    const bytes = randomBytes(BIG)
    desk.server.faults.push({ on: 'PATCH', cutAfter: 600_000 }, { on: 'PATCH', cutAfter: 300_001 })
    const row = desk.up(bytes)
    await desk.waits(row, 'reset')
    desk.clock.advance(30_000)
    await desk.when(() => desk.server.log.filter((line) => line.startsWith('PATCH')).length === 2 && desk.now(row)!.tries === 1)
    await desk.when(() => desk.progress(row)?.step === 'waiting')
    desk.clock.advance(30_000)
    await desk.ends(row)
    expect(desk.server.log.filter((line) => line.startsWith('PATCH')).map((line) => line.split(' ')[2])).toEqual(['0', '600000', '900001'])
    expect(desk.server.received).toBe(BIG)
    expect([...desk.server.files.values()][0]!.bytes.equals(bytes)).toBe(true)
  })

  it('goes on after a restart of the program, and says that it does', async () => {
    const bytes = randomBytes(BIG)
    desk.server.faults.push({ on: 'PATCH', cutAfter: 700_000 })
    const row = desk.up(bytes)
    await desk.waits(row, 'reset')
    desk.restart()
    await desk.ends(row)
    expect(desk.server.received).toBe(BIG)
    expect(desk.parts.heard).toEqual([`${row.partId} done`])
    const steps = desk.store.deliveryLog.details(row.localId!)?.steps.map(({ step, code }) => [step, code])
    expect(steps).toEqual([
      ['part_began', undefined],
      ['part_interrupted', 'reset'],
    ])
  })

  it('is whole when the answer to its last byte is lost', async () => {
    const bytes = randomBytes(BIG)
    desk.server.faults.push({ on: 'PATCH', isDeaf: true })
    const row = desk.up(bytes)
    await desk.waits(row, 'reset')
    desk.clock.advance(30_000)
    await desk.ends(row)
    expect(desk.server.received).toBe(BIG)
    expect(desk.server.files.size).toBe(1)
  })

  it('that the server has already is not sent', async () => {
    const bytes = randomBytes(BIG)
    const id = desk.server.put(bytes)
    const row = desk.up(bytes)
    await desk.ends(row)
    expect(desk.now(row)?.fileId).toBe(id)
    expect(desk.server.received).toBe(0)
  })

  it('in two messages at once is sent once', async () => {
    const bytes = randomBytes(BIG)
    const source = desk.file(bytes)
    const [one, two] = [desk.up(bytes, { source }), desk.up(bytes, { source })]
    await Promise.all([desk.ends(one), desk.ends(two)])
    expect(desk.server.received).toBe(BIG)
    expect(desk.server.files.size).toBe(1)
    expect([...desk.parts.heard].sort()).toEqual([`${one.partId} done`, `${two.partId} done`].sort())
  })

  it.each([404, 410])('begins anew when the server has let go of it (%i)', async (status) => {
    const bytes = randomBytes(BIG)
    desk.server.faults.push({ on: 'PATCH', cutAfter: 500_000 })
    const row = desk.up(bytes)
    await desk.waits(row, 'reset')
    desk.server.faults.push({ on: 'HEAD', status })
    desk.clock.advance(30_000)
    await desk.ends(row)
    expect([...desk.server.files.values()].at(-1)!.bytes.equals(bytes)).toBe(true)
    expect(desk.server.received).toBe(BIG + 500_000)
  })

  it('asks again where the server is when it says that it is elsewhere', async () => {
    const bytes = randomBytes(BIG)
    desk.server.faults.push({ on: 'PATCH', status: 409 })
    const row = desk.up(bytes)
    await desk.ends(row)
    expect(desk.server.received).toBe(BIG)
  })

  it('waits for its turn while an older try still holds it at the server', async () => {
    desk.server.faults.push({ on: 'PATCH', status: 423 })
    const row = desk.up(randomBytes(BIG))
    await desk.waits(row, 'locked')
    expect(desk.progress(row)).toMatchObject({ step: 'waiting', why: 'retry', cause: { code: 'locked' } })
    desk.clock.advance(30_000)
    await desk.ends(row)
  })

  it('whose bytes arrive as others is read again, and sent again once', async () => {
    const bytes = randomBytes(BIG)
    desk.server.faults.push({ on: 'PATCH', status: 460 })
    const row = desk.up(bytes)
    await desk.ends(row)
    expect(desk.now(row)?.renewals).toBe(1)
    desk.server.faults.push({ on: 'PATCH', status: 460 }, { on: 'PATCH', status: 460 })
    const other = desk.up(randomBytes(BIG))
    await desk.ends(other, 'failed')
    expect(desk.now(other)?.failCode).toBe('damaged')
    expect(desk.parts.heard.at(-1)).toBe(`${other.partId} damaged`)
  })

  it.each([
    ['too_large', 413],
    ['quota', 507],
  ])('is not tried again after %s, and its message hears why', async (code, status) => {
    desk.server.faults.push({ on: 'POST', status, body: JSON.stringify({ code, reason: 'so' }) })
    const row = desk.up(randomBytes(BIG))
    await desk.ends(row, 'failed')
    expect(desk.progress(row)).toEqual({ step: 'failed', code, message: 'so' })
    expect(desk.parts.heard).toEqual([`${row.partId} ${code}`])
    desk.clock.advance(3_600_000)
    expect(desk.server.log.filter((line) => line === 'POST')).toHaveLength(1)
  })

  it('tries again after as long as the server asked for', async () => {
    desk.server.faults.push({ on: 'POST', status: 429, body: '{"code":"too_many_uploads","reason":"","retry_after_ms":60000}' })
    const row = desk.up(randomBytes(BIG))
    await desk.waits(row, 'too_many_uploads')
    expect(desk.progress(row)).toMatchObject({ why: 'retry', retryAt: T0 + 60_000 })
  })

  it('waits no longer for a clock that is set back meanwhile, and says the time by that clock', async () => {
    desk.server.faults.push({ on: 'POST', status: 429, body: '{"code":"too_many_uploads","reason":"","retry_after_ms":60000}' })
    const row = desk.up(randomBytes(BIG))
    await desk.waits(row, 'too_many_uploads')
    desk.clock.jump(-6 * 3_600_000)
    expect(desk.progress(row)).toMatchObject({ why: 'retry', retryAt: T0 - 6 * 3_600_000 + 60_000 })
    desk.clock.advance(59_999)
    expect(desk.server.log.filter((line) => line === 'POST')).toHaveLength(1)
    desk.clock.advance(1)
    await desk.ends(row, 'done')
  })

  it('that is gone from the disk is said to be', async () => {
    const bytes = randomBytes(BIG)
    const source = desk.file(bytes)
    desk.removeFile(source.path)
    const row = desk.up(bytes, { source })
    await desk.ends(row, 'failed')
    expect(desk.parts.heard).toEqual([`${row.partId} vanished`])
    expect(desk.server.log).toEqual([])
  })

  it.each<[string, (path: string) => void]>([
    ['longer', (path) => writeFileSync(path, randomBytes(BIG + 1))],
    ['shorter', (path) => truncateSync(path, 10)],
    ['another of the same length', (path) => writeFileSync(path, randomBytes(BIG))],
  ])('that is %s than when it was chosen is never sent', async (_what, change) => {
    const bytes = randomBytes(BIG)
    const source = desk.file(bytes)
    change(source.path)
    utimesSync(source.path, new Date(), new Date(T0 + 500_000))
    const row = desk.up(bytes, { source })
    await desk.ends(row, 'failed')
    expect(desk.parts.heard).toEqual([`${row.partId} changed`])
    expect(desk.server.received).toBe(0)
  })

  async function cutHalfWay() {
    const bytes = randomBytes(BIG)
    const source = desk.file(bytes)
    desk.server.faults.push({ on: 'PATCH', cutAfter: 500_000 })
    const row = desk.up(bytes, { source })
    await desk.waits(row, 'reset')
    return { source, row }
  }

  it('that changes half way is never finished as a mixture', async () => {
    const { row, source } = await cutHalfWay()
    writeFileSync(source.path, randomBytes(BIG))
    utimesSync(source.path, new Date(), new Date(T0 + 500_000))
    desk.clock.advance(30_000)
    await desk.ends(row, 'failed')
    expect(desk.now(row)?.failCode).toBe('changed')
    expect([...desk.server.files.values()][0]!.bytes.length).toBe(500_000)
    // Whoever tries again means the file as it is now.
    must(desk.transfers.resume(row.id))
    await desk.ends(row)
    expect([...desk.server.files.values()].at(-1)!.bytes.equals(readFileSync(source.path))).toBe(true)
  })

  it('that changes half way within the ms of its date has changed, and is not called damaged', async () => {
    const { row, source } = await cutHalfWay()
    writeFileSync(source.path, randomBytes(BIG))
    utimesSync(source.path, new Date(source.mtimeMs), new Date(source.mtimeMs))
    desk.clock.advance(30_000)
    await desk.ends(row, 'failed')
    expect(desk.now(row)?.failCode).toBe('changed')
  })

  it('that has only a newer date is the same file', async () => {
    const { source, row } = await cutHalfWay()
    utimesSync(source.path, new Date(), new Date(T0 + 500_000))
    desk.clock.advance(30_000)
    await desk.ends(row)
    expect(desk.server.received).toBe(BIG)
  })

  it('that is small takes two ways: a claim and its bytes', async () => {
    const row = desk.up(Buffer.from('hello'))
    await desk.ends(row)
    expect(desk.server.log).toEqual(['POST claim', 'POST'])
  })

  it('that is small costs one transaction, and tells in it when it began', async () => {
    const row = desk.up(randomBytes(100))
    const commits: number[] = []
    desk.writer.on('committed', () => commits.push(1))
    await desk.ends(row)
    expect(commits).toHaveLength(1)
    expect(desk.now(row)).toMatchObject({ done: 100, sha256: desk.parts.content.get(row.partId!)?.['sha256'] })
    expect(desk.store.deliveryLog.details(row.localId!)?.steps.map(({ step, at }) => [step, at])).toEqual([['part_began', T0]])
  })

  it('that is small and was interrupted says so, too', async () => {
    desk.server.faults.push({ on: 'POST', isDeaf: true })
    const row = desk.up(randomBytes(100))
    await desk.waits(row, 'reset')
    const steps = desk.store.deliveryLog.details(row.localId!)?.steps.map(({ step, code }) => [step, code])
    expect(steps).toEqual([
      ['part_began', undefined],
      ['part_interrupted', 'reset'],
    ])
  })

  it('takes its preview along as a file of its own, and goes without one where there is none', async () => {
    const bytes = randomBytes(200)
    const preview = { bytes: randomBytes(20), mime: 'image/webp', width: 80, height: 60, seconds: 12, thumbHash: 'AAAA' }
    desk.previews = { make: () => Promise.resolve({ ok: true, value: preview }) }
    desk.restart()
    const row = desk.up(bytes, { mime: 'image/png' })
    await desk.ends(row)
    const [thumbId, thumb] = [...desk.server.files][0]!
    expect(thumb.bytes.equals(preview.bytes)).toBe(true)
    expect(desk.parts.content.get(row.partId!)).toMatchObject({ thumb_id: thumbId, thumb_url: `/v1/files/${thumbId}` })
    expect(desk.messageOf(row)?.content).toMatchObject({ thumb_hash: 'AAAA', width: 80, height: 60, seconds: 12 })
    desk.previews = { make: () => Promise.resolve(failed('cannot')) }
    desk.restart()
    const other = desk.up(randomBytes(200), { mime: 'video/mp4' })
    await desk.ends(other)
    expect(desk.parts.content.get(other.partId!)).not.toHaveProperty('thumb_id')
  })
})

describe('a file that comes down', () => {
  it('is taken whole and checked, and its part is gone', async () => {
    const bytes = randomBytes(BIG)
    const row = desk.down(desk.server.put(bytes), { size: BIG, sha256: hash(bytes) })
    await desk.ends(row)
    expect(desk.keeper.read(hash(bytes)).equals(bytes)).toBe(true)
    expect(existsSync(desk.keeper.partPath(`down-${row.id}`))).toBe(false)
    expect(desk.store.fileHashes.get(row.fileId!)).toEqual({ sha256: hash(bytes), size: BIG })
  })

  it('is written down once when it is here: each transaction waits for the disk', async () => {
    const bytes = randomBytes(1000)
    const row = desk.down(desk.server.put(bytes), { size: bytes.length, sha256: hash(bytes) })
    let commits = 0
    desk.writer.on('committed', () => commits++)
    await desk.ends(row)
    await desk.transfers.settled()
    expect(commits).toBe(1)
  })

  it('comes where the folder for its part is not there, or not there yet', async () => {
    const bytes = randomBytes(BIG)
    rmSync(dirname(desk.keeper.partPath('any')), { recursive: true })
    const row = desk.down(desk.server.put(bytes), { size: BIG, sha256: hash(bytes) })
    await desk.ends(row)
    expect(desk.keeper.read(hash(bytes)).equals(bytes)).toBe(true)
  })

  it('goes on after a cut, and after a restart, from the byte that is here', async () => {
    const bytes = randomBytes(BIG)
    desk.server.faults.push({ on: 'GET', cutAfter: 400_000 }, { on: 'GET', cutAfter: 100_000 })
    const row = desk.down(desk.server.put(bytes), { size: BIG, sha256: hash(bytes) })
    await desk.waits(row, 'reset')
    const first = statSync(desk.keeper.partPath(`down-${row.id}`)).size
    expect(desk.now(row)?.done).toBe(first)
    desk.restart()
    await desk.when(() => desk.server.log.length === 2 && desk.progress(row)?.step === 'waiting')
    const second = statSync(desk.keeper.partPath(`down-${row.id}`)).size
    desk.clock.advance(30_000)
    await desk.ends(row)
    expect(desk.server.log.map((line) => line.split(' ')[2])).toEqual([undefined, `bytes=${first}-`, `bytes=${second}-`])
    expect(desk.keeper.read(hash(bytes)).equals(bytes)).toBe(true)
  })

  it('costs one transaction where its message said what it is', async () => {
    const bytes = randomBytes(BIG)
    const row = desk.down(desk.server.put(bytes), { size: BIG, sha256: hash(bytes) })
    const commits: number[] = []
    desk.writer.on('committed', () => commits.push(1))
    await desk.ends(row)
    expect(commits).toHaveLength(1)
  })

  it('of which nobody said how large it is or what it is, is what its server says', async () => {
    const bytes = randomBytes(BIG)
    const row = desk.down(desk.server.put(bytes))
    await desk.ends(row)
    expect(desk.now(row)).toMatchObject({ size: BIG, sha256: hash(bytes), done: BIG })
    const empty = desk.down(desk.server.put(Buffer.alloc(0)))
    await desk.ends(empty)
    expect(desk.keeper.has(hash(Buffer.alloc(0)))).toEqual({ size: 0 })
  })

  it('whose part was spoiled by a crash begins anew', async () => {
    const bytes = randomBytes(BIG)
    desk.server.faults.push({ on: 'GET', cutAfter: 400_000 })
    const row = desk.down(desk.server.put(bytes), { size: BIG, sha256: hash(bytes) })
    await desk.waits(row, 'reset')
    const path = desk.keeper.partPath(`down-${row.id}`)
    writeFileSync(path, Buffer.alloc(statSync(path).size))
    desk.clock.advance(30_000)
    await desk.ends(row)
    expect(desk.keeper.read(hash(bytes)).equals(bytes)).toBe(true)
  })

  it('whose part is longer than the file begins anew', async () => {
    const bytes = randomBytes(1000)
    const row = desk.down(desk.server.put(bytes), { size: 1000, sha256: hash(bytes), isAsked: true })
    writeFileSync(desk.keeper.partPath(`down-${row.id}`), Buffer.alloc(2000))
    await desk.ends(row)
    expect(desk.keeper.read(hash(bytes)).equals(bytes)).toBe(true)
  })

  it.each<[string, { size?: number; sha256?: string }]>([
    ['another hash', { size: BIG, sha256: 'a'.repeat(64) }],
    ['another size', { size: BIG - 1 }],
  ])('of %s than its message said is damaged, and never visible', async (_what, facts) => {
    const bytes = randomBytes(BIG)
    const row = desk.down(desk.server.put(bytes), facts)
    await desk.ends(row, 'failed')
    expect(desk.now(row)?.failCode).toBe('damaged')
    expect(desk.keeper.has(hash(bytes))).toBeUndefined()
  })

  it('whose bytes are others than its server promised is damaged', async () => {
    const bytes = randomBytes(BIG)
    const id = desk.server.put(bytes)
    desk.server.files.get(id)!.bytes = Buffer.concat([bytes.subarray(0, BIG - 1), Buffer.from([bytes[BIG - 1]! ^ 1])])
    const row = desk.down(id, { size: BIG, sha256: hash(bytes) })
    await desk.ends(row, 'failed')
    expect(desk.now(row)?.failCode).toBe('damaged')
    expect(existsSync(desk.keeper.partPath(`down-${row.id}`))).toBe(false)
  })

  it('that nobody has any more is gone', async () => {
    const row = desk.down(`f_${'a'.repeat(26)}`)
    await desk.ends(row, 'failed')
    expect(desk.progress(row)).toMatchObject({ step: 'failed', code: 'gone' })
  })

  it('that is named by two messages is fetched once', async () => {
    const bytes = randomBytes(BIG)
    const id = desk.server.put(bytes)
    const facts = { size: BIG, sha256: hash(bytes) }
    const [one, two] = [desk.down(id, facts), desk.down(id, facts)]
    await Promise.all([desk.ends(one), desk.ends(two)])
    expect(desk.server.sent).toBe(BIG)
  })

  it('that another message brings while it waits leaves nothing of its own try', async () => {
    const bytes = randomBytes(BIG)
    const id = desk.server.put(bytes)
    const facts = { size: BIG, sha256: hash(bytes) }
    desk.server.faults.push({ on: 'GET', cutAfter: 400_000 })
    const cut = desk.down(id, { ...facts, isAsked: true })
    await desk.waits(cut, 'reset')
    expect(existsSync(desk.keeper.partPath(`down-${cut.id}`))).toBe(true)
    must(await desk.keeper.take(desk.file(bytes).path, facts))
    desk.clock.advance(30_000)
    await desk.ends(cut)
    expect(desk.server.log).toHaveLength(1)
    expect(existsSync(desk.keeper.partPath(`down-${cut.id}`))).toBe(false)
  })

  it.each(['by itself, after a while', 'at once when a person tries it again'] as const)(
    'that no room is left for waits and says why, and goes on %s',
    async (how) => {
      const bytes = randomBytes(1000)
      desk.keeper.refusal = failed('disk_full', 'no room')
      const row = desk.down(desk.server.put(bytes), { size: 1000, sha256: hash(bytes) })
      await desk.waits(row, 'disk_full')
      const cause = { code: 'disk_full', message: 'no room' }
      expect(desk.progress(row)).toMatchObject({ step: 'waiting', why: 'retry', retryAt: expect.any(Number) as number, cause })
      expect(desk.now(row)).toMatchObject({ state: 'open', tries: 1 })
      if (how === 'by itself, after a while') desk.clock.advance(30_000)
      else must(desk.transfers.resume(row.id))
      await desk.ends(row)
      // What had come stays: nothing is fetched twice for want of room.
      expect(desk.server.sent).toBe(1000)
    },
  )

  it('leaves the last of a disk to the messages, and says so before a byte of it is written', async () => {
    const bytes = randomBytes(BIG)
    desk.freeBytes = RESERVE_BYTES + BIG - 1
    const row = desk.down(desk.server.put(bytes), { size: BIG, sha256: hash(bytes) })
    await desk.waits(row, 'disk_full')
    expect(desk.now(row)).toMatchObject({ state: 'open', failCode: 'disk_full', done: 0 })
    desk.freeBytes = RESERVE_BYTES + BIG
    desk.clock.advance(30_000)
    await desk.ends(row)
    expect(desk.keeper.read(hash(bytes)).equals(bytes)).toBe(true)
  })

  it('that a rule wanted leaves the list when it is here', async () => {
    const bytes = randomBytes(1000)
    const row = desk.down(desk.server.put(bytes), { isAsked: false })
    await desk.when(() => desk.now(row) === undefined)
    expect(desk.transfers.list()).toEqual([])
    expect(desk.keeper.has(hash(bytes))).toEqual({ size: 1000 })
  })
})

describe('a person', () => {
  it('pauses one, and it goes on from there', async () => {
    const bytes = randomBytes(BIG)
    desk.server.faults.push({ on: 'PATCH', cutAfter: 300_000 })
    const row = desk.up(bytes)
    await desk.waits(row, 'reset')
    must(desk.transfers.pause(row.id))
    desk.clock.advance(3_600_000)
    expect(desk.progress(row)).toEqual({ step: 'paused' })
    desk.restart()
    expect(desk.progress(row)).toEqual({ step: 'paused' })
    must(desk.transfers.resume(row.id))
    await desk.ends(row)
    expect(desk.server.received).toBe(BIG)
  })

  it('pauses one that runs, which stops at once', async () => {
    desk.server.faults.push({ on: 'POST', isSilent: true })
    const row = desk.up(randomBytes(BIG))
    await desk.when(() => desk.now(row)?.sha256 !== undefined)
    must(desk.transfers.pause(row.id))
    await desk.when(() => desk.progress(row)?.step === 'paused')
    expect(desk.now(row)?.failCode).toBeUndefined()
  })

  it('pauses all of them, over restarts', async () => {
    must(desk.transfers.pauseAll(true))
    const row = desk.up(randomBytes(BIG))
    desk.restart()
    expect([desk.transfers.isPaused, desk.progress(row)]).toEqual([true, { step: 'paused' }])
    expect(desk.server.log).toEqual([])
    must(desk.transfers.pauseAll(false))
    await desk.ends(row)
  })

  it('takes the message back: what the server has of it is given up', async () => {
    desk.server.faults.push({ on: 'PATCH', cutAfter: 300_000 })
    const row = desk.up(randomBytes(BIG))
    await desk.waits(row, 'reset')
    must(
      desk.writer.commit((changes) => {
        desk.store.messages.delete(row.localId!)
        changes.removed.push({ conversationId: row.conversationId, localId: row.localId! })
      }),
    )
    await desk.when(() => desk.now(row) === undefined)
    expect(desk.transfers.list()).toEqual([])
    await desk.server.idle(() => desk.server.files.size === 0)
    expect(desk.parts.heard).toEqual([])
  })

  it('does not want a download any more: its part goes', async () => {
    const bytes = randomBytes(BIG)
    desk.server.faults.push({ on: 'GET', cutAfter: 300_000 })
    const row = desk.down(desk.server.put(bytes))
    await desk.waits(row, 'reset')
    must(desk.transfers.forget(row.id))
    expect(desk.now(row)).toBeUndefined()
    expect(desk.transfers.forget(asTransferId(99))).toMatchObject({ ok: false, error: { code: 'not_found' } })
  })

  it('clears the list: a failed one can still be tried again at its message', async () => {
    desk.server.faults.push({ on: 'POST', status: 413 })
    const row = desk.up(randomBytes(BIG))
    await desk.ends(row, 'failed')
    must(desk.transfers.clear())
    expect(desk.transfers.list()).toEqual([])
    // As the outbox does it.
    must(
      desk.writer.commit((changes) => {
        desk.store.messages.setStatus(row.localId!, 'queued')
        desk.store.parts.setState(row.localId!, 'waiting')
        changes.noteMessage({ conversationId: row.conversationId, localId: row.localId! })
      }),
    )
    await desk.ends(row)
    expect(desk.transfers.list()).toHaveLength(1)
  })
})

describe('without a link', () => {
  it('nothing starts and no try is used up; it goes on at once when the link is back', async () => {
    desk.setOnline(false)
    const row = desk.up(randomBytes(BIG))
    expect(desk.progress(row)).toEqual({ step: 'waiting', why: 'link' })
    desk.clock.advance(3_600_000)
    expect([desk.server.log, desk.now(row)?.tries]).toEqual([[], 0])
    desk.setOnline(true)
    await desk.ends(row)
  })

  it('a try that ends while there is none is not counted', async () => {
    desk.server.faults.push({ on: 'claim', isSilent: true })
    const row = desk.up(randomBytes(BIG))
    await desk.server.idle(() => desk.server.log.length === 1)
    desk.setOnline(false)
    desk.server.cutAll()
    await desk.waits(row, 'reset')
    expect(desk.now(row)?.tries).toBe(0)
    desk.setOnline(true)
    await desk.ends(row)
  })
})

describe('many', () => {
  it('run three at a time, and one that fails holds nobody up', async () => {
    desk.server.faults.push({ on: 'POST', status: 413 }, { on: 'POST', status: 503 })
    const rows = Array.from({ length: 10 }, () => desk.up(randomBytes(BIG)))
    await desk.when(() => rows.filter((row) => desk.now(row)?.state === 'done').length === 8)
    expect(desk.server.most).toBeLessThanOrEqual(3)
    expect(
      rows
        .map((row) => desk.now(row)?.failCode)
        .filter((code) => code !== undefined)
        .sort(),
    ).toEqual(['http_503', 'too_large'])
  })

  it('of which nobody makes the part are told to their messages at the start', () => {
    const row = desk.up(randomBytes(10))
    desk.transfers.close()
    desk.store.transfers.remove(row.id)
    desk.restart()
    expect(desk.parts.heard).toEqual([`${row.partId} vanished`])
  })

  it('keep their parts when the cache is swept at the start, those that begin meanwhile too', () => {
    desk.setOnline(false)
    const before = desk.down(`f_${'a'.repeat(26)}`)
    // Whole by now: what still lies there is of a try that came too late.
    const done = desk.down(`f_${'c'.repeat(26)}`)
    desk.store.transfers.save({ ...done, state: 'done' })
    desk.restart()
    const meanwhile = desk.down(`f_${'b'.repeat(26)}`)
    const filled = (name: string): boolean => desk.keeper.swept.at(-1)!.has(name)
    expect([filled(`down-${before.id}`), filled(`down-${meanwhile.id}`), filled('down-99')]).toEqual([true, true, false])
    expect(filled(`down-${done.id}`)).toBe(false)
  })
})
