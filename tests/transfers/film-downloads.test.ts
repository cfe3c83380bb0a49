import { asTransferId } from '@shared/ids'
import { beforeEach, describe, expect, it } from 'vitest'
import { answerMedia } from '../../src/main/media/media-answer'
import type { TransferRow } from '../../src/main/store/transfers-table'
import { hash } from '../helpers/file-server'
import { box, film, FTYP } from './films'
import { TransferDesk } from './transfer-desk'

const FILM = film(3_000_000)
const MiB = 1024 * 1024

let desk: TransferDesk
beforeEach(async () => {
  desk = await TransferDesk.open()
})

/** Its download is cut in the middle, and waits for its next try. */
async function halfCome(fileId: string, told: { readonly isAsked?: boolean }): Promise<TransferRow> {
  desk.server.faults.push({ on: 'GET', cutAfter: MiB + 1000 })
  const row = desk.down(fileId, { size: FILM.length, ...told, type: 'video' })
  await desk.waits(row, 'reset')
  return row
}

const filmUrl = ({ id }: TransferRow): string | undefined => desk.transfers.list().find((one) => one.id === id)?.filmUrl

async function address(row: TransferRow): Promise<string> {
  const address = `jim-media://arriving/${row.id}`
  await expect.poll(() => filmUrl(row)).toBe(address)
  return address
}

const ask = ({ id }: TransferRow, range: string): Promise<Response> =>
  answerMedia(new Request('https://x/', { headers: { range } }), desk.transfers.film(asTransferId(id)))

/** Time passes by itself, as far as anything waits for it. */
function again(): void {
  desk.clock.advance(60_000)
}

describe('a film on its way down', () => {
  it.each([true, false])('is read from its front, and on to its end when the rest has come (asked for: %s)', async (isAsked) => {
    const row = await halfCome(desk.server.put(FILM), { isAsked })
    await address(row)
    const reader = (await ask(row, 'bytes=0-')).body!.getReader()
    const pieces: Uint8Array[] = []
    for (let have = 0; have < MiB;) {
      const { value } = await reader.read()
      pieces.push(value!)
      have += value!.length
    }
    expect(desk.server.sent).toBeLessThan(FILM.length / 2)
    again()
    for (;;) {
      const { done, value } = await reader.read()
      if (done) break
      pieces.push(value)
    }
    expect(hash(Buffer.concat(pieces))).toBe(hash(FILM))
    expect(desk.keeper.has(hash(FILM))).toEqual({ size: FILM.length })
  })

  it('of other bytes than were promised breaks off at its end, and is kept nowhere', async () => {
    const fileId = desk.server.put(FILM)
    const kept = desk.server.files.get(fileId)!
    kept.bytes = Buffer.from(FILM)
    kept.bytes[FILM.length - 1]! ^= 1
    const row = await halfCome(fileId, {})
    await address(row)
    const answer = await ask(row, 'bytes=0-')
    again()
    await expect(answer.arrayBuffer().then(({ byteLength }) => byteLength)).rejects.toThrow()
    await desk.ends(row, 'failed')
    expect(desk.now(row)).toMatchObject({ failCode: 'damaged' })
    expect(filmUrl(row)).toBeUndefined()
    expect((await ask(row, 'bytes=0-')).status).toBe(404)
    expect(desk.keeper.has(hash(FILM))).toBeUndefined()
  })

  it('whose table stands at its end plays all the same: that end is fetched first, and nothing else', async () => {
    const table = box('moov', 5000)
    const late = Buffer.concat([FTYP, box('mdat', 3_000_000 - FTYP.length - table.length), table])
    const row = await halfCome(desk.server.put(late), {})
    await address(row)
    expect(desk.server.log.filter((line) => line.startsWith('GET')).at(-1)).toMatch(/bytes=2981888-$/)
    // A player asks for the block of 32 KiB in which the table begins, and waits for nothing else of the film.
    const end = await (await ask(row, 'bytes=2981888-')).arrayBuffer()
    expect(Buffer.from(end).equals(late.subarray(2_981_888))).toBe(true)
    const front = (await ask(row, 'bytes=0-')).body!.getReader()
    expect((await front.read()).value?.length).toBeGreaterThan(0)
    await front.cancel()
    again()
    await desk.ends(row)
    const whole = Buffer.from(await (await ask(row, 'bytes=0-')).arrayBuffer())
    expect(hash(whole)).toBe(hash(late))
  })

  it.each([
    ['has no table there', (late: Buffer) => late.write('free', 2_995_004, 'latin1')],
    ['has a table that is longer than it', (late: Buffer) => late.writeUInt32BE(5001, 2_995_000)],
  ])('that %s waits until it is whole, and is asked about three times at most', async (_, spoil) => {
    const late = Buffer.concat([FTYP, box('mdat', 2_995_000 - FTYP.length), box('moov', 5000)])
    spoil(late)
    const row = await halfCome(desk.server.put(late), {})
    const ends = (): number => desk.server.log.filter((line) => line.endsWith('bytes=2981888-')).length
    await expect.poll(() => [filmUrl(row), ends()][1]).toBe(1)
    again()
    await desk.ends(row)
    expect(filmUrl(row)).toBeUndefined()
    expect(ends()).toBeLessThanOrEqual(3)
    expect((await ask(row, 'bytes=0-')).status).toBe(404)
  })

  it.each([FILM.length - 1, FILM.length + 1])('whose sender said another size (%i) never plays', async (size) => {
    const row = desk.down(desk.server.put(FILM), { size, type: 'video' })
    await desk.ends(row, 'failed')
    expect(filmUrl(row)).toBeUndefined()
    expect((await ask(row, 'bytes=0-')).status).toBe(404)
  })
})
