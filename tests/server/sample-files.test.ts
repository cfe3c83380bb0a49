import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inflateSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import yauzl from 'yauzl'
import { png } from '../../src/server/seed/samples/png'
import { VOICE_SECONDS } from '../../src/server/seed/samples/sample-files'
import { FileClient, sha256 } from './file-client'
import { TestOffice } from './office'

type Data = {
  readonly file_id?: string
  readonly name?: string
  readonly mime?: string
  readonly size?: number
  readonly sha256?: string
  readonly seconds?: number
  readonly wave?: string
  readonly url?: string
}

/** What bob, who is in most rooms, finds of that type. */
async function found(office: TestOffice, type: string): Promise<readonly Data[]> {
  const { items: conversations } = await office.get('bob', '/v1/conversations')
  const pages = await Promise.all(
    (conversations ?? []).map(({ conversation_id: id }) => office.get('bob', `/v1/conversations/${String(id)}/messages`)),
  )
  return pages.flatMap(({ items }) => items ?? []).flatMap((item) => (item['type'] === type ? [item['data'] as Data] : []))
}

describe('what the sample office has attached', () => {
  let office: TestOffice
  let bob: FileClient
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'jim-samples-'))
    office = await TestOffice.open({ users: [], demo: { messages: 2000 }, password: 'demo' })
    bob = new FileClient(office, 'bob')
  })
  afterAll(async () => {
    await office.close()
    await rm(folder, { recursive: true })
  })

  const read = async (data: Data): Promise<Buffer> => {
    expect(data.url).toBe(`/v1/files/${data.file_id}`)
    const { status, bytes, headers } = await bob.get(data.url!)
    expect([status, headers['content-type'], bytes.length, sha256(bytes)]).toEqual([200, data.mime, data.size, data.sha256])
    return bytes
  }

  it('are files that open, of every ending', async () => {
    const files = await found(office, 'file')
    const byEnding = new Map(files.map((data) => [data.name!.slice(data.name!.lastIndexOf('.')), data]))
    expect([...byEnding.keys()].sort()).toEqual(['.csv', '.pdf', '.png', '.zip'])
    expect((await read(byEnding.get('.csv')!)).toString()).toMatch(/^week,visits,sign-ups\n1,1800,60\n/)

    const pdf = (await read(byEnding.get('.pdf')!)).toString('latin1')
    const [, xref] = /startxref\n(\d+)\n%%EOF\n$/.exec(pdf) ?? []
    expect(pdf.slice(Number(xref))).toMatch(/^xref\n0 6\n/)
    const offsets = [...pdf.slice(Number(xref)).matchAll(/^(\d{10}) 00000 n /gm)].map(([, offset]) => Number(offset))
    expect(offsets.map((offset, i) => pdf.startsWith(`${i + 1} 0 obj\n`, offset))).toEqual([true, true, true, true, true])

    const picture = await read(byEnding.get('.png')!)
    expect([picture.readUInt32BE(16), picture.readUInt32BE(20)]).toEqual([480, 300])

    const file = join(folder, 'sample.zip')
    await writeFile(file, await read(byEnding.get('.zip')!))
    const names: string[] = []
    for await (const { fileName } of (await yauzl.openPromise(file)).eachEntry()) names.push(fileName)
    expect(names).toEqual(['icons/home.png', 'icons/search.png'])
  })

  it('are voices as long as they say', async () => {
    const voices = await found(office, 'sound')
    expect(voices.length).toBeGreaterThan(1)
    for (const voice of voices.slice(0, 5)) {
      const bytes = await read(voice)
      expect(VOICE_SECONDS).toContain(voice.seconds)
      expect([bytes.toString('latin1', 0, 4), bytes.readUInt32LE(40) / bytes.readUInt32LE(28)]).toEqual(['RIFF', voice.seconds])
      expect(voice.wave).toMatch(/^[A-Za-f]{64}$/)
    }
  })

  it('are there for who is in the conversation alone', async () => {
    const own = (await found(office, 'file')).map(({ file_id }) => file_id)
    const answers = await Promise.all(own.slice(0, 20).map((id) => new FileClient(office, 'bob').get(`/v1/files/${id}`)))
    expect(answers.every(({ status }) => status === 200)).toBe(true)
    expect((await office.server.store.files.readable('nobody', own.map(String))).map(({ fileId }) => fileId)).toEqual([])
  })
})

it('a PNG has the colours that were asked for', () => {
  const file = png(3, 2, (x, y) => [x, y, 7])
  const length = file.readUInt32BE(33)
  const rows = inflateSync(file.subarray(41, 41 + length))
  expect([...rows]).toEqual([0, 0, 0, 7, 1, 0, 7, 2, 0, 7, 0, 0, 1, 7, 1, 1, 7, 2, 1, 7])
})
