import { asTransferId } from '@shared/ids'
import { beforeEach, describe, expect, it } from 'vitest'
import { answerMedia } from '../../src/main/media/media-answer'
import type { TransferRow } from '../../src/main/store/transfers-table'
import { hash } from '../helpers/file-server'
import { film } from './films'
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

  it.each([FILM.length - 1, FILM.length + 1])('whose sender said another size (%i) never plays', async (size) => {
    const row = desk.down(desk.server.put(FILM), { size, type: 'video' })
    await desk.ends(row, 'failed')
    expect(filmUrl(row)).toBeUndefined()
    expect((await ask(row, 'bytes=0-')).status).toBe(404)
  })
})
